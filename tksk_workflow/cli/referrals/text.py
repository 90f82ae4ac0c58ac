"""How a referral reads on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING

from tksk_workflow.cli.output import (
    day,
    heading,
    hold_line,
    moment,
    moment_there,
    say,
    show_table,
    words,
)
from tksk_workflow.cli.tables import how_many
from tksk_workflow.domain.referral import Status

if TYPE_CHECKING:
    from tksk_workflow.services.referrals.listing import ReferralLine
    from tksk_workflow.services.referrals.story import PossibleMove, ReferralStory


def say_list(lines: Sequence[ReferralLine], zone: tzinfo, limit: int) -> None:
    """Write a list of referrals."""
    show_table(
        how_many("Rujukan", len(lines), limit),
        ("rujukan", "kasus", "urgensi", "status", "keadaan", "mitra", "layanan", "jawab sebelum"),
        (
            (
                line.code,
                line.case,
                line.urgency.value,
                line.status.label,
                words(line.business_status) + (" (terlambat)" if line.overdue else ""),
                line.partner,
                line.service,
                moment_there(line.answer_due_at, line.zone, zone)
                if line.status is Status.REQUESTED
                else "-",
            )
            for line in lines
        ),
        "Tidak ada rujukan.",
    )


def say_story(story: ReferralStory, zone: tzinfo) -> None:
    """Write everything about a referral."""
    say(f"Rujukan {story.code} untuk kasus {story.case}")
    partner = f"{story.partner_name} ({story.partner})" if story.partner else "belum ada"
    for label, value in (
        ("status", f"{story.status.label} ({words(story.business_status)})"),
        ("urgensi", story.urgency.value),
        ("mitra", partner),
        ("layanan", story.service),
        ("berkas", "; ".join(story.documents) or "-"),
        ("aturan", ", ".join(story.rules) if story.rules else None),
        ("menggantikan", story.replaces),
        ("menunggu tahap", story.waits_for),
        ("dikirim", _at(story.sent_at, zone)),
        ("jawab sebelum", _due(story, zone)),
        ("diingatkan", _at(story.reminded_at, zone)),
        ("alasan penolakan", words(story.refusal_reason) if story.refusal_reason else None),
        ("keterangan", story.reason),
        ("antrean nomor", story.queue_position),
        ("antre sampai", day(story.queue_until) if story.queue_until else None),
        ("diserahkan", _at(story.delivered_at, zone)),
        ("catatan penyerahan", story.delivery_note),
    ):
        if value is not None:
            say(f"  {label:<19} {value}")
    for hold in story.held_by:
        say(f"  {hold_line(hold.rule, hold.reason, hold.missing_documents)}")
    _say_choice(story)
    _say_contacts(story, zone)
    heading("Yang dapat terjadi dari sini")
    for line in possible_lines(story.possible):
        say(f"  {line}")
    if story.steps:
        heading("Riwayat")
        for step in story.steps:
            say(f"  {moment(step.at, zone)}  {words(step.action)}  oleh {step.actor}")


def possible_lines(moves: Sequence[PossibleMove]) -> list[str]:
    """Say what can happen, by whom, and what else must hold."""
    if not moves:
        return ["tidak ada; rujukan ini sudah berakhir"]
    return [
        f"{words(move.event)} → {move.target.label} ({move.target.value}), oleh "
        + ", ".join(move.actors)
        + (f"; {move.guard}" if move.guard else "")
        for move in moves
    ]


def say_choice(selection: object) -> None:
    """Say why this partner was chosen and why each other one was not."""
    if not isinstance(selection, dict):
        return
    considered = selection.get("considered") or []
    for place, found in enumerate(considered, 1):
        why = "dipilih" if place == 1 else found["reason"]
        remarks = f" [{'; '.join(found['remarks'])}]" if found["remarks"] else ""
        say(f"  {place}. {found['code']}: {why}{remarks}")
    passed_over: dict[str, list[str]] = {}
    for lost in selection.get("rejected") or []:
        passed_over.setdefault(lost["explanation"], []).append(lost["code"])
    for why, codes in passed_over.items():
        say(f"  -  {', '.join(codes)}: {why}")
    if not considered:
        say("  Tidak ada mitra yang dapat melayani.")


def _say_choice(story: ReferralStory) -> None:
    if story.selection is not None:
        heading("Mengapa mitra ini")
        say_choice(story.selection)


def _say_contacts(story: ReferralStory, zone: tzinfo) -> None:
    if story.follow_ups:
        heading("Tindak lanjut")
        for item in story.follow_ups:
            done = "belum" if item.done_at is None else words(item.outcome or "selesai")
            say(f"  ke-{item.number}, {day(item.due_on)}: {done}")
    if story.contacts:
        heading("Upaya menghubungi")
        for attempt in story.contacts:
            note = f"; {attempt.note}" if attempt.note else ""
            say(
                f"  {moment(attempt.at, zone)} oleh {attempt.by}, {words(attempt.method)}: "
                f"{words(attempt.outcome)}{note}"
            )
    if story.receipts:
        heading("Bukti penerimaan")
        for proof in story.receipts:
            right = "orang yang tepat" if proof.right_person else "BUKAN orang yang tepat"
            say(
                f"  {moment(proof.received_at, zone)}: {proof.received_by} ({right}), "
                f"{proof.method}, {proof.proof_reference}"
            )


def _due(story: ReferralStory, zone: tzinfo) -> str | None:
    if story.answer_due_at is None:
        return None
    text = moment_there(story.answer_due_at, story.zone, zone)
    return f"{text} (perkiraan: libur tahun itu belum ditetapkan)" if story.due_estimated else text


def _at(value: object, zone: tzinfo) -> str | None:
    from datetime import datetime

    return moment(value, zone) if isinstance(value, datetime) else None
