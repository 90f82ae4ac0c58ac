"""How a case reads on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING

from tksk_workflow.cli.output import (
    day,
    heading,
    hold_line,
    moment,
    say,
    show_table,
    shown_value,
    words,
)
from tksk_workflow.cli.tables import how_many
from tksk_workflow.domain.case import CaseStatus

if TYPE_CHECKING:
    from tksk_workflow.services.cases.listing import CaseLine
    from tksk_workflow.services.cases.story import CaseStory
    from tksk_workflow.services.referrals.decision_story import DecisionShown
    from tksk_workflow.services.routing.deciding import DecisionOutcome

QUESTIONS_SHOWN = 7
WAITS_FOR_ANSWER = (
    "belum ada rujukan: keputusan menunggu jawaban klien, lihat yang perlu ditanyakan"
)


def say_list(lines: Sequence[CaseLine], zone: tzinfo, limit: int) -> None:
    """Write a list of cases."""
    show_table(
        how_many("Kasus", len(lines), limit),
        ("kasus", "urgensi", "status", "desa", "petugas", "dibuka", "rujukan", "keterangan"),
        (
            (
                line.code,
                line.urgency.value if line.urgency else "-",
                words(line.status),
                line.village,
                line.worker,
                moment(line.opened_at, zone),
                str(line.open_referrals),
                "; ".join(_remarks(line)),
            )
            for line in lines
        ),
        "Tidak ada kasus.",
    )


def _remarks(line: CaseLine) -> list[str]:
    found = []
    if line.overdue:
        found.append(f"{line.overdue} terlambat")
    if line.needs_decision:
        found.append("menunggu keputusan")
    if line.closed_handling:
        found.append("ditangani tertutup")
    return found


def say_story(story: CaseStory, zone: tzinfo) -> None:
    """Write everything about a case, in the order in which it happened."""
    urgency = f", urgensi {story.urgency.value}" if story.urgency else ""
    say(f"Kasus {story.code}: {words(story.status)}{urgency}")
    person = story.person
    born = f", lahir {day(person.birth_date)}" if person.birth_date else ""
    sex = f", {person.sex}" if person.sex else ""
    say(f"  {person.kind}: {person.name}{sex}{born}")
    say(f"  NIK: {person.nik or '-'} ({words(person.nik_status)})")
    way = "langsung" if story.direct else "tidak langsung"
    say(f"  desa {story.village}, petugas {story.worker}")
    say(f"  difasilitasi {way}, melalui {words(story.channel)}")
    say(f"  dibuka {moment(story.opened_at, zone)}, data diperbarui {day(story.data_updated_on)}")
    if story.closed_handling:
        say("  ditangani tertutup")
    if story.needs_decision:
        say("  menunggu keputusan; jalankan 'tksk case decide' atau tunggu alur rutekan")
    if story.functioning:
        note = f": {story.functioning_note}" if story.functioning_note else ""
        say(f"  keberfungsian sosial {story.functioning}{note}")
    if story.continued_as and story.continued_status:
        say(
            f"  dilanjutkan sebagai {story.continued_as} oleh {story.continued_by}: "
            f"{words(story.continued_status)}"
        )
    if story.finish_reason:
        say(f"  alasan: {story.finish_reason}")
    _say_facts(story)
    if story.decision is not None:
        say_decision(story.decision, story.status, zone)
    _say_referrals(story, zone)
    _say_people(story, zone)
    if story.steps:
        heading("Riwayat")
        for step in story.steps:
            when, what = moment(step.at, zone), words(step.action)
            say(f"  {when}  {step.subject}  {what}  oleh {step.actor}")


def _say_facts(story: CaseStory) -> None:
    if story.pmks is not None:
        heading("Yang diketahui")
        say(f"  jenis PMKS: {', '.join(story.pmks) or 'belum jelas'}")
    for fact in story.facts or ():
        say(f"  {fact.label}: {shown_value(fact.value)}")


def say_decision(decision: DecisionShown, status: CaseStatus, zone: tzinfo) -> None:
    """Write which rules fired, on what, what holds, and what to ask."""
    heading(f"Keputusan {decision.number}, {moment(decision.decided_at, zone)}")
    say(f"  oleh {decision.decided_by}, paket aturan {decision.pack[:12]}")
    if status is CaseStatus.MANUAL:
        say("  antrean manual: koordinator menentukan rujukannya")
    elif decision.waits_for_answer and status.is_open:
        say(f"  {WAITS_FOR_ANSWER}")
    for rule in decision.rules:
        say(f"  {rule.rule} {rule.name}")
        known = "; ".join(
            f"{words(name)}: {shown_value(item)}" for name, item in rule.facts.items()
        )
        if known:
            say(f"      karena {known}")
        if rule.basis:
            say(f"      dasar: {'; '.join(rule.basis)}")
    for hold in decision.holds:
        # What went out meanwhile, or together with something more pressing, is not held.
        which = f"{', '.join(hold.referrals)} " if hold.referrals else "saat diputuskan "
        say(f"  {which}{hold_line(hold.rule, hold.reason, hold.missing_documents)}")
    for number, question in enumerate(decision.to_ask[:QUESTIONS_SHOWN], 1):
        may_be = f" [dapat menjadi {question.urgency}]" if question.urgency else ""
        say(f"  tanyakan {number}: {question.question or question.fact} ({question.fact}){may_be}")
    if len(decision.to_ask) > QUESTIONS_SHOWN:
        rest = len(decision.to_ask) - QUESTIONS_SHOWN
        say(f"  dan {rest} pertanyaan lain yang kurang mendesak (lihat dengan --format json)")


def _say_referrals(story: CaseStory, zone: tzinfo) -> None:
    if not story.referrals:
        return
    heading("Rujukan")
    for referral in story.referrals:
        partner = referral.partner_name or "belum ada mitra"
        say(
            f"  {referral.code} {referral.urgency.value} {referral.status.label} "
            f"({words(referral.business_status)}): {referral.service}, {partner}"
        )
        if referral.held_by:
            say(f"      tertahan oleh {', '.join(referral.held_by)}")
        for item in referral.follow_ups:
            done = "belum" if item.done_at is None else words(item.outcome or "selesai")
            say(f"      tindak lanjut ke-{item.number}, {day(item.due_on)}: {done}")


def _say_people(story: CaseStory, zone: tzinfo) -> None:
    if story.visits:
        heading("Kunjungan")
        for visit in story.visits:
            text = "dikunjungi" if visit.done else f"tertunda: {visit.obstacle}"
            note = f"; {visit.note}" if visit.note else ""
            say(f"  {moment(visit.at, zone)} oleh {visit.visitor}: {text}{note}")
    if story.verifications:
        heading("Verifikasi")
        for item in story.verifications:
            text = "sesuai" if item.matches else "TIDAK sesuai"
            note = f"; {item.note}" if item.note else ""
            say(f"  {moment(item.at, zone)} oleh {item.verifier}: {text}{note}")
    if story.escalations:
        heading("Eskalasi")
        for matter in story.escalations:
            say(f"  E-{matter.number} kepada {matter.level}: {matter.reason}")


def outcome_lines(outcome: DecisionOutcome) -> list[str]:
    """Say what a decision led to."""
    urgency = f", urgensi {outcome.urgency.value}" if outcome.urgency else ""
    lines = [f"Keputusan {outcome.decision}: {outcome.case} {words(outcome.status)}{urgency}."]
    opened = outcome.opened
    for codes, text in (
        (opened.created, "rujukan baru"),
        (opened.refreshed, "rujukan diperbarui"),
        (opened.voided, "rujukan ditarik"),
        (opened.kept, "rujukan yang sudah berjalan"),
    ):
        if codes:
            lines.append(f"  {text}: {', '.join(codes)}")
    if outcome.waits_for_answer and outcome.status != CaseStatus.MANUAL.value:
        lines.append(f"  {WAITS_FOR_ANSWER}")
    if opened.without_partner:
        lines.append(
            f"  {opened.without_partner} rujukan belum punya mitra; koordinator diberi tahu"
        )
    if opened.doubled:
        lines.append(f"  {opened.doubled} kebutuhan sudah dilayani rujukan lain")
    lines.extend(
        f"  {', '.join(hold.referrals)} "
        + hold_line(hold.rule, hold.reason, hold.missing_documents)
        for hold in outcome.held_back
        if hold.referrals
    )
    if outcome.to_ask:
        lines.append(f"  tanyakan lebih dahulu: {', '.join(outcome.to_ask[:3])}")
    return lines
