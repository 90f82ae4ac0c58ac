"""Decisions for an auditor: found by article, rule, partner and period, under pseudonyms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.domain.truth import Truth
from tksk_workflow.domain.waiting import record_waits_for_answer
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.audit.access import (
    VILLAGE_LEVEL,
    kecamatan_shown,
    knows_cases,
    pack_of,
    pseudonyms_of,
    require_auditor,
)
from tksk_workflow.services.errors import InputProblem, InvalidInput
from tksk_workflow.services.transaction import reading
from tksk_workflow.store.models import DecisionRecord
from tksk_workflow.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

_WORD = re.compile(r"[a-z]+|\d+")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which decisions; what is None does not matter.

    Attributes:
        article: part of a regulation as rules cite it, ``Pasal 7 ayat (2)`` or
            ``pasal-7-ayat-2``; decisions in which a rule of that basis applied.
        rule: id of a rule or guard that applied.
        partner: code of an institution, or a partner type.
        since, until: days of the decision, both inclusive.
    """

    article: str | None = None
    rule: str | None = None
    partner: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One decision of a list.

    Attributes:
        rules, guards: what applied.
        partner_types: kinds of institutions that the rules ask for.
        pack: the first part of the content hash of the rules.
        waits_for_answer: without a referral only because a rule hung on an answer.
    """

    decision: str
    case: str
    decided_on: date
    kecamatan: str
    urgency: str | None
    rules: tuple[str, ...]
    guards: tuple[str, ...]
    partner_types: tuple[str, ...]
    held: int
    manual: bool
    closed: bool
    pack: str
    waits_for_answer: bool


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """A part of a list, and how long the whole is."""

    lines: tuple[DecisionLine, ...]
    total: int
    offset: int


def list_decisions(
    app: Application,
    actor: Actor,
    wanted: Wanted,
    *,
    offset: int = 0,
    limit: int | None = 50,
) -> DecisionPage:
    """List decisions, the newest first.

    Args:
        app: as everywhere.
        actor: an auditor or a coordinator.
        wanted: which decisions.
        offset: so many are passed over.
        limit: at most so many; None: all of them.

    Raises:
        NotPermitted: the role does not audit.
        InvalidInput: the period, the rule or the partner cannot be.
    """
    require_auditor(actor)
    with reading(app) as uow:
        _check(app, uow, actor, wanted)
        lines = []
        total = 0
        for record, village in _matching(app, uow, wanted):
            if offset <= total and (limit is None or total < offset + limit):
                lines.append(_line(app, uow, record, village))
            total += 1
        return DecisionPage(tuple(lines), total, offset)


def rules_applied(result: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the rules that fired, those included that another one replaced."""
    return tuple(
        str(entry["rule"]) for entry in result["trace"] if entry["outcome"] == Truth.YES.value
    )


def guards_applied(result: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the guards that held something or had something to say."""
    found = [str(one["rule"]) for part in ("holds", "notices") for one in result[part]]
    return tuple(sorted(set(found)))


def _matching(
    app: Application, uow: UnitOfWork, wanted: Wanted
) -> Iterator[tuple[DecisionRecord, str]]:
    code = wanted.partner if wanted.partner and uow.partners.find(wanted.partner) else None
    kind = wanted.partner if code is None else None
    article = None if wanted.article is None else _words(wanted.article)
    for record, village in uow.decisions.matching(
        since=wanted.since, until=wanted.until, partner=code
    ):
        result = record.result
        applied = {*rules_applied(result), *guards_applied(result)}
        if wanted.rule is not None and wanted.rule not in applied:
            continue
        if kind is not None and kind not in {one["partner_type"] for one in result["referrals"]}:
            continue
        if article is not None and not _rests_on(pack_of(app, uow, record), applied, article):
            continue
        yield record, village


def _line(app: Application, uow: UnitOfWork, record: DecisionRecord, village: str) -> DecisionLine:
    names, result = pseudonyms_of(app), record.result
    pack = pack_of(app, uow, record) if result["manual"] else None
    return DecisionLine(
        decision=names.decision(record.id),
        case=names.case(record.case_id),
        decided_on=record.decided_on,
        kecamatan=kecamatan_shown(village),
        urgency=min((one["urgency"] for one in result["referrals"]), default=None),
        rules=rules_applied(result),
        guards=guards_applied(result),
        partner_types=tuple(sorted({one["partner_type"] for one in result["referrals"]})),
        held=sum(bool(one["held_by"]) for one in result["referrals"]),
        manual=bool(result["manual"]),
        closed=bool(result["closed"]),
        pack=record.pack_hash[:12],
        waits_for_answer=record_waits_for_answer(result, pack or app.pack),
    )


def _rests_on(pack: RulePack | None, applied: set[str], article: list[str]) -> bool:
    if pack is None:
        return False
    bases = [
        *(basis for rule in pack.rules if rule.id in applied for basis in rule.basis),
        *(basis for guard in pack.guards if guard.id in applied for basis in guard.basis),
    ]
    return any(_contains(_words(basis), article) for basis in bases)


def _words(text: str) -> list[str]:
    """``Pasal 7 ayat (2)`` and ``pasal-7-ayat-2`` say the same."""
    return _WORD.findall(text.lower())


def _contains(words: list[str], part: list[str]) -> bool:
    return any(words[start : start + len(part)] == part for start in range(len(words)))


def _check(app: Application, uow: UnitOfWork, actor: Actor, wanted: Wanted) -> None:
    problems = []
    if wanted.since and wanted.until and wanted.since > wanted.until:
        problems.append(
            InputProblem(
                "periode", "hari pertama sesudah hari terakhir", "tukar --from dan --until"
            )
        )
    if wanted.article is not None and not _words(wanted.article):
        problems.append(
            InputProblem("pasal", "tidak terbaca", "contoh: 'Pasal 7 ayat (2)' atau pasal-7")
        )
    if wanted.partner is not None:
        known = uow.partners.find(wanted.partner)
        if known is None and wanted.partner not in app.pack.partner_types:
            problems.append(
                InputProblem(
                    "mitra",
                    f"'{wanted.partner}' bukan kode mitra dan bukan jenis mitra",
                    "daftarnya: tksk partner list",
                )
            )
        elif known is not None and known.level == VILLAGE_LEVEL and not knows_cases(actor):
            problems.append(
                InputProblem(
                    "mitra",
                    "mitra tingkat desa menunjukkan tempat tinggal klien",
                    f"pakai jenisnya: --partner {known.type}",
                )
            )
    if problems:
        raise InvalidInput(problems)
