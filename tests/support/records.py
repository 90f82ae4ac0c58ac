"""Rows for tests. Nobody here exists; NIKs begin with 99."""

from datetime import UTC, datetime, timedelta
from itertools import count

from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.domain.referral import BusinessStatus, Status
from tksk_workflow.store.models import Case, CaseDetail, DecisionRecord, FollowUp, Person, Referral
from tksk_workflow.store.referrals import open_key

NOW = datetime(2026, 9, 17, 1, 0, tzinfo=UTC)
VILLAGE = "16.03.06.2023"
PACK = "a" * 64
_numbers = count(1)


def a_person(**changes):
    number = next(_numbers)
    return Person(
        **{
            "kind": "perorangan",
            "name": f"Orang Uji {number}",
            "nik": f"99{number:014d}",
            "nik_status": "padan",
            "identity_key": f"kunci-{number}",
            **changes,
        }
    )


def a_case(person=None, **changes):
    return Case(
        **{
            "person": person or a_person(),
            "detail": CaseDetail(pmks=["PMKS-08"], facts={"usia": 71}),
            "status": CaseStatus.IDENTIFIED.value,
            "village": VILLAGE,
            "worker": "tksk-gelumbang",
            "channel": "laporan",
            "opened_at": NOW,
            "updated_at": NOW,
            "ready_by": NOW + timedelta(days=365),
            **changes,
        }
    )


def store_pack(uow, content_hash=PACK):
    uow.packs.store(content_hash, "uji", "1", {"paket.yaml": "berkas: paket\n"}, NOW)


def a_decision(case, **changes):
    return DecisionRecord(
        **{
            "case_id": case.id,
            "decided_at": NOW,
            "decided_on": NOW.date(),
            "decided_by": "sistem/jadwal",
            "pack_hash": PACK,
            "directory_hash": "b" * 64,
            "facts": {},
            "result": {},
            **changes,
        }
    )


def a_referral(case, decision, **changes):
    status = Status(changes.get("status", Status.DRAFT))
    partner = changes.get("partner_code")
    service = changes.get("service", "layanan-uji")
    return Referral(
        **{
            "case_id": case.id,
            "decision_id": decision.id,
            "rule": "ATURAN-UJI",
            "rules": ["ATURAN-UJI"],
            "partner_type": "PUSKESMAS",
            "service": service,
            "urgency": "P2",
            "status": status.value,
            "business_status": BusinessStatus.PREPARED.value,
            "closed_handling": False,
            "forms": ["rujukan"],
            "documents": [],
            "created_at": NOW,
            "send_due_at": NOW + timedelta(days=3),
            "open_key": open_key(case.person_id, partner, "PUSKESMAS", service)
            if status.is_open
            else None,
            "follow_up_days": [3, 7],
            **changes,
        }
    )


def a_follow_up(referral_id, due_on, **changes):
    values = {"number": 1, "late_after": due_on, "assigned_to": "tksk-uji", **changes}
    return FollowUp(referral_id=referral_id, due_on=due_on, **values)


def a_routed_case(uow, person=None, **changes):
    """A stored case with a stored decision."""
    store_pack(uow)
    case = uow.cases.add(a_case(person, status=CaseStatus.ROUTED.value, **changes))
    return case, uow.cases.add_decision(a_decision(case))
