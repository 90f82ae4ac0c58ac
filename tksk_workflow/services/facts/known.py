"""What is known about a case: what people told, what the record says, what the work shows.

The three never overwrite each other: a fact of the person's record (birth date, village)
counts before one of the same name that was typed in as an answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from tksk_workflow.domain.conditions import Value
from tksk_workflow.domain.referral import Role
from tksk_workflow.domain.rulepack import FactDefinition
from tksk_workflow.rulebook.computed import UPDATED
from tksk_workflow.services.facts.identity import NikStatus
from tksk_workflow.services.facts.record import from_record
from tksk_workflow.store.models import Case, Verification, Visit

CLOSED_VERIFIERS = frozenset({Role.SOCIAL_WORKER, Role.UPTD_PPA, Role.HEALTH_FACILITY})
VILLAGE_VERIFIERS = frozenset({Role.VILLAGE_HEAD, Role.NEIGHBOURHOOD})


def facts_of_case(
    case: Case,
    visits: Sequence[Visit],
    verifications: Sequence[Verification],
    definitions: Mapping[str, FactDefinition],
) -> dict[str, Value]:
    """Return everything that rules and guards may look at, computed facts excepted."""
    facts = from_record(case.detail.facts, definitions)
    facts["pmks"] = frozenset(str(code) for code in case.detail.pmks)
    person = case.person
    facts["subjek"] = person.kind
    facts["wilayah"] = case.village
    if person.birth_date is not None:
        facts["tanggal_lahir"] = person.birth_date
        # Age follows from the birth date on the day of the referral (PGR-15).
        facts.pop("usia", None)
    if person.sex is not None:
        facts["jenis_kelamin"] = person.sex
    if person.nik_status != NikStatus.UNCHECKED:
        facts["nik_status"] = person.nik_status
    if case.data_updated_on is not None:
        facts[UPDATED] = case.data_updated_on
    facts.update(process_facts(case, visits, verifications))
    return {name: value for name, value in facts.items() if name in definitions}


def by_office_day(facts: dict[str, Value], office: date, village: date) -> dict[str, Value]:
    """Let data that were brought up to date today in the village be of the office's day.

    A decision follows the rules of the office's day; in the east the next day has begun two
    hours before, and from a date that is still to come nothing would be computed.

    Args:
        facts: of one case.
        office: the day at the office.
        village: the day in the village of the case.
    """
    updated = facts.get(UPDATED)
    if isinstance(updated, date) and office < updated <= village:
        return {**facts, UPDATED: office}
    return facts


def process_facts(
    case: Case, visits: Sequence[Visit], verifications: Sequence[Verification]
) -> dict[str, Value]:
    """Return what the work so far shows.

    After a verification that did not match, visit and verifications count anew. The
    information is complete once somebody was there, or, in a closed case, once a closed
    verifier has seen the data.
    """
    since = last_mismatch(verifications)
    visited = any(visit.done and _after(visit.visited_at, since) for visit in visits)
    agreed = {
        Role(found.role)
        for found in verifications
        if found.matches and _after(found.verified_at, since)
    }
    closed_verified = bool(agreed & CLOSED_VERIFIERS)
    facts: dict[str, Value] = {
        "identifikasi_lengkap": bool(case.detail.pmks),
        "informasi_lengkap": visited or (case.closed_handling and closed_verified),
        "kunjungan_rumah": visited,
        "verifikasi_desa": agreed >= VILLAGE_VERIFIERS,
        "verifikasi_tertutup": closed_verified,
    }
    if case.closed_handling:
        # Closed stays closed, whatever is found out later.
        facts["kasus_tertutup"] = True
    return facts


def last_mismatch(verifications: Sequence[Verification]) -> datetime | None:
    """Return when somebody last found that the data do not match, if ever."""
    return max((found.verified_at for found in verifications if not found.matches), default=None)


def _after(moment: datetime, since: datetime | None) -> bool:
    return since is None or moment > since
