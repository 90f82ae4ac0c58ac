"""`tksk audit`: is the record of who did what still what it was?"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tksk_workflow.cli.audit.decisions import decision, decisions
from tksk_workflow.cli.audit.replay import replay
from tksk_workflow.cli.database import database_opened
from tksk_workflow.cli.output import (
    DEPENDENCY_FAILED,
    PROBLEMS,
    WRONG_USAGE,
    Format,
    FormatOption,
    say,
    say_json,
    stop,
)
from tksk_workflow.cli.paths import require_folder_of
from tksk_workflow.system_reasons import reason_of

if TYPE_CHECKING:
    from tksk_workflow.store.audit_check import Broken, ChainHead

app = typer.Typer(
    help="Jejak audit: membaca dan mengulang keputusan, memeriksa keutuhan catatan.",
    no_args_is_help=True,
)
app.command("decisions")(decisions)
app.command("decision")(decision)
app.command("replay")(replay)

_LARGEST_ANCHOR = 100_000
_HEAD = re.compile(r"(?P<number>\d{1,18}):(?P<hash>[0-9a-f]{64})")


_OTHER_KEY = (
    "{count} sidik dibuat dengan kunci identitas lain: isi barisnya TIDAK diperiksa. "
    "Jalankan dengan kunci kantor (identity.key atau TKSK_SECRET)."
)


@app.command("verify")
def verify_command(
    output: FormatOption = Format.TEXT,
    head: Annotated[
        str | None,
        typer.Option(
            "--head",
            metavar="NOMOR:HASH",
            help="Ujung rantai yang dicatat dahulu; rantai harus masih memuatnya.",
        ),
    ] = None,
    anchor: Annotated[
        Path | None,
        typer.Option(
            "--anchor",
            metavar="BERKAS",
            help="Jangkar dari 'tksk audit anchor'; rantai harus masih memuatnya.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
) -> None:
    """Memeriksa rantai jejak audit, dan baris yang sidiknya tercatat di dalamnya.

    Kode keluar 1 bila ada catatan yang rusak, atau baris yang berubah atau hilang.
    """
    if head is not None and anchor is not None:
        stop("pakai --head atau --anchor, tidak keduanya", WRONG_USAGE, output)
    noted = _noted(head, output) if anchor is None else _anchored(anchor, output)
    with database_opened(output) as (settings, engine):
        from tksk_workflow.store.audit_check import chain_head, still_contains, verify
        from tksk_workflow.store.seal_check import check_seals
        from tksk_workflow.store.session import session_factory_for
        from tksk_workflow.store.unit_of_work import UnitOfWork

        with UnitOfWork(session_factory_for(engine), read_only=True) as uow:
            broken = verify(uow.session)
            found = chain_head(uow.session)
            contained = noted is None or still_contains(uow.session, noted)
            seals = check_seals(uow.session, settings.identity_secret)
    altered, unchecked = list(seals.problems), seals.unchecked
    if output is Format.JSON:
        data = _as_data(broken, altered, found, contained=contained)
        say_json({**data, "unchecked_rows": unchecked})
    else:
        _say(broken, altered, found, contained=contained)
        if unchecked:
            say(_OTHER_KEY.format(count=unchecked))
    if broken or altered or not contained:
        raise typer.Exit(PROBLEMS)


def _noted(text: str | None, output: Format) -> ChainHead | None:
    if text is None:
        return None
    from tksk_workflow.store.audit_check import ChainHead

    match = _HEAD.fullmatch(text.strip().lower())
    if match is None:
        stop(
            "--head harus berbentuk NOMOR:HASH",
            WRONG_USAGE,
            output,
            "salin ujung rantai yang dicetak 'tksk audit verify'",
        )
    return ChainHead(int(match["number"]), match["hash"])


@app.command("anchor")
def anchor_command(
    path: Annotated[
        Path, typer.Argument(metavar="BERKAS", help="Berkas jangkar yang baru.", dir_okay=False)
    ],
    output: FormatOption = Format.TEXT,
) -> None:
    """Menulis ujung rantai ke berkas jangkar, untuk disimpan di luar jangkauan operator."""
    require_folder_of(path, output)
    with database_opened(output) as (_, engine):
        from tksk_workflow.store.audit_check import chain_head, verify
        from tksk_workflow.store.session import session_factory_for
        from tksk_workflow.store.unit_of_work import UnitOfWork

        with UnitOfWork(session_factory_for(engine), read_only=True) as uow:
            broken, found = verify(uow.session), chain_head(uow.session)
    if broken or found is None:
        stop(
            "jejak audit rusak; jangkar tidak ditulis",
            PROBLEMS,
            output,
            "jalankan 'tksk audit verify' untuk melihat tempatnya",
        )
    data = {"number": found.number, "hash": found.hash, "at": datetime.now(UTC).isoformat()}
    from tksk_workflow.reports.files import write_new

    try:
        write_new(path, (json.dumps(data) + "\n").encode("ascii"))
    except FileExistsError:
        stop(f"berkas '{path}' sudah ada; jangkar lama tidak ditimpa", PROBLEMS, output)
    except OSError as error:
        stop(f"berkas '{path}' tidak dapat ditulis ({reason_of(error)})", DEPENDENCY_FAILED, output)
    if output is Format.JSON:
        say_json({**data, "file": str(path)})
    else:
        say(f"Jangkar {path}: {found.number} catatan sampai {found.hash[:16]}…")
        say("Serahkan kepada auditor. Siapa pun yang memegangnya dapat membuktikan dengan")
        say("'tksk audit verify --anchor BERKAS' bahwa yang dicatat sampai saat ini tidak diubah.")


def _anchored(path: Path, output: Format) -> ChainHead:
    from tksk_workflow.store.audit_check import ChainHead

    try:
        with path.open(encoding="ascii") as file:
            data = json.loads(file.read(_LARGEST_ANCHOR))
        match = _HEAD.fullmatch(f"{data['number']}:{data['hash']}")
    except (OSError, ValueError, KeyError, TypeError):
        match = None
    if match is None:
        stop(
            f"berkas '{path}' bukan jangkar jejak audit",
            PROBLEMS,
            output,
            "pakai berkas yang ditulis 'tksk audit anchor'",
        )
    return ChainHead(int(match["number"]), match["hash"])


def _as_data(
    broken: list[Broken], altered: list[str], head: ChainHead | None, *, contained: bool
) -> dict[str, object]:
    return {
        "intact": not broken and not altered and contained,
        "head": None if head is None else {"number": head.number, "hash": head.hash},
        "noted_head_found": contained,
        "broken": [
            {
                "number": item.number,
                "last": item.last,
                "kind": item.kind.value,
                "original": item.original,
                "message": str(item),
            }
            for item in broken
        ],
        "altered_rows": altered,
    }


def _say(
    broken: list[Broken], altered: list[str], head: ChainHead | None, *, contained: bool
) -> None:
    for item in broken:
        say(str(item))
    if not contained:
        say("Ujung rantai yang dicatat dahulu tidak ada lagi: jejak audit ditulis ulang.")
    if broken:
        say(f"Jejak audit RUSAK di {len(broken)} tempat.")
    for line in altered:
        say(line)
    if altered:
        say(f"Rantainya boleh utuh, isi basis datanya TIDAK: {len(altered)} masalah.")
    if not broken and not altered and contained and head is not None:
        say(f"Jejak audit utuh: {head.number} catatan. Ujung rantai:")
        say(f"{head.number}:{head.hash}")
        say("Catat ujung ini di luar basis data untuk pemeriksaan berikutnya.")
