"""`tksk case decide`, `outcome`, `close`, `reopen`, `cancel`: what becomes of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tksk_workflow.cli.acting import acting
from tksk_workflow.cli.cases.acting import Code, Note, WhyOption, tell
from tksk_workflow.cli.output import ActorOption, Format, FormatOption, NowOption, say, say_json
from tksk_workflow.cli.typed_again import NOTHING_CHANGED, once
from tksk_workflow.domain.case import CaseEvent
from tksk_workflow.domain.referral import FunctioningOutcome

if TYPE_CHECKING:
    from tksk_workflow.services.cases.closing import CaseEnded


def decide(
    case: Code,
    afresh: Annotated[
        bool,
        typer.Option(
            "--afresh", help="Minta lagi juga yang pernah dicabut atau dinyatakan salah catat."
        ),
    ] = False,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Memutuskan kasus sekarang menurut aturan, dan menyiapkan rujukannya."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.cli.cases.text import outcome_lines
        from tksk_workflow.services.routing.deciding import decide_case

        outcome = decide_case(sitting.app, sitting.actor, case, sitting.now, afresh=afresh)
        if sitting.wants_json:
            say_json(outcome)
            return
        for line in outcome_lines(outcome):
            say(line)


def outcome(
    case: Code,
    functioning: Annotated[
        FunctioningOutcome, typer.Argument(metavar="HASIL", help="membaik, tetap, atau memburuk.")
    ],
    note: Note = "",
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Mencatat apakah keberfungsian sosial klien berubah."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.cases.closing import record_outcome

        done = record_outcome(sitting.app, sitting.actor, case, functioning, note, sitting.now)
        known = "" if done.changed else f" Itu memang sudah tercatat; {NOTHING_CHANGED}."
        tell(sitting, done, f"{done.case}: keberfungsian sosial {functioning.value}.{known}")


def close(
    case: Code,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Menutup kasus: perlu bukti penerimaan dan hasil keberfungsian sosial."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.cases.closing import close_case
        from tksk_workflow.services.cases.typed_again import moved_already

        app, actor = sitting.app, sitting.actor
        done = once(
            lambda: close_case(app, actor, case, sitting.now),
            lambda: moved_already(app, actor, case, CaseEvent.CLOSE),
        )
        tell(sitting, done, _sentence(done, "ditutup"))


def reopen(
    case: Code,
    reason: WhyOption,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Membuka kembali kasus yang sudah ditutup."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.cases.closing import reopen_case
        from tksk_workflow.services.cases.typed_again import moved_already

        app, actor = sitting.app, sitting.actor
        done = once(
            lambda: reopen_case(app, actor, case, reason, sitting.now),
            lambda: moved_already(app, actor, case, CaseEvent.REOPEN, reason),
        )
        tell(sitting, done, _sentence(done, "dibuka kembali; kebutuhannya akan diputuskan ulang"))


def cancel(
    case: Code,
    reason: WhyOption,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Membatalkan kasus beserta rujukannya yang masih terbuka."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.cases.closing import cancel_case
        from tksk_workflow.services.cases.typed_again import moved_already

        app, actor = sitting.app, sitting.actor
        done = once(
            lambda: cancel_case(app, actor, case, reason, sitting.now),
            lambda: moved_already(app, actor, case, CaseEvent.CANCEL, reason),
        )
        tell(sitting, done, _sentence(done, "dibatalkan"))


def _sentence(done: CaseEnded, what: str) -> str:
    if done.changed:
        return f"{done.case} {what}."
    return f"{done.case} memang sudah {what.partition(';')[0]}; {NOTHING_CHANGED}."
