"""What a partner is told about a referral, and how that is taken back when it ends."""

from __future__ import annotations

from datetime import datetime

from tksk_workflow.domain.referral import Status
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.services.actors import SYSTEM
from tksk_workflow.store.models import Referral
from tksk_workflow.store.unit_of_work import UnitOfWork

MESSAGE_ENTITY = "pesan"
NEW = "rujukan_baru"
REMINDER = "pengingat_balasan"
MORE_URGENT = "urgensi_naik"
ENDED = "rujukan_berakhir"


def key_of_new(referral: Referral) -> str:
    """Return under which key a partner first hears of a referral."""
    return f"{NEW}:{referral.code}"


def key_of_reminder(referral: Referral) -> str:
    """Return under which key a partner is reminded of a referral."""
    return f"{REMINDER}:{referral.code}"


def key_of_urgency(referral: Referral, urgency: Urgency) -> str:
    """Return under which key a partner hears that a referral has become more pressing."""
    return f"{MORE_URGENT}:{referral.code}:{urgency.value}"


def tell_of_end(uow: UnitOfWork, referral: Referral, target: Status, now: datetime) -> None:
    """Let a partner stop preparing for whoever does not come any more: code and status only.

    What waits to tell them of the referral is taken back, so that it does not arrive after
    its end; a partner who cannot have heard of it yet hears nothing at all.
    """
    first = key_of_new(referral)
    others = (key_of_reminder(referral), *(key_of_urgency(referral, one) for one in Urgency))
    unheard = False
    for message in uow.outbox.take_back((first, *others), now):
        data = {"jenis": message.kind, "penerima": message.recipient}
        uow.audit.record(SYSTEM.name, "tarik_pesan", MESSAGE_ENTITY, message.id, data, now)
        unheard = unheard or (message.key == first and message.attempts == 0)
    if not unheard:
        uow.outbox.put(
            f"{ENDED}:{referral.code}",
            ENDED,
            f"mitra/{referral.partner_code}",
            {"rujukan": referral.code, "keadaan": target.label},
            now,
        )
