"""Small packs, partners and calendars made by hand, so that a test shows all that counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tksk_workflow.domain.conditions import ALWAYS, All, Condition, Equals, Has
from tksk_workflow.domain.deciding import Evaluator, decide
from tksk_workflow.domain.partner import Partner
from tksk_workflow.domain.pmks import Form, SubjectKind
from tksk_workflow.domain.rulepack import (
    FactDefinition,
    FactKind,
    FactOrigin,
    Guard,
    GuardAction,
    GuardStage,
    PartnerType,
    PmksType,
    ReferralOrder,
    Rule,
    RuleKind,
    RulePack,
)
from tksk_workflow.domain.urgency import Term, TermUnit, Urgency, UrgencyClass

TODAY = date(2026, 11, 25)

_SET_FACTS = ("pmks", "dokumen")
_COMPUTED = {"hasil_hitungan": FactOrigin.COMPUTED, "kunjungan_rumah": FactOrigin.PROCESS}

PARTNER_TYPES = {
    found.code: found
    for found in (
        PartnerType("DINSOS_KAB", "Dinas Sosial", "kabupaten", "dinsos_kabupaten"),
        PartnerType("PANTI", "Panti", "provinsi", "dinsos_provinsi", needs_recommendation=True),
        PartnerType("PUSKESMAS", "Puskesmas", "kecamatan", "mitra", health=True),
        PartnerType("RSUD", "RSUD", "kabupaten", "mitra", health=True),
        PartnerType("CSR", "Perusahaan", "kabupaten", "mitra", company=True),
    )
}

CLASSES = {
    urgency: UrgencyClass(
        urgency=urgency,
        label=urgency.value,
        send_within=Term(TermUnit.HOURS, 24),
        answer_within=Term(TermUnit.HOURS, 24),
        follow_up_days=(urgency.rank + 1, 30),
        papers_may_follow=urgency.rank <= 1,
    )
    for urgency in Urgency
}


def yes(fact: str) -> Equals:
    return Equals(fact, True)


def rule(
    rule_id: str,
    condition: Condition,
    urgency: Urgency | None = Urgency.P2,
    *,
    to: str | tuple[ReferralOrder, ...] = "DINSOS_KAB",
    pmks: str | None = None,
    **more: object,
) -> Rule:
    """A rule that asks for one referral unless the test says otherwise."""
    orders = (ReferralOrder(to, "layanan"),) if isinstance(to, str) else to
    whole = condition if pmks is None else All((Has("pmks", pmks), condition))
    return Rule(
        id=rule_id,
        name=rule_id,
        kind=RuleKind.NEED if pmks is None else RuleKind.PMKS,
        condition=whole,
        pmks=pmks,
        urgency=urgency,
        orders=orders if urgency is not None else (),
        forms=(Form.REFERRAL,),
        **more,  # type: ignore[arg-type]
    )


def guard(
    guard_id: str,
    condition: Condition = ALWAYS,
    action: GuardAction = GuardAction.HOLD,
    details: tuple[str, ...] = (),
    stage: GuardStage = GuardStage.DECISION,
) -> Guard:
    return Guard(guard_id, guard_id, stage, condition, action, f"alasan {guard_id}", details)


def pack(
    *rules: Rule,
    guards: tuple[Guard, ...] = (),
    facts: tuple[str, ...] = ("a", "b", "c", "d"),
    closed_types: tuple[str, ...] = (),
) -> RulePack:
    """A pack with yes/no facts; ``facts`` gives the order in which they are declared."""
    names = (*facts, *_SET_FACTS, *_COMPUTED)
    kinds = dict.fromkeys(_SET_FACTS, FactKind.SET)
    return RulePack(
        name="uji",
        title="Uji",
        version="1",
        in_force_from=date(2026, 1, 1),
        content_hash="0" * 64,
        facts={
            name: FactDefinition(
                name,
                kinds.get(name, FactKind.YES_NO),
                label=f"label {name}",
                question=f"tanya {name}?" if name != "d" else "",
                origin=_COMPUTED.get(name, FactOrigin.CLIENT),
            )
            for name in names
        },
        partner_types=PARTNER_TYPES,
        services={"layanan": "Layanan"},
        documents={},
        urgency_classes=CLASSES,
        parameters={},
        sources={},
        pmks_types={
            code: PmksType(code, code, (SubjectKind.PERSON,), closed=code in closed_types)
            for code in ("PMKS-06", "PMKS-08", *closed_types)
        },
        rules=rules,
        guards=guards,
    )


def partner(code: str, **changes: object) -> Partner:
    """A Dinas Sosial of the regency unless the test says otherwise."""
    given: dict[str, object] = {
        "type": "DINSOS_KAB",
        "name": code,
        "level": "kabupaten",
        "areas": ("16.03",),
        **changes,
    }
    return Partner(code=code, **given)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Calendar:
    """Closed on weekends and on the days given."""

    holidays: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.holidays


class NeverOpen:
    """A calendar that somebody has filled in wrongly."""

    def is_working_day(self, day: date) -> bool:
        return day.year < 1900


def decided(the_pack, **facts):
    """The decision of the reference about a case."""
    return decide("K-1", facts, the_pack, TODAY, Evaluator(the_pack))


def by_rule(decision):
    """The referrals of a decision by their rule."""
    return {referral.rule: referral for referral in decision.referrals}
