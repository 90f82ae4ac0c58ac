"""Partner types and services that the rules ask for and nobody offers in some village."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from tksk_workflow.domain.areas import covers, is_valid_area
from tksk_workflow.domain.partner import Partner
from tksk_workflow.domain.rulepack import Rule
from tksk_workflow.rulebook.analysis.findings import Finding, FindingKind, Level
from tksk_workflow.rulebook.analysis.prover import Prover

_Want = tuple[tuple[str, ...], str]


def missing_partners(
    prover: Prover,
    rules: Sequence[Rule],
    directory: Sequence[Partner],
    villages: Collection[str],
    day: date,
) -> Iterator[Finding]:
    """Find what is wanted and not offered, in all villages or in some.

    A partner counts when it is active, offers the service, and, where an agreement is
    needed, has one in force on the day. Capacity and admission are not looked at: they
    depend on the case.
    """
    wanted: dict[_Want, list[Rule]] = {}
    for rule in rules:
        for order in rule.orders:
            types = (order.partner_type, *order.alternatives)
            wanted.setdefault((types, order.service), []).append(rule)
    for (types, service), asking in sorted(wanted.items(), key=lambda entry: entry[0]):
        offering = [
            partner for partner in directory if _offers(prover, partner, types, service, day)
        ]
        areas = {area for partner in offering for area in partner.areas if is_valid_area(area)}
        unserved = tuple(
            village
            for village in sorted(villages)
            if not any(covers(area, village) for area in areas)
        )
        if not areas or unserved:
            yield _finding(prover, types, service, asking, unserved, bool(areas))


def _offers(
    prover: Prover, partner: Partner, types: Sequence[str], service: str, day: date
) -> bool:
    if partner.type not in types or not partner.active:
        return False
    if partner.services and service not in partner.services:
        return False
    since, until = partner.agreement_from, partner.agreement_until
    if since is None and prover.pack.partner_types[partner.type].company:
        return False
    return (since is None or since <= day) and (until is None or day <= until)


def _finding(
    prover: Prover,
    types: Sequence[str],
    service: str,
    asking: Sequence[Rule],
    unserved: tuple[str, ...],
    somewhere: bool,
) -> Finding:
    names = " atau ".join(f"{prover.pack.partner_types[one].name} ({one})" for one in types)
    where = f"untuk {len(unserved)} desa" if somewhere else "di mana pun"
    example = dict(prover.witness(asking[0]) or {})
    if unserved and "wilayah" in prover.pack.facts:
        example["wilayah"] = unserved[0]
    return Finding(
        FindingKind.NO_PARTNER,
        Level.CHECK,
        tuple(dict.fromkeys(rule.id for rule in asking)),
        f"{names}: layanan {service} tidak ditawarkan mitra mana pun {where}.",
        example,
        unserved,
    )
