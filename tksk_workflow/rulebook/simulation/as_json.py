"""A simulation as plain data: what differs, per village, per partner, per case."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tksk_workflow.rulebook.router import Router
from tksk_workflow.rulebook.simulation.comparing import (
    CaseChange,
    PartnerUse,
    ReferralChange,
    Replayed,
    Simulation,
)

HIDDEN = "kasus tertutup"


def simulation_to_dict(found: Simulation, before: Router, after: Router) -> dict[str, Any]:
    """Return the simulation for a program. Of closed cases no village and no rule is told."""
    return {
        "before": _pack(before),
        "after": _pack(after),
        "date": before.day.isoformat(),
        "cases": found.cases,
        "changed_cases": len(found.changed),
        "only_questions": found.only_asked,
        "counts": {kind.value: number for kind, number in found.counts().items()},
        "villages": per_village(found),
        "partners": [_partner(one) for one in found.partners],
        "capacity_holds": all(one.fits for one in found.partners),
        "without_partner": {"before": found.without_partner[0], "after": found.without_partner[1]},
        "changes": [_case(one) for one in found.changed],
    }


def per_village(found: Simulation) -> list[dict[str, Any]]:
    """Count changed cases and changed referrals per village."""
    counts: dict[str, Counter[str]] = {}
    for case in found.changed:
        counter = counts.setdefault(village_of(case), Counter())
        counter["cases"] += 1
        counter.update(kind.value for one in case.changes for kind in one.kinds)
    return [{"village": village, **counts[village]} for village in sorted(counts)]


def village_of(case: CaseChange) -> str:
    """Return the village, or what stands for it when the case is closed."""
    return HIDDEN if case.closed else case.case.village


def _pack(router: Router) -> dict[str, str]:
    pack = router.pack
    return {"name": pack.name, "version": pack.version, "hash": pack.content_hash}


def _partner(one: PartnerUse) -> dict[str, Any]:
    return {
        "code": one.code,
        "type": one.type,
        "capacity": one.capacity,
        "elsewhere": one.elsewhere,
        "before": one.before,
        "after": one.after,
        "fitted": one.fitted,
        "fits": one.fits,
    }


def _case(case: CaseChange) -> dict[str, Any]:
    manual, asked = case.manual, case.to_ask
    return {
        "id": case.case.id,
        "village": village_of(case),
        "closed": case.closed,
        "manual": {"before": manual[0], "after": manual[1]},
        "to_ask": {
            "added": [] if case.closed else [one for one in asked[1] if one not in asked[0]],
            "removed": [] if case.closed else [one for one in asked[0] if one not in asked[1]],
        },
        "referrals": [_change(one, hidden=case.closed) for one in case.changes],
    }


def _change(one: ReferralChange, *, hidden: bool) -> dict[str, Any]:
    return {
        "kinds": [kind.value for kind in one.kinds],
        "before": None if one.before is None else _referral(one.before, hidden=hidden),
        "after": None if one.after is None else _referral(one.after, hidden=hidden),
    }


def _referral(one: Replayed, *, hidden: bool) -> dict[str, Any]:
    if hidden:
        return {"urgency": one.urgency.value}
    return {
        "partner_type": one.partner_type,
        "service": one.service,
        "urgency": one.urgency.value,
        "partner": one.partner,
        "rules": list(one.rules),
        "held_by": list(one.held_by),
    }
