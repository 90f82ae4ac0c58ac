"""Hypothesis strategies for conditions, facts and whole packs over a small vocabulary."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from tksk_workflow.domain.conditions import (
    All,
    Any,
    Compare,
    Condition,
    Empty,
    Equals,
    Has,
    Known,
    Not,
    Order,
    Possibly,
    Value,
)
from tksk_workflow.domain.pmks import Form
from tksk_workflow.domain.rulepack import (
    Adjustment,
    Conclusion,
    PartnerType,
    ReferralOrder,
    Rule,
    RuleKind,
    RulePack,
)
from tksk_workflow.domain.urgency import Term, TermUnit, Urgency, UrgencyClass

# Whatever the engine could stumble over: its own words, quotes, escapes, look-alikes.
WORDS = ("ya", "61", "$kind", 'a"b\\', "o'o", "", "é\u2028", "x" * 300)
NUMBERS = st.one_of(st.integers(-3, 3), st.sampled_from([10**30, -(10**30), 2**53, 2**63]))
BOUNDS = st.one_of(st.integers(-3, 3), st.just(10**12))
DATES = st.dates(date(2026, 2, 27), date(2026, 3, 2))
TYPES = ("PMKS-01", "PMKS-02", "PMKS-03")
MEMBERS = ("fisik", "mental", 'a"b\\')
WORD = st.sampled_from(WORDS)

VALUES: dict[str, st.SearchStrategy[Value]] = {
    "usia": NUMBERS,
    "desil": NUMBERS,
    "sakit": st.booleans(),
    "$s": st.booleans(),
    "adl": WORD,
    "id": WORD,
    "pembaruan": DATES,
    "pmks": st.frozensets(st.sampled_from(TYPES)),
    "disabilitas": st.frozensets(st.sampled_from((*MEMBERS, "lain"))),
}

LEAVES: st.SearchStrategy[Condition] = st.one_of(
    st.builds(Compare, st.sampled_from(["usia", "desil"]), st.sampled_from(Order), BOUNDS),
    st.builds(Compare, st.just("pembaruan"), st.sampled_from(Order), DATES),
    st.builds(Equals, st.sampled_from(["usia", "desil"]), BOUNDS),
    st.builds(Equals, st.sampled_from(["sakit", "$s"]), st.booleans()),
    st.builds(Equals, st.sampled_from(["adl", "id"]), WORD),
    st.builds(Has, st.just("pmks"), st.sampled_from(TYPES)),
    st.builds(Has, st.just("disabilitas"), st.sampled_from(MEMBERS)),
    st.builds(Empty, st.sampled_from(["pmks", "disabilitas"])),
    st.builds(Known, st.sampled_from(sorted(VALUES))),
)

CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(All, st.lists(inner, max_size=3).map(tuple)),
        st.builds(Any, st.lists(inner, max_size=3).map(tuple)),
        st.builds(Not, inner),
        st.builds(Possibly, inner),
    ),
    max_leaves=8,
)

FACTS: st.SearchStrategy[dict[str, Value]] = st.fixed_dictionaries({}, optional=VALUES)

CONCLUSIONS = st.one_of(
    st.builds(Conclusion, st.just("sakit"), st.booleans()),
    st.builds(
        Conclusion, st.just("pmks"), st.frozensets(st.sampled_from(TYPES), min_size=1, max_size=1)
    ),
)


@st.composite
def rules(draw: st.DrawFn) -> tuple[Rule, ...]:
    """Rules with conditions in every place that has one."""
    return tuple(
        Rule(
            id=f"ATURAN-{number}",
            name="dibangkitkan",
            kind=RuleKind.NEED,
            condition=draw(CONDITIONS),
            urgency=draw(st.sampled_from(Urgency)),
            orders=(
                ReferralOrder("DINSOS", "layanan"),
                ReferralOrder("LKS", "layanan", condition=draw(CONDITIONS)),
            ),
            raises=(Adjustment(Urgency.P0, draw(CONDITIONS)),),
            forms=(Form.REFERRAL,),
            documents=("KTP",),
            conclusions=tuple(draw(st.lists(CONCLUSIONS, max_size=1))),
        )
        for number in range(draw(st.integers(1, 4)))
    )


def pack_of(pack_rules: tuple[Rule, ...]) -> RulePack:
    """A pack that holds these rules and just enough around them to decide."""
    return RulePack(
        name="uji",
        title="Uji",
        version="1",
        in_force_from=date(2026, 1, 1),
        content_hash="0",
        facts={},
        partner_types={
            code: PartnerType(code, code, "kabupaten", "mitra") for code in ("DINSOS", "LKS")
        },
        services={},
        documents={},
        urgency_classes={
            urgency: UrgencyClass(
                urgency, urgency, Term(TermUnit.HOURS, 24), Term(TermUnit.HOURS, 24), (1,), True
            )
            for urgency in Urgency
        },
        parameters={},
        sources={},
        pmks_types={},
        rules=pack_rules,
        guards=(),
    )


def rule_when(*conditions: Condition) -> RulePack:
    """A pack with one rule per condition: R0, R1, …"""
    return pack_of(
        tuple(
            Rule(id=f"R{number}", name="uji", kind=RuleKind.NEED, condition=condition)
            for number, condition in enumerate(conditions)
        )
    )
