"""Hypothesis strategies for conditions, facts and whole packs over a small vocabulary."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from tksk_workflow.domain.conditions import (
    ALWAYS,
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
from tksk_workflow.domain.pmks import Form, SubjectKind
from tksk_workflow.domain.rulepack import (
    Adjustment,
    Conclusion,
    DatedValue,
    FactDefinition,
    FactKind,
    FactOrigin,
    Guard,
    GuardAction,
    GuardStage,
    ParameterDefinition,
    PartnerType,
    PmksType,
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


# ------------------------------------------------------------------- packs with everything in them

PAPERS = ("KTP", "KK", "REKOM_DINSOS")
KINDS = {
    "usia": FactKind.NUMBER,
    "desil": FactKind.NUMBER,
    "sakit": FactKind.YES_NO,
    "$s": FactKind.YES_NO,
    "adl": FactKind.TEXT,
    "id": FactKind.TEXT,
    "pembaruan": FactKind.DATE,
    "pmks": FactKind.SET,
    "disabilitas": FactKind.SET,
    "dokumen": FactKind.SET,
    "lansia": FactKind.YES_NO,
    "tanggal_lahir": FactKind.DATE,
}
WHOLE_FACTS: st.SearchStrategy[dict[str, Value]] = st.fixed_dictionaries(
    {},
    optional={
        **VALUES,
        "dokumen": st.frozensets(st.sampled_from(PAPERS)),
        "kasus_tertutup": st.booleans(),
        "tanggal_lahir": st.dates(date(1930, 1, 1), date(2026, 6, 1)),
    },
)
_REFERRAL_LEAVES: st.SearchStrategy[Condition] = st.one_of(
    st.builds(Equals, st.just("rujukan_urgensi"), st.sampled_from([u.value for u in Urgency])),
    st.builds(Equals, st.just("rujukan_mitra"), st.sampled_from(["DINSOS", "LKS"])),
    st.builds(
        Equals,
        st.sampled_from(
            [
                "rujukan_tertutup",
                "rujukan_perlu_rekomendasi",
                "rujukan_dokumen_boleh_menyusul",
                "rujukan_dokumen_kurang",
                "rujukan_rekomendasi_ada",
            ]
        ),
        st.booleans(),
    ),
    st.builds(Known, st.sampled_from(["rujukan_dokumen_kurang", "rujukan_urgensi"])),
)
_CASE_LEAVES = st.one_of(
    st.builds(Equals, st.just("kasus_tertutup"), st.booleans()),
    st.builds(Compare, st.just("jumlah_rujukan"), st.sampled_from(Order), st.integers(0, 4)),
    st.builds(Has, st.just("dokumen"), st.sampled_from(PAPERS)),
    LEAVES,
)


def _pair(one: Condition, other: Condition, how: int) -> Condition:
    return (one, All((one, other)), Any((one, other)), Not(one), Possibly(All((one, other))))[how]


_GUARD_CONDITIONS = st.one_of(
    st.just(ALWAYS),
    st.builds(_pair, _REFERRAL_LEAVES, _CASE_LEAVES, st.integers(0, 4)),
    st.builds(_pair, _CASE_LEAVES, _CASE_LEAVES, st.integers(0, 4)),
)
_GUARD_ACTIONS = (
    GuardAction.HOLD,
    GuardAction.REFUSE,
    GuardAction.RELEASE,
    GuardAction.REPLACE,
    GuardAction.QUEUE_MANUALLY,
    GuardAction.WARN,
    GuardAction.REQUIRE_DOCUMENTS,
)


@st.composite
def whole_packs(draw: st.DrawFn) -> RulePack:
    """Packs with guards, variants that lower their base, replacements and closed types."""
    base = [replace(found, pmks=draw(st.sampled_from(TYPES))) for found in draw(rules())]
    names = [*(found.id for found in base), *(f"{found.pmks}-V1" for found in base)]
    variants = [
        replace(
            found,
            id=f"{found.pmks}-V{number}",
            condition=draw(st.just(ALWAYS) | CONDITIONS),
            raises=(),
            lowers_base=draw(
                st.none()
                | st.builds(Adjustment, st.sampled_from(Urgency), st.just(ALWAYS) | CONDITIONS)
            ),
            replaces=tuple(draw(st.lists(st.sampled_from(names), max_size=2))),
            conclusions=tuple(draw(st.lists(CONCLUSIONS, max_size=2))),
        )
        for found in base[:2]
        for number in (1, 2)
    ]
    unique = {found.id: found for found in (*base, *variants)}
    guard_ids = [f"PGR-{number}" for number in range(draw(st.integers(0, 5)))]
    guards = tuple(
        Guard(
            id=guard_id,
            name="dibangkitkan",
            stage=draw(st.sampled_from([GuardStage.DECISION] * 5 + [GuardStage.SEND])),
            condition=draw(_GUARD_CONDITIONS),
            action=(action := draw(st.sampled_from(_GUARD_ACTIONS))),
            reason="dibangkitkan",
            details=tuple(
                draw(
                    st.lists(
                        st.sampled_from(_details(action, guard_ids, names)), min_size=1, max_size=3
                    )
                )
            ),
        )
        for guard_id in guard_ids
    )
    plain = pack_of(tuple(unique.values()))
    return replace(
        plain,
        facts={name: _definition(name, kind) for name, kind in KINDS.items()},
        pmks_types={
            code: PmksType(code, code, (SubjectKind.PERSON,), closed=code == "PMKS-03")
            for code in TYPES
        },
        partner_types={
            **plain.partner_types,
            "LKS": replace(plain.partner_types["LKS"], needs_recommendation=True),
        },
        parameters={
            "usia_lansia": ParameterDefinition(
                "usia_lansia", "", "", (DatedValue(60, date(2020, 1, 1), None, ""),)
            )
        },
        guards=guards,
    )


def _details(action: GuardAction, guard_ids: list[str], names: list[str]) -> list[str]:
    if action is GuardAction.RELEASE:
        return guard_ids
    return names if action is GuardAction.REPLACE else list(PAPERS)


def _definition(name: str, kind: FactKind) -> FactDefinition:
    computed = name == "lansia"
    return FactDefinition(
        name,
        kind,
        label=name,
        origin=FactOrigin.COMPUTED if computed else FactOrigin.CLIENT,
        asked_as="usia" if computed else "",
    )
