"""Guards: rules that are always on, each at one stage of the work (DOMAIN 5.4).

Services ask the same question at each stage, "which guards apply to these facts?",
and act on the answer. In a guard unknown means that it does not apply; whoever asks
gives all process facts of the stage.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from tksk_workflow.domain.conditions import Facts, Value, evaluate, facts_of
from tksk_workflow.domain.decision import ReferralProposal
from tksk_workflow.domain.papers import papers_of
from tksk_workflow.domain.remembered import Panel, Remembered, Row
from tksk_workflow.domain.rulepack import Guard, GuardStage, RulePack
from tksk_workflow.domain.truth import Truth

REFERRAL_PREFIX = "rujukan_"
CASE_WIDE = frozenset({"rujukan_serupa_terbuka"})
RECOMMENDATION = "REKOM_DINSOS"


@dataclass(frozen=True, slots=True)
class GuardVerdict:
    """A guard whose condition is met."""

    guard: Guard


def looks_at_referral(guard: Guard) -> bool:
    """Say whether the guard must be asked once per referral."""
    return any(
        fact.startswith(REFERRAL_PREFIX) and fact not in CASE_WIDE
        for fact in facts_of(guard.condition)
    )


def verdicts(
    guards: Iterable[Guard],
    stage: GuardStage,
    facts: Facts,
    *,
    per_referral: bool | None = None,
) -> list[GuardVerdict]:
    """Return the guards of a stage that apply to these facts, in the pack's order.

    Args:
        guards: the guards of a pack.
        stage: the moment at which they are asked.
        facts: case facts and process facts (and one referral's facts).
        per_referral: only guards that look at one referral (True), only those that
            do not (False), or all (None).
    """
    return [
        GuardVerdict(guard)
        for guard in guards
        if guard.stage is stage
        and (per_referral is None or looks_at_referral(guard) is per_referral)
        and evaluate(guard.condition, facts) is Truth.YES
    ]


class DecisionGuards:
    """The guards that are asked at every decision, sorted once into the two kinds."""

    def __init__(self, pack: RulePack) -> None:
        """Take a pack whose parameters are resolved (see `rulebook.binding`)."""
        self._about_case = _panel(pack.guards, per_referral=False)
        self._about_referral = _panel(pack.guards, per_referral=True)

    def about_case(self, facts: Facts) -> list[GuardVerdict]:
        """Return the guards that apply to the case, in the pack's order."""
        return _applying(self._about_case, self._about_case.row(facts))

    def looked_at(self, case_facts: Facts) -> dict[str, Value | None]:
        """Return the part of a case's facts that `about_referral` looks at."""
        return {name: case_facts.get(name) for name in self._about_referral.names}

    def about_referral(self, row: Row) -> list[GuardVerdict]:
        """Return those that apply to one referral: what is `looked_at`, and its own facts."""
        return _applying(self._about_referral, row)


def _applying(panel: Panel[GuardVerdict | None], row: Row) -> list[GuardVerdict]:
    return [found for found in panel.answers(row) if found]


def _panel(guards: Iterable[Guard], *, per_referral: bool) -> Panel[GuardVerdict | None]:
    return Panel(
        Remembered(facts_of(guard.condition), partial(_verdict, guard))
        for guard in guards
        if guard.stage is GuardStage.DECISION and looks_at_referral(guard) is per_referral
    )


def _verdict(guard: Guard, facts: Facts) -> GuardVerdict | None:
    return GuardVerdict(guard) if evaluate(guard.condition, facts) is Truth.YES else None


def referral_facts(
    proposal: ReferralProposal, case_facts: Facts, pack: RulePack
) -> dict[str, Value]:
    """Return the facts about one referral that guards may look at."""
    facts: dict[str, Value] = {
        "rujukan_urgensi": proposal.urgency.value,
        "rujukan_mitra": proposal.partner_type,
        "rujukan_tertutup": proposal.closed,
        "rujukan_perlu_rekomendasi": proposal.needs_recommendation,
        "rujukan_bentuk_jumlah": len(proposal.forms),
        "rujukan_dokumen_boleh_menyusul": pack.urgency_classes[proposal.urgency].papers_may_follow,
    }
    owned = papers_of(case_facts)
    if owned is not None:
        facts["rujukan_dokumen_kurang"] = not owned.issuperset(papers_to_bring(proposal))
        facts["rujukan_rekomendasi_ada"] = RECOMMENDATION in owned
    return facts


def papers_to_bring(proposal: ReferralProposal) -> tuple[str, ...]:
    """The papers that are the client's to bring; the Dinas Sosial issues its own."""
    return tuple(paper for paper in proposal.documents if paper != RECOMMENDATION)
