"""Partner rows and the domain's partners: the same institution, two shapes."""

from __future__ import annotations

from typing import Any

from tksk_workflow.domain.partner import AdmissionWindow, Partner
from tksk_workflow.store.models import PartnerRecord


def to_partner(record: PartnerRecord) -> Partner:
    """Return the partner of a row."""
    return Partner(
        code=record.code,
        type=record.type,
        name=record.name,
        level=record.level,
        areas=tuple(record.areas),
        services=tuple(record.services),
        capacity=record.capacity,
        active=record.active,
        agreement_from=record.agreement_from,
        agreement_until=record.agreement_until,
        admission=AdmissionWindow(
            min_age=record.min_age,
            max_age=record.max_age,
            sex=record.sex,
            documents=tuple(record.required_documents),
            needs_recommendation=record.needs_recommendation,
        ),
        ladder=record.ladder,
    )


def columns_of(partner: Partner) -> dict[str, Any]:
    """Return the columns of a partner's row, without contact and version."""
    return {
        "code": partner.code,
        "type": partner.type,
        "name": partner.name,
        "level": partner.level,
        "areas": list(partner.areas),
        "services": list(partner.services),
        "capacity": partner.capacity,
        "active": partner.active,
        "agreement_from": partner.agreement_from,
        "agreement_until": partner.agreement_until,
        "min_age": partner.admission.min_age,
        "max_age": partner.admission.max_age,
        "sex": partner.admission.sex,
        "required_documents": list(partner.admission.documents),
        "needs_recommendation": partner.admission.needs_recommendation,
        "ladder": partner.ladder,
    }
