"""Whether a case without a referral waits for an answer or for the coordinator.

No rule may have fired because none fits, or because nobody has asked yet: not asked is
not "no" (principle 4). Only the first is for the coordinator's manual queue.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tksk_workflow.domain.rulepack import RuleKind, RulePack
from tksk_workflow.domain.truth import Truth


def own_rule_is_open(outcomes: Iterable[tuple[str, Truth]], pack: RulePack) -> bool:
    """Say whether a rule for the person's own type still hangs on an answer.

    Args:
        outcomes: the rules of a decision's trace, each with what became of it.
        pack: the rules that made the decision.
    """
    own = {rule.id for rule in pack.rules if rule.kind is RuleKind.PMKS}
    return any(outcome is Truth.UNKNOWN and rule in own for rule, outcome in outcomes)


def record_waits_for_answer(result: Mapping[str, Any], pack: RulePack) -> bool:
    """Say of a recorded decision whether an answer could still lead to its first referral.

    Args:
        result: the decision as it was recorded.
        pack: the rules that made it.
    """
    return not result["referrals"] and own_rule_is_open(
        ((entry["rule"], Truth(entry["outcome"])) for entry in result["trace"]), pack
    )
