"""`tksk referral`: every move of a referral's life cycle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tksk_workflow.cli.acting import acting
from tksk_workflow.cli.output import (
    ActorOption,
    Format,
    FormatOption,
    NowOption,
    moment_there,
    say_json,
    words,
)
from tksk_workflow.cli.referrals.acting import Code, Note, WhyOption, on_referral, tell
from tksk_workflow.cli.referrals.answers import accept, deliver, fail, queue, refuse, resume, start
from tksk_workflow.cli.referrals.letter import letter, verify_letter
from tksk_workflow.cli.referrals.moving import move
from tksk_workflow.cli.referrals.proof import confirm, contact
from tksk_workflow.cli.typed_again import NOTHING_CHANGED, once
from tksk_workflow.domain.referral import Event, Status
from tksk_workflow.domain.urgency import Urgency

if TYPE_CHECKING:
    from tksk_workflow.services.referrals.withdrawing import ReferralEnded

app = typer.Typer(
    help="Rujukan: melihat, mengirim, menjawab, mencatat hasil.", no_args_is_help=True
)


@app.command("list")
def list_command(
    status: Annotated[
        list[Status] | None, typer.Option("--status", help="Hanya status ini; boleh berulang.")
    ] = None,
    partner: Annotated[str | None, typer.Option("--partner", help="Kode mitra.")] = None,
    urgency: Annotated[
        list[Urgency] | None, typer.Option("--urgency", help="P0 sampai P4.")
    ] = None,
    case: Annotated[str | None, typer.Option("--case", help="Kode kasus.")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Hanya yang terlambat.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Paling banyak.")] = 200,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Menampilkan rujukan yang terbuka, atau menurut status."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.cli.referrals.text import say_list
        from tksk_workflow.services.referrals.listing import list_referrals

        lines = list_referrals(
            sitting.app,
            sitting.actor,
            sitting.now,
            statuses=status or None,
            partner=partner,
            urgencies=urgency or None,
            case=case,
            only_overdue=overdue,
            limit=limit,
        )
        if sitting.wants_json:
            say_json(lines)
        else:
            say_list(lines, sitting.app.zone, limit)


@app.command("show")
def show(
    referral: Code,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Menampilkan satu rujukan: keadaan, alasan pemilihan mitra, langkah yang mungkin."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.cli.referrals.text import say_story
        from tksk_workflow.services.referrals.story import referral_story

        story = referral_story(sitting.app, sitting.actor, referral)
        if sitting.wants_json:
            say_json(story)
        else:
            say_story(story, sitting.app.zone)


@app.command("send")
def send(
    referral: Code,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Mengirim rujukan ke mitranya sekarang."""
    with on_referral(referral, as_, output, now) as sitting:
        from tksk_workflow.services.referrals.dispatch import send_referral
        from tksk_workflow.services.referrals.typed_again import sent_already

        app, actor = sitting.app, sitting.actor
        sent = once(
            lambda: send_referral(app, actor, referral, sitting.now),
            lambda: sent_already(app, actor, referral),
        )
        due = moment_there(sent.answer_due_at, sent.zone, sitting.app.zone)
        done = "dikirim" if sent.changed else "memang sudah dikirim"
        known = "" if sent.changed else f" ({NOTHING_CHANGED})"
        text = f"{sent.referral} {done} ke {sent.partner}{known}; jawab sebelum {due}."
        tell(sitting, sent, text)


@app.command("withdraw")
def withdraw(
    referral: Code,
    reason: WhyOption,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Mencabut rujukan yang sudah dikirim."""
    with on_referral(referral, as_, output, now) as sitting:
        from tksk_workflow.services.referrals.typed_again import ended_already
        from tksk_workflow.services.referrals.withdrawing import withdraw_referral

        app, actor = sitting.app, sitting.actor
        ended = once(
            lambda: withdraw_referral(app, actor, referral, reason, sitting.now),
            lambda: ended_already(app, actor, referral, Event.WITHDRAW, reason),
        )
        tell(sitting, ended, _ended_sentence(ended))


@app.command("void")
def void(
    referral: Code,
    reason: WhyOption,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Menyatakan rujukan salah catat. Catatannya tetap ada."""
    with on_referral(referral, as_, output, now) as sitting:
        from tksk_workflow.services.referrals.typed_again import ended_already
        from tksk_workflow.services.referrals.withdrawing import void_referral

        app, actor = sitting.app, sitting.actor
        ended = once(
            lambda: void_referral(app, actor, referral, reason, sitting.now),
            lambda: ended_already(app, actor, referral, Event.VOID, reason),
        )
        tell(sitting, ended, _ended_sentence(ended))


def _ended_sentence(ended: ReferralEnded) -> str:
    if ended.changed:
        return f"{ended.referral} {ended.status.label}."
    return f"{ended.referral} memang sudah {ended.status.label}; {NOTHING_CHANGED}."


@app.command("recommend")
def recommend_command(
    referral: Code,
    granted: Annotated[
        bool, typer.Option("--give/--refuse", help="Memberi, atau menolak dengan alasan.")
    ],
    note: Note = "",
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Dinas Sosial memberi atau menolak rekomendasi yang ditunggu rujukan."""
    with on_referral(referral, as_, output, now) as sitting:
        from tksk_workflow.services.referrals.recommendation import recommend

        done = recommend(sitting.app, sitting.actor, referral, granted, note, sitting.now)
        state = f"{done.status.label} ({words(done.business)})"
        outcome = "diberikan" if done.granted else "ditolak"
        tell(sitting, done, f"{done.referral}: rekomendasi {outcome}; rujukan {state}.")


app.command("letter")(letter)
app.command("verify-letter")(verify_letter)

for _command in (accept, refuse, queue, start, resume, deliver, fail, confirm, contact, move):
    app.command(_command.__name__)(_command)
