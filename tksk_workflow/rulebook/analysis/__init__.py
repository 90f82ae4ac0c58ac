"""What can be proved about a rule pack: holes, dead rules, duplicates, contradictions.

Every finding carries a smallest example in the words of the vocabulary, so that a
coordinator sees a case and not a formula.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from tksk_workflow.domain.partner import Partner
from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.rulebook.analysis.acceptance import settled
from tksk_workflow.rulebook.analysis.boundaries import open_boundaries
from tksk_workflow.rulebook.analysis.conflicts import conflicts
from tksk_workflow.rulebook.analysis.dead import dead_rules
from tksk_workflow.rulebook.analysis.directory import missing_partners
from tksk_workflow.rulebook.analysis.findings import Finding, FindingKind, Level
from tksk_workflow.rulebook.analysis.gaps import gaps
from tksk_workflow.rulebook.analysis.prover import Prover
from tksk_workflow.rulebook.analysis.redundant import redundant_rules
from tksk_workflow.rulebook.binding import bind

__all__ = ["Finding", "FindingKind", "Level", "analyse"]


def analyse(
    pack: RulePack,
    day: date,
    directory: Sequence[Partner] | None = None,
    villages: Collection[str] = (),
) -> list[Finding]:
    """Prove what can be proved about a pack, for the parameters of one day.

    Args:
        pack: the rules.
        day: the day whose parameters count, and on which agreements must be in force.
        directory: partners, to find needs that nobody serves; None skips that.
        villages: region codes that must be served.

    Returns:
        Findings, the gravest first; those that the pack accepts say so.

    Raises:
        ParameterMissing: a rule needs a parameter without a value that day.
    """
    prover = Prover(bind(pack, day), day)
    dead = list(dead_rules(prover))
    alive = [rule for rule in prover.pack.rules if prover.witness(rule) is not None]
    redundant = list(redundant_rules(prover, alive))
    found = [
        *dead,
        *gaps(prover, alive),
        *open_boundaries(prover, alive),
        *redundant,
        *conflicts(prover, alive, {frozenset(finding.rules) for finding in redundant}),
    ]
    if directory is not None:
        found += missing_partners(prover, alive, directory, villages, day)
    return sorted(
        settled(found, pack.accepted),
        key=lambda finding: (finding.level.rank, list(FindingKind).index(finding.kind)),
    )
