"""What partners answer: `tksk referral accept`, `refuse`, `queue`, `start` and so on."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from tksk_workflow.cli.facts_text import read_json
from tksk_workflow.cli.options_named import options_named
from tksk_workflow.cli.output import ActorOption, Format, FormatOption, NowOption
from tksk_workflow.cli.referrals.acting import (
    QUEUE_OPTIONS,
    Code,
    Note,
    WhyOption,
    on_referral,
    say_answer,
)
from tksk_workflow.domain.referral import RefusalReason


def accept(
    referral: Code,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Mitra menyanggupi."""
    with on_referral(referral, as_, output, now) as sitting:
        from tksk_workflow.services.referrals import answers

        say_answer(sitting, answers.accept(sitting.app, sitting.actor, referral, sitting.now))


def refuse(
    referral: Code,
    reason: Annotated[RefusalReason, typer.Option("--reason", help="Alasan penolakan.")],
    note: Note = "",
    facts: Annotated[
        str | None,
        typer.Option(
            "--facts",
            metavar="JSON",
            help="Fakta baru bila tidak memenuhi syarat: objek JSON, atau @berkas.json.",
        ),
    ] = None,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Mitra menolak dengan alasan; rujukan diteruskan menurut alasannya."""
    known = read_json(facts, output)
    with on_referral(referral, as_, output, now) as sitting:
        from tksk_workflow.services.referrals import answers

        answered = answers.refuse(
            sitting.app, sitting.actor, referral, reason, note, sitting.now, known or None
        )
        say_answer(sitting, answered)


def queue(
    referral: Code,
    position: Annotated[int | None, typer.Option("--position", help="Nomor antrean.")] = None,
    until: Annotated[
        datetime | None,
        typer.Option("--until", formats=["%Y-%m-%d"], help="Perkiraan tanggal giliran."),
    ] = None,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Mitra menyanggupi, tetapi klien harus antre."""
    with on_referral(referral, as_, output, now) as sitting:
        from tksk_workflow.services.referrals import answers

        last = None if until is None else until.date()
        with options_named(QUEUE_OPTIONS):
            answered = answers.queue(
                sitting.app, sitting.actor, referral, position, last, sitting.now
            )
        say_answer(sitting, answered)


def start(
    referral: Code,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Mitra mulai melayani."""
    with on_referral(referral, as_, output, now) as sitting:
        from tksk_workflow.services.referrals import answers

        say_answer(sitting, answers.start(sitting.app, sitting.actor, referral, sitting.now))


def resume(
    referral: Code,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Giliran klien tiba; mitra melanjutkan."""
    with on_referral(referral, as_, output, now) as sitting:
        from tksk_workflow.services.referrals import answers

        say_answer(sitting, answers.resume(sitting.app, sitting.actor, referral, sitting.now))


def deliver(
    referral: Code,
    note: Note = "",
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Mitra melaporkan bantuan sudah diserahkan; TKSK masih harus mengonfirmasi."""
    with on_referral(referral, as_, output, now) as sitting:
        from tksk_workflow.services.referrals import answers

        say_answer(
            sitting,
            answers.report_delivery(sitting.app, sitting.actor, referral, note, sitting.now),
        )


def fail(
    referral: Code,
    reason: WhyOption,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Bantuan tidak terlaksana; alasannya wajib."""
    with on_referral(referral, as_, output, now) as sitting:
        from tksk_workflow.services.referrals import answers

        say_answer(sitting, answers.fail(sitting.app, sitting.actor, referral, reason, sitting.now))
