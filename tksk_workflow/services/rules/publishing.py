"""Publishing rules: a pack becomes a version that counts from a day on, and stays readable.

What was published is never changed. Going back is a new version with an older content, and
a version that was published too early is overtaken by another one for the same day.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tksk_workflow.domain.referral import Role
from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.rulebook.examples import check_files, check_texts
from tksk_workflow.rulebook.problems import Problem
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.errors import (
    InputProblem,
    InvalidInput,
    NotPermitted,
    ServiceError,
)
from tksk_workflow.services.rules.versions import version_of
from tksk_workflow.services.transaction import reading, transaction
from tksk_workflow.store.errors import DuplicateRecord
from tksk_workflow.store.models import RulePublication
from tksk_workflow.store.publications import PUBLICATION, PUBLISH
from tksk_workflow.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

_LONGEST_REASON = 400
_NIK = re.compile(r"(?<!\w)\d{16}(?!\w)")


class PackRefused(ServiceError):
    """A pack that has problems is not published; all of them are listed.

    Attributes:
        problems: what is wrong, in the order of the files.
        texts: the files, to show the lines.
    """

    def __init__(self, problems: Sequence[Problem], texts: Mapping[str, str]) -> None:
        """Keep the problems and the texts in which they are."""
        self.problems = tuple(problems)
        self.texts = dict(texts)
        super().__init__(
            f"paket aturan punya {len(self.problems)} masalah, jadi tidak diterbitkan",
            "perbaiki semuanya, lalu terbitkan lagi",
        )


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing did.

    Attributes:
        version: number of the version; of the one that says the same when unchanged.
        unchanged: on that day these very rules count already, so nothing was written.
        replaces: the version that counts until then; None for the rules folder.
        later: versions that will come into force after it and do not know of it.
    """

    version: int
    pack_hash: str
    pack: str
    pack_version: str
    in_force_from: date
    published_at: datetime
    published_by: str
    reason: str
    returns_to: int | None
    unchanged: bool
    replaces: int | None
    later: tuple[int, ...]


def publish(
    app: Application,
    actor: Actor,
    folder: Path,
    reason: str,
    now: datetime,
    *,
    in_force_from: date | None = None,
) -> Published:
    """Publish a pack: from a day on new decisions use it.

    Args:
        app: the program.
        actor: the coordinator.
        folder: the pack; what it extends is kept with it.
        reason: why, for everybody who reads the versions later.
        now: the moment of publishing.
        in_force_from: the first day; without it today, or the first day that the pack
            itself names when that is later.

    Raises:
        NotPermitted: somebody else than the coordinator.
        InvalidInput: no reason, a day that has passed, a day before the pack's own.
        PackRefused: the pack has mistakes, or an example does not hold.
    """
    _require_publisher(actor)
    today = now.astimezone(app.zone).date()
    _require_reason(reason, in_force_from, today)
    pack, problems, texts = check_files(folder, in_force_from, now=today)
    return _published(app, actor, _sound(pack, problems, texts), texts, reason, now, in_force_from)


def roll_back(
    app: Application,
    actor: Actor,
    version: int,
    reason: str,
    now: datetime,
    *,
    in_force_from: date | None = None,
) -> Published:
    """Publish the content of an older version anew; the versions between stay in the record.

    Raises:
        NotFound: there is no such version.
        NotPermitted, InvalidInput: as for `publish`.
        PackRefused: this version of the program no longer takes the old pack.
    """
    _require_publisher(actor)
    today = now.astimezone(app.zone).date()
    _require_reason(reason, in_force_from, today)
    with reading(app) as uow:
        texts = texts_of(uow, version_of(uow, version).content_hash)
    pack, problems = check_texts(texts, in_force_from, now=today)
    found = _sound(pack, problems, texts)
    return _published(app, actor, found, texts, reason, now, in_force_from, returns_to=version)


def texts_of(uow: UnitOfWork, content_hash: str) -> dict[str, str]:
    """Return the files of a kept pack.

    Raises:
        RecordNotFound: none has this hash.
    """
    return {str(name): str(text) for name, text in uow.packs.get(content_hash).files.items()}


def _require_publisher(actor: Actor) -> None:
    if actor.role is not Role.COORDINATOR:
        raise NotPermitted(
            f"peran '{actor.role.value}' tidak menerbitkan aturan", "minta koordinator"
        )


def _require_reason(reason: str, in_force_from: date | None, today: date) -> None:
    problems = []
    text = reason.strip()
    if not text:
        problems.append(InputProblem("alasan", "belum diisi", "tulis mengapa aturan berubah"))
    if len(text) > _LONGEST_REASON:
        problems.append(InputProblem("alasan", f"lebih dari {_LONGEST_REASON} huruf", "ringkaskan"))
    if _NIK.search(text):
        problems.append(InputProblem("alasan", "memuat angka seperti NIK", "jangan sebut orang"))
    if "\x00" in text:
        problems.append(InputProblem("alasan", "memuat huruf yang tidak dapat disimpan"))
    if in_force_from is not None and in_force_from < today:
        problems.append(
            InputProblem(
                "tanggal",
                f"{in_force_from} sudah lewat; keputusan yang sudah ada tidak diubah",
                f"pakai {today} atau sesudahnya",
            )
        )
    if problems:
        raise InvalidInput(problems)


def _sound(
    pack: RulePack | None, problems: Sequence[Problem], texts: Mapping[str, str]
) -> RulePack:
    if problems or pack is None:
        raise PackRefused(problems, texts)
    return pack


def _published(
    app: Application,
    actor: Actor,
    pack: RulePack,
    texts: Mapping[str, str],
    reason: str,
    now: datetime,
    in_force_from: date | None,
    *,
    returns_to: int | None = None,
) -> Published:
    today = now.astimezone(app.zone).date()
    day = in_force_from or max(today, pack.in_force_from)
    if day < pack.in_force_from:
        raise InvalidInput(
            [
                InputProblem(
                    "tanggal",
                    f"{day} mendahului tanggal dalam paket ({pack.in_force_from})",
                    "ubah 'berlaku_sejak' dalam paket.yaml, atau pilih tanggal sesudahnya",
                )
            ]
        )
    with transaction(app) as uow:
        with suppress(DuplicateRecord), uow.session.begin_nested():
            uow.packs.store(pack.content_hash, pack.name, pack.version, texts, now)
            uow.flush()
        uow.publications.hold()
        before = uow.publications.in_force_on(day)
        unchanged = before is not None and before.content_hash == pack.content_hash
        if before is not None and unchanged:
            found = before
        else:
            found = uow.publications.add(
                pack.content_hash, day, actor.name, reason.strip(), now, returns_to=returns_to
            )
            uow.flush()
            _note(uow, found, pack, actor, now)
        later = uow.publications.after(found.in_force_from)
        return Published(
            version=found.number,
            pack_hash=found.content_hash,
            pack=pack.name,
            pack_version=pack.version,
            in_force_from=found.in_force_from,
            published_at=found.published_at,
            published_by=found.published_by,
            reason=found.reason,
            returns_to=found.returns_to,
            unchanged=unchanged,
            replaces=None if before is None or unchanged else before.number,
            later=tuple(one.number for one in later),
        )


def _note(
    uow: UnitOfWork, found: RulePublication, pack: RulePack, actor: Actor, now: datetime
) -> None:
    uow.audit.record(
        actor.name,
        PUBLISH,
        PUBLICATION,
        found.number,
        {
            "sidik": found.content_hash,
            "paket": pack.name,
            "versi_paket": pack.version,
            "berlaku_sejak": found.in_force_from,
            "alasan": found.reason,
            "kembali_ke": found.returns_to,
        },
        now,
    )
