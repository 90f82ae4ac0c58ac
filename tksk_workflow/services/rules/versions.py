"""The published versions of the rules, and the text of every pack that the record keeps."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from tksk_workflow.rulebook.reading.pack_folder import content_hash
from tksk_workflow.services.errors import Conflict, InputProblem, InvalidInput, NotFound
from tksk_workflow.services.transaction import reading
from tksk_workflow.store.errors import RecordNotFound

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application
    from tksk_workflow.store.models import RulePublication
    from tksk_workflow.store.unit_of_work import UnitOfWork

_VERSION = re.compile(r"(?:versi:?\s*|v)?([0-9]{1,6})", re.IGNORECASE)
_HASH = re.compile(r"[0-9a-f]{8,64}")


class Standing(StrEnum):
    """Where a version stands on a day."""

    IN_FORCE = "berlaku"
    PLANNED = "akan berlaku"
    PAST = "tidak berlaku lagi"
    NEVER = "tidak pernah berlaku"


@dataclass(frozen=True, slots=True)
class Version:
    """One published version.

    Attributes:
        until: the last day on which it counts; None when no other version follows.
    """

    number: int
    pack_hash: str
    pack: str
    pack_version: str
    in_force_from: date
    until: date | None
    standing: Standing
    published_at: datetime
    published_by: str
    reason: str
    returns_to: int | None


@dataclass(frozen=True, slots=True)
class KeptPack:
    """A pack that the record keeps, with its files by their paths.

    Attributes:
        versions: the published versions with this very content.
    """

    pack_hash: str
    pack: str
    pack_version: str
    versions: tuple[int, ...]
    files: dict[str, str] = field(repr=False)


def list_versions(app: Application, now: datetime) -> list[Version]:
    """List all versions, oldest first, with the days on which each counts."""
    today = now.astimezone(app.zone).date()
    with reading(app) as uow:
        rows = uow.publications.all()
        # What counts on a day: the latest day of coming into force, then the last published.
        effective = {row.in_force_from: row for row in rows}
        days = sorted(effective)
        found = []
        for row in rows:
            replaced = effective[row.in_force_from].number != row.number
            following = next((day for day in days if day > row.in_force_from), None)
            found.append(
                Version(
                    number=row.number,
                    pack_hash=row.content_hash,
                    pack=row.pack.name,
                    pack_version=row.pack.version,
                    in_force_from=row.in_force_from,
                    until=None if following is None else following - (date.resolution),
                    standing=_standing(row.in_force_from, following, today, replaced=replaced),
                    published_at=row.published_at,
                    published_by=row.published_by,
                    reason=row.reason,
                    returns_to=row.returns_to,
                )
            )
        return found


def _standing(since: date, following: date | None, today: date, *, replaced: bool) -> Standing:
    if replaced:
        # On its own day another one was published after it: it may have counted for some
        # hours, if that day is past; a plan that was overtaken never did.
        return Standing.NEVER if since > today else Standing.PAST
    if since > today:
        return Standing.PLANNED
    return Standing.IN_FORCE if following is None or following > today else Standing.PAST


def version_number(text: str) -> int | None:
    """Return the number of a version that a text is, or None."""
    found = _VERSION.fullmatch(text.strip().lower())
    return None if found is None else int(found[1])


def is_reference(text: str) -> bool:
    """Say whether a text can be the number of a version or the beginning of a hash."""
    return version_number(text) is not None or bool(_HASH.fullmatch(text.strip().lower()))


def version_of(uow: UnitOfWork, number: int) -> RulePublication:
    """Return a version.

    Raises:
        NotFound: there is none of that number.
    """
    try:
        return uow.publications.get(number)
    except RecordNotFound as error:
        raise NotFound(str(error), "lihat 'tksk rules versions'") from None


def kept_pack(app: Application, reference: str) -> KeptPack:
    """Return a pack by the number of a version or by the beginning of its hash.

    Raises:
        InvalidInput: it is neither, or several packs begin like this.
        NotFound: the record keeps no such pack.
    """
    text = reference.strip().lower()
    number = version_number(text)
    if not is_reference(reference):
        raise InvalidInput(
            [
                InputProblem(
                    "paket",
                    f"'{reference}' bukan folder, nomor versi, atau sidik paket",
                    "tulis jalur folder, nomor dari 'tksk rules versions', atau paling sedikit "
                    "8 huruf pertama sidiknya",
                )
            ]
        )
    with reading(app) as uow:
        if number is not None:
            record = uow.packs.get(version_of(uow, number).content_hash)
        else:
            found = uow.packs.named(text)
            if not found:
                raise NotFound(
                    f"paket dengan sidik '{text[:12]}' tidak tersimpan",
                    "lihat 'tksk rules versions'",
                )
            if len(found) > 1:
                raise InvalidInput(
                    [InputProblem("paket", f"beberapa sidik berawalan '{text}'", "tulis lengkap")]
                )
            record = found[0]
        versions = [
            row.number for row in uow.publications.all() if row.content_hash == record.content_hash
        ]
        files = {str(name): str(content) for name, content in record.files.items()}
        if content_hash(files) != record.content_hash:
            raise Conflict(
                f"simpanan paket aturan {record.content_hash[:12]} sudah berubah",
                "jangan dipakai; pulihkan dari cadangan, lalu jalankan 'tksk audit verify'",
            )
        return KeptPack(record.content_hash, record.name, record.version, tuple(versions), files)
