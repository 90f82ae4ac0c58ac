"""A text for which the record has no room, in the words of whoever entered it."""

from __future__ import annotations

from tksk_workflow.services.errors import InputProblem
from tksk_workflow.store.errors import TextTooLong

_FIELDS = {
    "address": "alamat",
    "channel": "kanal",
    "code": "kode",
    "contact": "kontak",
    "decree": "sk",
    "delivery_note": "catatan",
    "end_reason": "alasan",
    "finish_reason": "alasan",
    "functioning_note": "catatan",
    "improvements": "perbaikan",
    "method": "cara",
    "name": "nama",
    "note": "catatan",
    "obstacle": "kendala",
    "proof_reference": "bukti",
    "reason": "alasan",
    "received_by": "penerima",
    "resolution": "penyelesaian",
    "result": "hasil",
    "settlement": "penyelesaian",
    "topic": "pokok",
    "venue": "tempat",
    "worker": "petugas",
}
"""What people fill in, by its column; anything else keeps the name of the column."""


def too_long(error: TextTooLong) -> list[InputProblem]:
    """Name every field, how long its text is and how long it may be; never the text."""
    return [
        InputProblem(
            _FIELDS.get(one.column, one.column),
            f"terlalu panjang: {one.length} huruf, paling banyak {one.longest}",
            "ringkaskan",
        )
        for one in error.texts
    ]
