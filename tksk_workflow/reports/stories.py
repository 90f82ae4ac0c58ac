"""A case told as a story: what happened, in order, and why each decision fell so.

People appear as "klien" with the opaque case code. For a case that is handled closed
the type and the conditions are left out; the story says that it is a special service.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tksk_workflow.domain.referral import Role, Status
from tksk_workflow.domain.rulepack import RuleKind, RulePack
from tksk_workflow.domain.truth import Truth
from tksk_workflow.reports.lifecycle_doc import ROLE_NAMES
from tksk_workflow.store.models import (
    Case,
    DecisionRecord,
    Escalation,
    FollowUp,
    Receipt,
    Referral,
    Verification,
    Visit,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened."""

    at: datetime
    title: str
    text: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that fired, with the facts it looked at, in words."""

    rule: str
    name: str
    facts: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A referral's partner and why each other candidate lost."""

    referral: str
    urgency: str
    partner: str
    service: str
    rejected: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Story:
    """A whole case for a reader."""

    title: str
    code: str
    village: str
    closed: bool
    types: tuple[str, ...]
    reasons: tuple[Reason, ...]
    choices: tuple[Choice, ...]
    questions: tuple[str, ...]
    moments: tuple[Moment, ...]
    pack: str


def choose(session: Session) -> list[tuple[str, int]]:
    """Pick three telling cases: an emergency, a detour, and one handled closed.

    Returns pairs of title and case id; fewer when the caseload has no such case.
    The choice is the same for the same record.
    """
    completed = select(Referral.case_id).where(Referral.status == Status.COMPLETED)
    emergency = (
        select(Referral.case_id)
        .join(Case, Case.id == Referral.case_id)
        .where(Referral.urgency == "P0", Referral.case_id.in_(completed), ~Case.closed_handling)
    )
    detour = (
        select(Referral.case_id)
        .join(Case, Case.id == Referral.case_id)
        .where(Referral.attempt > 1, Referral.status == Status.COMPLETED, ~Case.closed_handling)
    )
    discreet = select(Case.id).where(Case.closed_handling, Case.id.in_(completed))
    wanted = (
        ("Darurat: bantuan sampai dalam hitungan hari", emergency),
        ("Mitra pertama tidak bisa: rujukan dialihkan", detour),
        ("Kasus tertutup: dilayani tanpa membuka masalahnya", discreet),
    )
    chosen: list[tuple[str, int]] = []
    for title, query in wanted:
        taken = {case_id for _, case_id in chosen}
        # Stories that have come to their end first.
        ordered = query.order_by(Case.finished_at.is_(None), Case.finished_at, Case.id)
        found = next(
            (case_id for case_id in session.scalars(ordered) if case_id not in taken), None
        )
        if found is not None:
            chosen.append((title, found))
    return chosen


def tell(
    session: Session, pack: RulePack, title: str, case_id: int, villages: Mapping[str, str]
) -> Story:
    """Tell one case.

    Raises:
        LookupError: there is no such case.
    """
    case = session.get(Case, case_id)
    if case is None:
        raise LookupError(f"case {case_id}")
    decision = session.scalars(
        select(DecisionRecord)
        .where(DecisionRecord.case_id == case_id)
        .order_by(DecisionRecord.id.desc())
    ).first()
    result: dict[str, Any] = decision.result if decision else {}
    types = tuple(
        f"{code} {pack.pmks_types[code].name}"
        for code in case.detail.pmks
        if code in pack.pmks_types
    )
    return Story(
        title=title,
        code=case.code,
        village=villages.get(case.village, case.village),
        closed=case.closed_handling,
        types=() if case.closed_handling else types,
        reasons=_reasons(result, pack, closed=case.closed_handling),
        choices=tuple(_choice(referral, pack) for referral in case.referrals if referral.sent_at),
        questions=() if case.closed_handling else _questions(result),
        moments=tuple(sorted(_moments(session, case), key=lambda moment: moment.at)),
        pack=decision.pack_hash[:12] if decision else "",
    )


def _reasons(result: Mapping[str, Any], pack: RulePack, *, closed: bool) -> tuple[Reason, ...]:
    if closed:
        return ()
    rules = {rule.id: rule for rule in pack.rules}
    found = []
    for entry in result.get("trace", []):
        rule = rules.get(entry["rule"])
        if rule is None or rule.kind is RuleKind.DERIVED or entry["outcome"] != Truth.YES.value:
            continue
        pairs = entry["facts"].items()
        words = tuple(
            f"{pack.facts[name].label}: {_word(value)}"
            for name, value in pairs
            if name in pack.facts and name != "pmks"
        )
        found.append(Reason(rule.id, rule.name, words, rule.basis or rule.sources))
    return tuple(found)


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(sorted(str(member) for member in value)) or "tidak ada"
    return str(value)


def _questions(result: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(item["question"] for item in result.get("questions", [])[:3])


def _partner_name(referral: Referral) -> str:
    """Name the partner; of a case handled closed not even that: it would tell the problem."""
    if referral.closed_handling:
        return "mitra layanan khusus"
    return referral.partner.name if referral.partner else referral.partner_type


def _plain(code: str | None) -> str:
    """Turn a code of the record into words."""
    return (code or "").replace("_", " ")


def _choice(referral: Referral, pack: RulePack) -> Choice:
    lost = [*referral.selection.get("considered", []), *referral.selection.get("rejected", [])]
    return Choice(
        referral=referral.code,
        urgency=referral.urgency,
        partner=_partner_name(referral),
        service=(
            "layanan khusus"
            if referral.closed_handling
            else pack.services.get(referral.service, referral.service)
        ),
        rejected=tuple(
            (item["code"], item["reason"])
            for item in lost
            if item["reason"]
            and item["code"] != referral.partner_code
            and not referral.closed_handling
        ),
    )


def _moments(session: Session, case: Case) -> list[Moment]:
    moments = [Moment(case.opened_at, "Kasus dicatat", f"melalui {_plain(case.channel)}")]
    for visit in session.scalars(select(Visit).where(Visit.case_id == case.id)):
        title = "Kunjungan rumah" if visit.done else "Kunjungan tertunda"
        moments.append(Moment(visit.visited_at, title, visit.obstacle or ""))
    for check in session.scalars(select(Verification).where(Verification.case_id == case.id)):
        verdict = "data sesuai" if check.matches else "data tidak sesuai"
        moments.append(
            Moment(check.verified_at, f"Verifikasi oleh {ROLE_NAMES[Role(check.role)]}", verdict)
        )
    for referral in case.referrals:
        moments.extend(_referral_moments(session, referral))
    for step in session.scalars(select(Escalation).where(Escalation.case_id == case.id)):
        moments.append(Moment(step.opened_at, f"Dieskalasi ke {step.level}", step.reason, "warn"))
    if case.finished_at:
        text = f"keberfungsian sosial {case.functioning}" if case.functioning else ""
        moments.append(Moment(case.finished_at, "Kasus ditutup", text, "good"))
    return moments


def _referral_moments(session: Session, referral: Referral) -> list[Moment]:
    name = _partner_name(referral)
    code = referral.code
    moments = []
    if referral.sent_at:
        moments.append(Moment(referral.sent_at, f"{code} dikirim ke {name}", referral.urgency))
    if referral.reminded_at:
        moments.append(Moment(referral.reminded_at, f"{name} diingatkan", code, "warn"))
    if referral.answered_at:
        if referral.status == Status.REJECTED:
            text = _plain(referral.refusal_reason)
            moments.append(Moment(referral.answered_at, f"{name} menolak {code}", text, "warn"))
        else:
            moments.append(Moment(referral.answered_at, f"{name} menjawab {code}", "disanggupi"))
    if referral.status == Status.CANCELLED and referral.finished_at:
        text = referral.reason or ""
        moments.append(Moment(referral.finished_at, f"{code} dicabut", text, "warn"))
    if referral.delivered_at:
        moments.append(Moment(referral.delivered_at, f"{name} melaporkan bantuan diserahkan", code))
    for step in session.scalars(
        select(FollowUp).where(FollowUp.referral_id == referral.id, FollowUp.done_at.is_not(None))
    ):
        if step.done_at is not None:
            title = f"Tindak lanjut ke-{step.number}"
            moments.append(Moment(step.done_at, title, f"{code}: {_plain(step.outcome)}"))
    for receipt in session.scalars(select(Receipt).where(Receipt.referral_id == referral.id)):
        tone = "good" if receipt.right_person else "bad"
        text = f"diterima oleh {_plain(receipt.received_by)}, cara: {_plain(receipt.method)}"
        moments.append(Moment(receipt.received_at, f"{code} dikonfirmasi", text, tone))
    return moments
