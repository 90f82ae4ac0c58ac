"""`tksk referral letter` and `verify-letter`: the printed referral and its proof."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tksk_workflow.cli.output import (
    DEPENDENCY_FAILED,
    PROBLEMS,
    ActorOption,
    Format,
    FormatOption,
    NowOption,
    say,
    say_json,
    stop,
)
from tksk_workflow.cli.paths import require_folder_of
from tksk_workflow.cli.referrals.acting import Code, on_referral
from tksk_workflow.system_reasons import reason_of


def letter(
    referral: Code,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="BERKAS", help="Berkas PDF; bawaan: surat-R-….pdf."),
    ] = None,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Menerbitkan surat rujukan (PDF) dengan nomor dan kode pemeriksaan."""
    if out is not None:
        require_folder_of(out, output)
    with on_referral(referral, as_, output, now) as sitting:
        from tksk_workflow.reports.files import write_whole
        from tksk_workflow.services.referrals.letters import issue_letter

        issued = issue_letter(sitting.app, sitting.actor, referral, sitting.now)
        path = out or Path(f"surat-{issued.referral}.pdf")
        try:
            write_whole(path, issued.document)
        except OSError as error:
            stop(f"'{path}' tidak dapat ditulis ({reason_of(error)})", DEPENDENCY_FAILED, output)
        if sitting.wants_json:
            say_json({"file": str(path), "number": issued.number, "code": issued.code})
        else:
            say(f"{path}: nomor {issued.number}, kode pemeriksaan {issued.code}")
            say("Surat ini memuat data pribadi; hapus berkasnya setelah dicetak atau dikirim.")


def verify_letter(
    referral: Code,
    code: Annotated[str, typer.Argument(metavar="KODE", help="Kode pemeriksaan pada surat.")],
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Memeriksa apakah surat rujukan asli. Kode keluar 1 bila tidak."""
    with on_referral(referral, as_, output, now) as sitting:
        from tksk_workflow.services.referrals.letters import is_ours

        genuine = is_ours(sitting.app, referral, code)
        if sitting.wants_json:
            say_json({"genuine": genuine})
        else:
            say("Surat ini asli." if genuine else "Kode ini bukan dari surat rujukan itu.")
    if not genuine:
        raise typer.Exit(PROBLEMS)
