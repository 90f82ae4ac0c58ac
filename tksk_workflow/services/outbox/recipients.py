"""To whom messages can go: an address of nobody would wait in the book for ever."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tksk_workflow.domain.referral import Role
from tksk_workflow.rulebook.problems import nearest
from tksk_workflow.services.actors import is_user_code
from tksk_workflow.services.errors import InputProblem
from tksk_workflow.services.lifecycle.settling import Level
from tksk_workflow.store.unit_of_work import UnitOfWork

_FIELD = "penerima"
_RECIPIENT = re.compile(r"[a-z_]+(/[A-Za-z0-9._-]{1,40})?")
_KINDS = tuple(sorted({role.value for role in Role} | {level.value for level in Level}))
# Messages go to one of them, never to all.
_KNOWN_BY_NAME = frozenset({Role.PARTNER.value, Role.TKSK.value})
_NAMED = _KNOWN_BY_NAME | {Role.SUBDISTRICT.value}


def form_problems(recipient: str) -> list[InputProblem]:
    """Say what is wrong with how a recipient is written."""
    if _RECIPIENT.fullmatch(recipient) is None:
        hint = "tulis seperti mitra/PKM-GELUMBANG, tksk/gelumbang, atau koordinator"
        return [InputProblem(_FIELD, "bukan penerima", hint)]
    kind, slash, _ = recipient.partition("/")
    if kind not in _KINDS:
        hint = _meant(kind, _KINDS, f"yang dikenal: {', '.join(_KINDS)}")
        return [InputProblem(_FIELD, f"tidak ada penerima '{kind}'", hint)]
    if kind in _NAMED and not slash:
        return [InputProblem(_FIELD, "kodenya belum disebut", f"tulis {kind}/KODE")]
    return []


def problems_of(uow: UnitOfWork, recipient: str) -> list[InputProblem]:
    """Say why nothing will ever go to a recipient that is written well.

    To whom something went, or who has an address, stays a recipient. While nobody is in
    the register every TKSK may be one.
    """
    kind, _, code = recipient.partition("/")
    if kind not in _KNOWN_BY_NAME or _is_in_use(uow, recipient):
        return []
    if kind == Role.PARTNER.value:
        if uow.partners.find(code) is not None:
            return []
        known: Sequence[str] = [partner.code for partner in uow.partners.all()]
        text, else_hint = "tidak ada di direktori", "periksa dengan 'tksk partner list'"
    else:
        known = [worker.code for worker in uow.workers.listed(role=Role.TKSK, only_active=False)]
        if not known or code in known:
            return []
        text, else_hint = "tidak ada dalam daftar TKSK", "periksa dengan 'tksk worker list'"
    shown = f"{kind} '{code}'" if is_user_code(code) else f"{kind} itu"
    return [InputProblem(_FIELD, f"{shown} {text}", _meant(code, known, else_hint))]


def _is_in_use(uow: UnitOfWork, recipient: str) -> bool:
    in_book = uow.outbox.address_of(recipient) is not None
    return in_book or bool(uow.outbox.for_recipient(recipient, limit=1))


def _meant(word: str, known: Sequence[str], otherwise: str) -> str:
    near = nearest(word, known)
    return f"mungkin maksud Anda '{near}'; {otherwise}" if near else otherwise
