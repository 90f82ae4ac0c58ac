"""Facts as somebody reports them, put where they belong: person, case, or answers.

Who may say what is asked here as well: a recommendation of the Dinas Sosial is a decision
about help, so a TKSK cannot enter it (PGR-02).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from tksk_workflow.domain.conditions import Value
from tksk_workflow.domain.rulepack import FactOrigin, GuardStage, RulePack
from tksk_workflow.domain.selection import RECOMMENDATION
from tksk_workflow.rulebook.computed import UPDATED
from tksk_workflow.rulebook.facts import IDENTITY, read_facts
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.errors import InputProblem, InvalidInput
from tksk_workflow.services.facts.record import to_record
from tksk_workflow.services.moments import day_problems
from tksk_workflow.store.models import Case

PAPERS = "dokumen"
TYPES = "pmks"
_APPROVE = "setujui_bantuan"
_REGISTERED = frozenset({"nik", "no_ktp", "nama", "nama_lengkap", "no_kk", "nomor_kk"})
_WHERE_REGISTERED = (
    "dicatat saat kasus didaftarkan ('tksk case add', 'tksk import cases'); "
    "sesudah itu belum ada perintah untuk mengubahnya"
)
_NOT_KEPT = "tidak dicatat dalam kasus; hapus dari jawaban"
_BORN = "tanggal_lahir"
_OLDEST_DAYS = 125 * 366
_ELSEWHERE = {
    "wilayah": "pindah desa dicatat dengan mengalihkan kasus",
    "subjek": "satuan kasus ditentukan saat pendaftaran",
}


def check_facts(stated: Mapping[str, Any], pack: RulePack) -> dict[str, Value]:
    """Read what was stated; a value of ``None`` states nothing.

    Raises:
        InvalidInput: a fact is unknown, of the wrong kind, or not for people to state; or
            it says who somebody is.
    """
    known = {name: value for name, value in stated.items() if value is not None}
    facts, found = read_facts(known, pack)
    problems = identity_problems(stated)
    problems += [InputProblem(problem.field, problem.message, problem.hint) for problem in found]
    problems += [
        InputProblem(name, "diisi oleh program, bukan oleh orang")
        for name in facts
        if pack.facts[name].origin not in (FactOrigin.CLIENT, FactOrigin.COMPUTED)
    ]
    if problems:
        raise InvalidInput(problems)
    return {
        name: value for name, value in facts.items() if pack.facts[name].origin is FactOrigin.CLIENT
    }


def identity_problems(stated: Iterable[str]) -> list[InputProblem]:
    """Say of each name that stands for identity that it is no answer; never its value."""
    return [
        InputProblem(
            name,
            "data identitas, bukan jawaban; tidak dicatat",
            _WHERE_REGISTERED if name in _REGISTERED else _NOT_KEPT,
        )
        for name in sorted({_plain(name) for name in stated} & IDENTITY)
    ]


def without_identity(stated: Mapping[str, Any]) -> dict[str, Any]:
    """Return a form without what says who somebody is: at intake that is entered beside it."""
    return {name: value for name, value in stated.items() if _plain(name) not in IDENTITY}


def _plain(name: str) -> str:
    return name.strip().casefold()


def merge_facts(desk: Desk, case: Case, stated: Mapping[str, Any], actor: Actor) -> frozenset[str]:
    """Add what was stated to the case; returns the names of what changed.

    A value of ``None`` takes an answer back: the question counts as not asked again.

    Raises:
        InvalidInput: a fact is wrong, of a day still to come, belongs elsewhere, or is no
            fact but identity.
        Refused: a recommendation by somebody who may not give it (PGR-02).
    """
    facts = check_facts(stated, desk.pack)
    _require_past(facts, desk.today_in(case.village))
    taken_back = {name for name, value in stated.items() if value is None}
    _require_here(facts)
    _require_may_recommend(desk, case, facts, actor)
    changed = _to_person(case, facts)
    if TYPES in facts:
        types = facts.pop(TYPES)
        assert isinstance(types, frozenset)
        changed |= _set_types(case, sorted(types))
    record = {**case.detail.facts, **to_record(facts)}
    for name in taken_back:
        record.pop(name, None)
    changed |= {
        name
        for name in record.keys() | case.detail.facts.keys()
        if record.get(name) != case.detail.facts.get(name)
    }
    if changed:
        case.detail.facts = record
    return frozenset(changed)


def add_types(case: Case, types: Iterable[str]) -> bool:
    """Add PMKS types to a case; True when one is new."""
    return bool(_set_types(case, sorted({*map(str, case.detail.pmks), *types})))


def _set_types(case: Case, types: list[str]) -> set[str]:
    if types == list(case.detail.pmks):
        return set()
    case.detail.pmks = types
    return {TYPES}


def _require_here(facts: Mapping[str, Value]) -> None:
    problems = [
        InputProblem(name, "tidak diubah di sini", hint)
        for name, hint in _ELSEWHERE.items()
        if name in facts
    ]
    if problems:
        raise InvalidInput(problems)


def birth_problems(field: str, day: date, today: date) -> list[InputProblem]:
    """Say what is wrong with a birth date, without repeating it."""
    if 0 <= (today - day).days <= _OLDEST_DAYS:
        return []
    return [InputProblem(field, "tanggal lahir tidak masuk akal", "periksa tahunnya")]


def _require_past(facts: Mapping[str, Value], today: date) -> None:
    problems: list[InputProblem] = []
    updated, born = facts.get(UPDATED), facts.get(_BORN)
    if isinstance(updated, date):
        problems += day_problems(UPDATED, updated, today)
    if isinstance(born, date):
        problems += birth_problems(_BORN, born, today)
    if problems:
        raise InvalidInput(problems)


def _require_may_recommend(
    desk: Desk, case: Case, facts: Mapping[str, Value], actor: Actor
) -> None:
    papers = facts.get(PAPERS)
    before = case.detail.facts.get(PAPERS) or []
    if isinstance(papers, frozenset) and RECOMMENDATION in papers and RECOMMENDATION not in before:
        desk.require(
            GuardStage.ACT,
            {"peran_pelaku": actor.role.value, "tindakan_pelaku": _APPROVE},
            "rekomendasi dicatat oleh dinsos_verifikator",
        )


def _to_person(case: Case, facts: dict[str, Value]) -> set[str]:
    """Move the facts that stand in the person's or the case's own record there."""
    person, changed = case.person, set()
    born = facts.pop(_BORN, None)
    if isinstance(born, date) and born != person.birth_date:
        person.birth_date = born
        changed.add(_BORN)
    sex = facts.pop("jenis_kelamin", None)
    if isinstance(sex, str) and sex != person.sex:
        person.sex = sex
        changed.add("jenis_kelamin")
    status = facts.pop("nik_status", None)
    if isinstance(status, str) and status != person.nik_status:
        person.nik_status = status
        changed.add("nik_status")
    updated = facts.pop(UPDATED, None)
    if isinstance(updated, date) and updated != case.data_updated_on:
        case.data_updated_on = updated
        changed.add(UPDATED)
    return changed
