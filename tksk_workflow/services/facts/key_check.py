"""Whether persons are recognised at all: with another identity key everybody is a stranger."""

from __future__ import annotations

import hmac

from sqlalchemy import select

from tksk_workflow.services.desk import Desk
from tksk_workflow.services.errors import Conflict
from tksk_workflow.services.facts.identity import NIK_KEY, nik_key
from tksk_workflow.store.models import Person


def require_known_key(desk: Desk) -> None:
    """Refuse to look for persons with a key that this record was not made with.

    A key file that was lost is made anew on the next start, and a second machine makes one
    of its own: without this, whoever is known already would be recorded a second time. The
    first person with a NIK of their own shows by which key persons were recorded; one look
    is enough for all rows of a transaction.

    Raises:
        Conflict: it is another key.
    """
    if desk.key_is_known:
        return
    first = desk.uow.session.execute(
        select(Person.nik, Person.identity_key)
        .where(Person.identity_key.startswith(NIK_KEY), Person.nik.is_not(None))
        .order_by(Person.id)
        .limit(1)
    ).first()
    if first is not None:
        own = nik_key(desk.app.settings.identity_secret, str(first.nik))
        if not hmac.compare_digest(own, first.identity_key):
            raise Conflict(
                "kunci identitas di sini bukan yang dipakai basis data ini; orang yang sudah "
                "tercatat tidak akan dikenali",
                "salin identity.key (atau TKSK_SECRET) dari tempat asalnya",
            )
    desk.key_is_known = True
