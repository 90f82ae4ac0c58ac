"""`tksk case`: from the first report to the end, and what lies between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tksk_workflow.cli.acting import acting
from tksk_workflow.cli.cases.acting import Code
from tksk_workflow.cli.cases.ending import cancel, close, decide, outcome, reopen
from tksk_workflow.cli.cases.intake import add, answer, hand_over, verify, visit
from tksk_workflow.cli.output import (
    ActorOption,
    Format,
    FormatOption,
    NowOption,
    heading,
    hold_line,
    say,
    say_json,
    words,
)
from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.domain.urgency import Urgency

if TYPE_CHECKING:
    from tksk_workflow.services.referrals.story import ReferralStory

app = typer.Typer(help="Kasus: mendaftarkan, melihat, memutuskan, menutup.", no_args_is_help=True)


@app.command("list")
def list_command(
    status: Annotated[
        list[CaseStatus] | None, typer.Option("--status", help="Hanya status ini; boleh berulang.")
    ] = None,
    village: Annotated[
        str | None, typer.Option("--village", help="Kode desa, kecamatan, atau kabupaten.")
    ] = None,
    urgency: Annotated[
        list[Urgency] | None, typer.Option("--urgency", help="P0 sampai P4; boleh berulang.")
    ] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Hanya yang terlambat.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Paling banyak.")] = 200,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Menampilkan kasus yang terbuka, atau menurut status; tanpa nama dan jenis PMKS."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.cli.cases.text import say_list
        from tksk_workflow.services.cases.listing import list_cases
        from tksk_workflow.services.regions import require_listed

        require_listed(village)
        lines = list_cases(
            sitting.app,
            sitting.actor,
            sitting.now,
            statuses=status or None,
            village=village,
            urgencies=urgency or None,
            only_overdue=overdue,
            limit=limit,
        )
        if sitting.wants_json:
            say_json(lines)
        else:
            say_list(lines, sitting.app.zone, limit)


@app.command("show")
def show(
    case: Code,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Menampilkan satu kasus: fakta, keputusan dan alasannya, rujukan, riwayat."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.cli.cases.text import say_story
        from tksk_workflow.services.cases.story import case_story

        story = case_story(sitting.app, sitting.actor, case)
        if sitting.wants_json:
            say_json(story)
        else:
            say_story(story, sitting.app.zone)


@app.command("explain")
def explain(
    case: Code,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Menjelaskan keputusan terakhir, mengapa mitra ini, dan apa akibat setiap jawaban."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.cli.rules.deciding import QUESTIONS_SHOWN, say_answers
        from tksk_workflow.services.cases.open_questions import answers_of_case
        from tksk_workflow.services.cases.story import case_story
        from tksk_workflow.services.referrals.story import referral_story

        story = case_story(sitting.app, sitting.actor, case)
        referrals = [
            referral_story(sitting.app, sitting.actor, item.code)
            for item in story.referrals
            if item.status.is_open
        ]
        answers = answers_of_case(sitting.app, sitting.actor, case, sitting.now, QUESTIONS_SHOWN)
        if sitting.wants_json:
            chosen = [
                {"referral": item.code, "rules": item.rules, "selection": item.selection}
                for item in referrals
            ]
            say_json(
                {
                    "case": story.code,
                    "decision": story.decision,
                    "referrals": chosen,
                    "answers": [found.as_dict() for found in answers],
                }
            )
            return
        if story.decision is None:
            say(f"{story.code} belum diputuskan; jalankan 'tksk case decide {story.code}'.")
            return
        from tksk_workflow.cli.cases.text import say_decision

        say_decision(story.decision, story.status, sitting.app.zone)
        for item in referrals:
            _say_reasons(item)
        if answers:
            heading("Bila dijawab")
            say_answers(answers, sitting.app.pack)


def _say_reasons(item: ReferralStory) -> None:
    from tksk_workflow.cli.referrals.text import say_choice

    heading(f"{item.code}: {item.service}")
    say(f"  {item.status.label} ({words(item.business_status)}), urgensi {item.urgency.value}")
    say(f"  diminta oleh {', '.join(item.rules or ())}")
    for hold in item.held_by:
        say(f"  {hold_line(hold.rule, hold.reason, hold.missing_documents)}")
    say_choice(item.selection)


for _command in (add, answer, visit, verify, hand_over, decide, outcome, close, reopen, cancel):
    app.command(_command.__name__.replace("_", "-"))(_command)
