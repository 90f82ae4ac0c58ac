"""Finding the person of a new case, or making one; nobody is taken for somebody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tksk_workflow.services.desk import Desk
from tksk_workflow.services.facts.identity import (
    Anomaly,
    NikCheck,
    NikStatus,
    check_nik,
    identity_key,
    may_be_same_name,
)
from tksk_workflow.services.facts.key_check import require_known_key
from tksk_workflow.store.models import Person


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the new case is about, as entered."""

    kind: str
    name: str
    nik: str | None
    birth_date: date | None
    sex: str | None
    family_card: str | None


@dataclass(frozen=True, slots=True)
class Recognised:
    """The person, whether already known, and what is odd about the NIK."""

    person: Person
    known: bool
    check: NikCheck
    anomalies: tuple[Anomaly, ...]


def recognise(desk: Desk, who: Identity, village: str) -> Recognised:
    """Find the person, or add one.

    A NIK that stands for somebody with quite another name or birth date is shared: the
    new person is kept apart, and both are marked (DOMAIN 4.2).

    Raises:
        Conflict: persons were recorded with another identity key.
    """
    require_known_key(desk)
    secret = desk.app.settings.identity_secret
    check = check_nik(who.nik, who.birth_date, who.sex, desk.today_in(village))
    key = identity_key(secret, check, who.name, who.birth_date, village, who.family_card)
    known = desk.uow.cases.person_by_identity(key)
    if known is not None and _is_same(known, who, check):
        _fill_gaps(known, who, check)
        return Recognised(known, known=True, check=check, anomalies=check.anomalies)
    anomalies = check.anomalies
    status: str = check.status.value
    owners = (
        desk.uow.cases.persons_with_nik(check.normalized)
        if check.normalized and check.status is NikStatus.UNCHECKED
        else ()
    )
    if owners:
        anomalies = (*anomalies, Anomaly.SHARED)
        status = NikStatus.SHARED.value
        for owner in owners:
            owner.nik_status = NikStatus.SHARED.value
    if known is not None:
        apart = NikCheck(NikStatus.SHARED)
        key = identity_key(secret, apart, who.name, who.birth_date, village, who.family_card)
        twin = desk.uow.cases.person_by_identity(key)
        if twin is not None:
            return Recognised(twin, known=True, check=check, anomalies=anomalies)
    person = Person(
        kind=who.kind,
        name=who.name.strip(),
        nik=check.normalized,
        nik_status=status,
        family_card=who.family_card or None,
        birth_date=who.birth_date or check.birth_date,
        sex=who.sex or check.sex,
        identity_key=key,
    )
    desk.uow.session.add(person)
    desk.uow.flush()
    return Recognised(person, known=False, check=check, anomalies=anomalies)


def _is_same(known: Person, who: Identity, check: NikCheck) -> bool:
    if not check.identifies:
        return True
    other_day = None not in (known.birth_date, who.birth_date) and (
        known.birth_date != who.birth_date
    )
    return not other_day and may_be_same_name(known.name, who.name)


def _fill_gaps(known: Person, who: Identity, check: NikCheck) -> None:
    """Add what was unknown about the person; what is known stays."""
    known.birth_date = known.birth_date or who.birth_date or check.birth_date
    known.sex = known.sex or who.sex or check.sex
    known.family_card = known.family_card or who.family_card or None
