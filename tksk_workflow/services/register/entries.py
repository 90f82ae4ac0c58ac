"""Entries of the register of TKSK: what may be entered, and who coordinates whom."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from tksk_workflow.domain.appointment import AgeLimits, Candidate
from tksk_workflow.domain.areas import AreaLevel, InvalidArea, level_of
from tksk_workflow.domain.referral import Role
from tksk_workflow.services.actors import Actor, is_user_code
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.errors import Conflict, InputProblem, InvalidInput, NotPermitted
from tksk_workflow.services.regions import name_of
from tksk_workflow.services.transaction import transaction
from tksk_workflow.store.models import Worker

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

ENTITY = "petugas"
YOUNGEST, OLDEST = "usia_tksk_min", "usia_tksk_maks"
_BAD_CODE = InputProblem(
    "kode", "pakai huruf, angka, titik, garis; bukan nama orang atau NIK", "contoh: tksk-gelumbang"
)


def register_coordinator(
    app: Application, actor: Actor, code: str, area: str, now: datetime
) -> Worker:
    """Enter who coordinates the TKSK of a regency, a province, or the country (Pasal 4(3)).

    Raises:
        InvalidInput: the code or the area cannot be used.
        Conflict: the code is taken.
        NotPermitted: only the coordinator keeps the register.
    """
    require_keeper(actor)
    problems = [] if is_user_code(code) else [_BAD_CODE]
    try:
        if level_of(area).rank < AreaLevel.REGENCY.rank:
            raise InvalidArea(area)
    except InvalidArea:
        hint = "contoh: 16.03, 16, atau nasional"
        problems.append(InputProblem("wilayah", "kabupaten/kota, provinsi, atau nasional", hint))
    if problems:
        raise InvalidInput(problems)
    with transaction(app) as uow:
        if uow.workers.find(code) is not None:
            raise Conflict(f"kode {code} sudah terdaftar")
        worker = uow.workers.add(
            Worker(
                code=code,
                role=Role.COORDINATOR.value,
                area=area,
                active=True,
                since=Desk(app, uow, now).today_in(area),
            )
        )
        data = {"tingkat": level_of(area).value, "wilayah": area}
        uow.audit.record(actor.name, "daftarkan_koordinator", ENTITY, code, data, now)
        return worker


def require_keeper(actor: Actor) -> None:
    """Let the coordinator alone change the register.

    Raises:
        NotPermitted: another role.
    """
    if actor.role is not Role.COORDINATOR:
        raise NotPermitted(
            f"peran '{actor.role.value}' tidak mengubah daftar TKSK", "minta koordinator"
        )


def age_limits(desk: Desk) -> AgeLimits:
    """Return the age limits of the day; the regulation's own where the pack has none."""
    usual = AgeLimits()
    return AgeLimits(
        desk.parameter(YOUNGEST) or usual.youngest, desk.parameter(OLDEST) or usual.oldest
    )


def place_problems(code: str, area: str) -> list[InputProblem]:
    """Say what is wrong with the code of a post and its kecamatan."""
    problems = [] if is_user_code(code) else [_BAD_CODE]
    try:
        known = level_of(area) is AreaLevel.SUBDISTRICT and name_of(area) is not None
    except InvalidArea:
        known = False
    if not known:
        problems.append(
            InputProblem("wilayah", "bukan kode kecamatan yang dikenal", "contoh: 16.03.06")
        )
    return problems


def date_problems(day: date, today: date) -> list[InputProblem]:
    """Say what is wrong with the day of a change: it may not be still to come."""
    if day <= today:
        return []
    return [InputProblem("tanggal", "masih akan datang", "catat pada hari mulai berlaku")]


def record_of(candidate: Candidate, limits: AgeLimits) -> dict[str, object]:
    """Return what was checked, without papers: they stay with the Dinas Sosial."""
    return {
        "pendidikan": candidate.education.value,
        "asal": sorted(candidate.origins),
        "domisili": candidate.lives_there,
        "ktp": candidate.id_card_there,
        "surat_sehat": candidate.healthy,
        "skck": candidate.good_conduct,
        "komputer": candidate.uses_computer,
        "usia": [limits.youngest, limits.oldest],
    }
