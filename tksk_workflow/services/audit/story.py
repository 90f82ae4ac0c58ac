"""One decision told in full to an auditor, without saying whose it is.

Which facts were used, which rules fired and on what, which institutions were considered
and why each other one lost, and who did what when.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tksk_workflow.domain.partner import Partner
from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.domain.truth import Truth
from tksk_workflow.domain.waiting import record_waits_for_answer
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.audit.access import (
    facts_shown,
    find_decision,
    kecamatan_shown,
    knows_cases,
    pack_of,
    partner_shown,
    pseudonyms_of,
    require_auditor,
)
from tksk_workflow.services.audit.told import (
    AuditStory,
    FactTold,
    GuardTold,
    PartnerTold,
    ProposalTold,
    RuleTold,
    SelectionTold,
    SourceTold,
    StepTold,
)
from tksk_workflow.services.lifecycle.moves import CASE, REFERRAL
from tksk_workflow.services.transaction import reading
from tksk_workflow.store.models import DecisionRecord, Referral
from tksk_workflow.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

# What an audit entry may tell: codes of the life cycle, never free text or a place.
_TOLD = ("dari", "ke", "keadaan", "urgensi", "dari_urgensi", "ke_urgensi", "penahan", "hasil")


def audit_story(app: Application, actor: Actor, reference: str) -> AuditStory:
    """Tell a decision.

    Args:
        app: as everywhere.
        actor: an auditor or a coordinator.
        reference: the pseudonym of the decision, or its number.

    Raises:
        NotPermitted: the role does not audit.
        NotFound: there is no such decision.
    """
    require_auditor(actor)
    with reading(app) as uow:
        record = find_decision(app, uow, reference)
        pack = pack_of(app, uow, record) or app.pack
        return _Telling(app, uow, record, pack).story(full=knows_cases(actor))


class _Telling:
    """Tells one decision with the rules of its time."""

    def __init__(
        self, app: Application, uow: UnitOfWork, record: DecisionRecord, pack: RulePack
    ) -> None:
        self._uow = uow
        self._record = record
        self._pack = pack
        self._result: Mapping[str, Any] = record.result
        self._names = pseudonyms_of(app)
        self._partners: dict[str, Partner] = {one.code: one for one in uow.partners.all()}
        self._case = uow.cases.get(record.case_id)

    def story(self, *, full: bool) -> AuditStory:
        record, result = self._record, self._result
        return AuditStory(
            decision=self._names.decision(record.id),
            case=self._names.case(record.case_id),
            case_code=self._case.code if full else None,
            number=record.id if full else None,
            decided_at=record.decided_at,
            decided_on=record.decided_on,
            decided_by=self._names.officer(record.decided_by),
            kecamatan=kecamatan_shown(self._case.village),
            pack_name=str(result["pack_name"]),
            pack_version=str(result["pack_version"]),
            pack=record.pack_hash,
            directory=record.directory_hash,
            closed=bool(result["closed"]),
            manual=bool(result["manual"]),
            waits_for_answer=record_waits_for_answer(result, self._pack),
            facts=self._facts(),
            rules=self._rules(),
            guards=self._guards(),
            proposals=tuple(_proposal(one) for one in result["referrals"]),
            to_ask=tuple(str(name) for name in result["to_ask"]),
            selections=self._selections(),
            steps=self._steps(),
        )

    def _facts(self) -> tuple[FactTold, ...]:
        definitions = self._pack.facts
        shown = facts_shown(self._record.facts, definitions)
        return tuple(
            FactTold(name, definitions[name].label, value) for name, value in shown.items()
        )

    def _rules(self) -> tuple[RuleTold, ...]:
        known = {rule.id: rule for rule in self._pack.rules}
        told = []
        for entry in self._result["trace"]:
            if entry["outcome"] == Truth.NO.value:
                continue
            rule = known.get(entry["rule"])
            told.append(
                RuleTold(
                    rule=entry["rule"],
                    name=rule.name if rule else entry["rule"],
                    outcome=entry["outcome"],
                    basis=rule.basis if rule else (),
                    sources=self._sources(rule.sources if rule else ()),
                    facts=facts_shown(entry["facts"], self._pack.facts),
                    open_questions=tuple(entry["open_questions"]),
                    replaced_by=entry["replaced_by"],
                )
            )
        return tuple(sorted(told, key=lambda one: (one.outcome != Truth.YES.value, one.rule)))

    def _sources(self, keys: tuple[str, ...]) -> tuple[SourceTold, ...]:
        return tuple(
            SourceTold(key, checked=key in self._pack.sources and self._pack.sources[key].checked)
            for key in keys
        )

    def _guards(self) -> tuple[GuardTold, ...]:
        holds = [
            GuardTold(one["rule"], "tahan", one["reason"], tuple(one["referrals"]))
            for one in self._result["holds"]
        ]
        notices = [
            GuardTold(one["rule"], one["action"], one["reason"], ())
            for one in self._result["notices"]
        ]
        return (*holds, *notices)

    # ------------------------------------------------------------------ partners

    def _selections(self) -> tuple[SelectionTold, ...]:
        return tuple(
            SelectionTold(
                referral=name,
                partner_type=referral.partner_type,
                service=self._pack.services.get(referral.service, referral.service),
                status=referral.status,
                partners=self._looked_at(referral.selection),
            )
            for referral, name in self._referrals()
            if referral.decision_id == self._record.id
        )

    def _looked_at(self, selection: Mapping[str, Any]) -> tuple[PartnerTold, ...]:
        chosen = selection.get("chosen")
        told: dict[tuple[str, str], PartnerTold] = {}
        for one in (*selection.get("considered", ()), *selection.get("rejected", ())):
            partner = partner_shown(one["code"], self._partners)
            # Institutions of villages look alike, and are counted together.
            reason = one.get("explanation") or one["reason"] or "pilihan pertama"
            before = told.get((partner, reason))
            told[partner, reason] = PartnerTold(
                partner,
                one["code"] == chosen or (before is not None and before.chosen),
                reason,
                1 if before is None else before.count + 1,
            )
        return tuple(told.values())

    # ------------------------------------------------------------------ what happened

    def _referrals(self) -> list[tuple[Referral, str]]:
        """The referrals of the case, named by their order: ``rujukan 1``."""
        found = self._uow.referrals.of_case(self._record.case_id)
        return [(referral, f"rujukan {place}") for place, referral in enumerate(found, start=1)]

    def _steps(self) -> tuple[StepTold, ...]:
        subjects = [(CASE, self._case.code, "kasus")]
        subjects += [(REFERRAL, one.code, name) for one, name in self._referrals()]
        steps = [
            StepTold(
                number=entry.number,
                at=entry.at,
                actor=self._names.officer(entry.actor),
                action=entry.action,
                subject=name,
                data=self._told(entry.data),
            )
            for entity, code, name in subjects
            for entry in self._uow.audit.history(entity, code)
        ]
        return tuple(sorted(steps, key=lambda step: step.number))

    def _told(self, data: Mapping[str, Any]) -> dict[str, Any]:
        told = {key: data[key] for key in _TOLD if key in data}
        if data.get("mitra"):
            told["mitra"] = partner_shown(str(data["mitra"]), self._partners)
        if data.get("keputusan"):
            told["keputusan"] = self._names.decision(int(data["keputusan"]))
        return told


def _proposal(found: Mapping[str, Any]) -> ProposalTold:
    return ProposalTold(
        rule=found["rule"],
        partner_type=found["partner_type"],
        service=found["service"],
        urgency=found["urgency"],
        forms=tuple(found["forms"]),
        documents=tuple(found["documents"]),
        held_by=tuple(found["held_by"]),
        authority=found["authority"],
    )
