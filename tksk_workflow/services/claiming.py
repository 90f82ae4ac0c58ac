"""Taking hold of a referral or a case, in an order in which nobody blocks in a circle."""

from __future__ import annotations

from tksk_workflow.store.models import Case, Referral
from tksk_workflow.store.unit_of_work import UnitOfWork


def claim_referral(uow: UnitOfWork, reference: str | int) -> tuple[Referral, Case]:
    """Return a referral with its case, both freshly read and locked.

    The partner's row comes first, since its queue may move; then the case, then the referral.

    Raises:
        RecordNotFound: there is no such referral.
    """
    case_id, partner = uow.referrals.address_of(reference)
    if partner is not None:
        uow.partners.lock(partner)
    case = uow.cases.claim(case_id)
    return uow.referrals.claim(reference), case


def claim_case_with_queues(uow: UnitOfWork, reference: str | int) -> Case:
    """Return a case, freshly read and locked, together with the queues that its end moves.

    Raises:
        RecordNotFound: there is no such case.
    """
    for partner in uow.referrals.partners_asked(reference):
        uow.partners.lock(partner)
    return uow.cases.claim(reference)
