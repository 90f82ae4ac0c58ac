"""What an auditor may read of the record, and how it is made to name nobody (DOMAIN 6.2).

Decisions are audited under pseudonyms. Free text may name somebody and is not shown; a
village tells where somebody lives and becomes its kecamatan; an institution of a village
becomes its kind.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tksk_workflow.domain.areas import AreaLevel, enclosing
from tksk_workflow.domain.partner import Partner
from tksk_workflow.domain.referral import Role
from tksk_workflow.domain.rulepack import FactDefinition, FactKind, RulePack
from tksk_workflow.rulebook.problems import PackError
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.audit.pseudonyms import Pseudonyms, is_pseudonym
from tksk_workflow.services.disclosure import IDENTIFYING_FACTS
from tksk_workflow.services.errors import Conflict, NotPermitted
from tksk_workflow.store.errors import RecordNotFound
from tksk_workflow.store.models import DecisionRecord
from tksk_workflow.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

_AUDITS = frozenset({Role.AUDITOR, Role.COORDINATOR, Role.SYSTEM})
_TELLS_NOBODY = frozenset({FactKind.NUMBER, FactKind.YES_NO, FactKind.CHOICE, FactKind.SET})
_VILLAGE = re.compile(r"\b(\d\d\.\d\d\.\d\d)\.\d{4}\b")
_CODE_OF_CASE = re.compile(r"\b[KR]-\d{6,}\b")
VILLAGE_LEVEL = "desa"


def audits(actor: Actor) -> bool:
    """Say whether the actor audits decisions."""
    return actor.role in _AUDITS


def require_auditor(actor: Actor) -> None:
    """Refuse whoever does not audit.

    Raises:
        NotPermitted: the role is neither auditor nor coordinator.
    """
    if not audits(actor):
        raise NotPermitted(
            f"peran '{actor.role.value}' tidak memeriksa keputusan",
            "pakai 'tksk case show' untuk kasus Anda sendiri",
        )


def knows_cases(actor: Actor) -> bool:
    """Say whether the actor may get from a pseudonym to the case: to act on a finding."""
    return actor.role is Role.COORDINATOR


def pseudonyms_of(app: Application) -> Pseudonyms:
    """Return the pseudonyms of this office."""
    return Pseudonyms(app.settings.identity_secret)


def find_decision(app: Application, uow: UnitOfWork, reference: str | int) -> DecisionRecord:
    """Return a decision by its pseudonym, or by its number (``D-12`` or 12).

    Raises:
        RecordNotFound: there is none.
        Conflict: somebody has made it unreadable.
    """
    text = str(reference).strip()
    if not is_pseudonym(text):
        return _read(uow, reference)
    names = pseudonyms_of(app)
    for number in uow.decisions.numbers():
        if names.decision(number) == text.upper():
            return _read(uow, number)
    raise RecordNotFound("keputusan", text)


def _read(uow: UnitOfWork, reference: str | int) -> DecisionRecord:
    try:
        return uow.cases.decision(reference)
    except (ValueError, TypeError):
        raise unreadable(reference) from None


def unreadable(reference: str | int) -> Conflict:
    """Say that a decision is not what the program writes: somebody has changed it."""
    return Conflict(
        f"keputusan {reference} tidak dapat dibaca: isinya bukan yang tercatat dalam jejak audit",
        "jalankan 'tksk db check'; pulihkan dari cadangan yang masih utuh",
    )


def pack_of(app: Application, uow: UnitOfWork, record: DecisionRecord) -> RulePack | None:
    """Return the rules by which a decision was taken; None when nobody can read them now."""
    try:
        return app.kept(record.pack_hash, uow)
    except PackError:
        return None


def facts_shown(
    facts: Mapping[str, Any], definitions: Mapping[str, FactDefinition]
) -> dict[str, Any]:
    """Return the facts that tell nobody who it is: no dates of people, no free text."""
    return {
        name: value
        for name, value in sorted(facts.items())
        if name not in IDENTIFYING_FACTS
        and name in definitions
        and definitions[name].kind in _TELLS_NOBODY
    }


def kecamatan_shown(village: str) -> str:
    """Return the kecamatan of a village."""
    return enclosing(village, AreaLevel.SUBDISTRICT)


def partner_shown(code: str | None, partners: Mapping[str, Partner]) -> str:
    """Name a partner; one of a village only by its kind."""
    if code is None:
        return "-"
    found = partners.get(code)
    if found is None:
        # It left the directory, and nothing says any more whether it was one of a village.
        return "mitra yang tidak lagi ada di direktori"
    return f"{found.type} ({VILLAGE_LEVEL})" if found.level == VILLAGE_LEVEL else code


def scrubbed(value: Any, names: Pseudonyms) -> Any:
    """Return a recorded value without what identifies: for differences of a replay."""
    if isinstance(value, Mapping):
        return {
            key: scrubbed(item, names)
            for key, item in value.items()
            if key not in IDENTIFYING_FACTS
        }
    if isinstance(value, list | tuple):
        return [scrubbed(item, names) for item in value]
    if isinstance(value, str):
        kept = _VILLAGE.sub(r"\1", value)
        return _CODE_OF_CASE.sub(lambda found: names.case(int(found[0][2:])), kept)
    return value
