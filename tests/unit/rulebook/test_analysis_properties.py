"""What an analysis proves is never contradicted by trying cases at random."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.generated import pack_of
from tests.unit.rulebook.sound_pack import DAY
from tksk_workflow.domain.conditions import (
    All,
    Any,
    Compare,
    Condition,
    Empty,
    Equals,
    Facts,
    Has,
    Known,
    Not,
    Order,
    Possibly,
    Value,
    evaluate,
)
from tksk_workflow.domain.deciding import Evaluator, chain
from tksk_workflow.domain.rulepack import (
    Conclusion,
    FactDefinition,
    FactKind,
    ReferralOrder,
    Rule,
    RuleKind,
    RulePack,
)
from tksk_workflow.domain.truth import Truth
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.rulebook.analysis import FindingKind, analyse
from tksk_workflow.rulebook.analysis.prover import Prover

FACTS = {
    "usia": FactDefinition("usia", FactKind.NUMBER, "Usia", low=0, high=4),
    "sakit": FactDefinition("sakit", FactKind.YES_NO, "Sakit"),
    "lapar": FactDefinition("lapar", FactKind.YES_NO, "Lapar"),
    "adl": FactDefinition("adl", FactKind.CHOICE, "ADL", options=("a", "b", "c")),
    "pmks": FactDefinition("pmks", FactKind.SET, "Jenis", options=("PMKS-01", "PMKS-02")),
    "tanggal": FactDefinition("tanggal", FactKind.DATE, "Tanggal"),
}
DAYS = st.dates(date(2026, 2, 27), date(2026, 3, 2))
NUMBERS = st.integers(0, 4)
VALUES: dict[str, st.SearchStrategy[Value]] = {
    "usia": NUMBERS,
    "sakit": st.booleans(),
    "lapar": st.booleans(),
    "adl": st.sampled_from(FACTS["adl"].options),
    "pmks": st.frozensets(st.sampled_from(FACTS["pmks"].options)),
    "tanggal": DAYS,
}
LEAVES: st.SearchStrategy[Condition] = st.one_of(
    st.builds(Compare, st.just("usia"), st.sampled_from(Order), NUMBERS),
    st.builds(Equals, st.just("usia"), NUMBERS),
    st.builds(Compare, st.just("tanggal"), st.sampled_from(Order), DAYS),
    st.builds(Equals, st.sampled_from(["sakit", "lapar"]), st.booleans()),
    st.builds(Equals, st.just("adl"), VALUES["adl"]),
    st.builds(Has, st.just("pmks"), st.sampled_from(FACTS["pmks"].options)),
    st.builds(Empty, st.just("pmks")),
    st.builds(Known, st.sampled_from(sorted(FACTS))),
)
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(All, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Any, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Not, inner),
        st.builds(Possibly, inner),
    ),
    max_leaves=6,
)
CASES: st.SearchStrategy[dict[str, Value]] = st.fixed_dictionaries({}, optional=VALUES)
TARGETS = st.sampled_from([("DINSOS", "s1"), ("LKS", "s1"), ("LKS", "s2")])


@st.composite
def packs(draw: st.DrawFn) -> RulePack:
    """Up to four rules; the last one may conclude what others look at.

    Its condition is positive, as a pack's check demands of whoever concludes.
    """
    rules = [
        Rule(
            id=f"R{number}",
            name="dibangkitkan",
            kind=RuleKind.NEED,
            condition=draw(CONDITIONS),
            urgency=draw(st.sampled_from([Urgency.P1, Urgency.P2])),
            orders=(ReferralOrder(*draw(TARGETS)),),
        )
        for number in range(draw(st.integers(1, 3)))
    ]
    concluded = draw(
        st.sampled_from(
            [
                (),
                (Conclusion("sakit", True),),
                (Conclusion("pmks", frozenset({"PMKS-02"})),),
            ]
        )
    )
    rules.append(
        Rule(
            id="TUR",
            name="dibangkitkan",
            kind=RuleKind.DERIVED,
            condition=Equals("lapar", True),
            conclusions=concluded,
        )
    )
    return replace(pack_of(tuple(rules)), facts=FACTS)


def _fired(pack: RulePack, facts: Facts) -> frozenset[str]:
    return chain(facts, pack, Evaluator(pack)).fired


@given(packs(), st.lists(CASES, max_size=30))
@settings(max_examples=60, deadline=None)
def test_no_case_contradicts_what_is_proved(pack: RulePack, cases: list[dict[str, Value]]) -> None:
    findings = analyse(pack, DAY)
    fired = [_fired(pack, facts) for facts in cases]
    for finding in findings:
        match finding.kind:
            case FindingKind.DEAD if not finding.part:
                assert not any(set(finding.rules) & rules for rules in fired)
            case FindingKind.DUPLICATE:
                one, other = finding.rules
                assert all((one in rules) is (other in rules) for rules in fired)
            case FindingKind.SHADOWED:
                shadowed, *others = finding.rules
                assert all(rules & set(others) for rules in fired if shadowed in rules)


@given(packs())
@settings(max_examples=60, deadline=None)
def test_every_example_shows_what_it_claims(pack: RulePack) -> None:
    together = {
        FindingKind.DUPLICATE,
        FindingKind.SHADOWED,
        FindingKind.CONTRADICTION,
        FindingKind.OVERLAP,
    }
    for finding in analyse(pack, DAY):
        fired = _fired(pack, finding.example)
        if finding.kind in together and len(finding.rules) == 2:
            assert set(finding.rules) <= fired
        elif finding.kind is FindingKind.BOUNDARY:
            assert not set(finding.rules) & fired


@given(CONDITIONS, CASES)
@settings(max_examples=200, deadline=None)
def test_the_solver_and_the_evaluator_mean_the_same(
    condition: Condition, case: dict[str, Value]
) -> None:
    """A condition that some case meets is never proved to be impossible, and vice versa."""
    rule = Rule(id="R", name="uji", kind=RuleKind.NEED, condition=condition)
    prover = Prover(replace(pack_of((rule,)), facts=FACTS), DAY)
    answer = evaluate(condition, case)
    if answer is Truth.YES:
        assert prover.find(met=[condition]) is not None
    if answer is Truth.NO:
        assert prover.find(refuted=[condition]) is not None
    if answer is Truth.UNKNOWN:
        assert prover.find(missed=[condition]) is not None
