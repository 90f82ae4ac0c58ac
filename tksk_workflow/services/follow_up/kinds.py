"""How somebody tried to reach a client, and what came of it."""

from __future__ import annotations

from enum import StrEnum


class ContactOutcome(StrEnum):
    """What a contact found."""

    RECEIVED_BETTER = "diterima_membaik"
    RECEIVED_NOT_BETTER = "diterima_belum_membaik"
    NOT_RECEIVED = "tidak_diterima"
    STILL_WAITING = "masih_menunggu"
    NOT_REACHED = "tidak_bertemu"


class ContactMethod(StrEnum):
    """How somebody tried."""

    VISIT = "kunjungan"
    PHONE = "telepon"
    MESSAGE = "pesan"
    OFFICE = "di_kantor"
    THROUGH_OTHERS = "lewat_keluarga"
