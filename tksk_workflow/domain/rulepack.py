"""What a rule pack is, once its files have been read and checked.

A pack is data: rules map conditions to referrals, needs and holds; the vocabulary
types every word. Nothing here reads files or decides; see ``rulebook`` for that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from tksk_workflow.domain.accepted import AcceptedFinding
from tksk_workflow.domain.calendar_days import CalendarRules
from tksk_workflow.domain.conditions import ALWAYS, Condition, Value
from tksk_workflow.domain.overrides import BasePack, Override
from tksk_workflow.domain.pmks import Form, SubjectKind
from tksk_workflow.domain.urgency import Urgency, UrgencyClass


class FactKind(StrEnum):
    """The type of a fact."""

    NUMBER = "bilangan"
    YES_NO = "ya/tidak"
    CHOICE = "pilihan"
    SET = "himpunan"
    DATE = "tanggal"
    TEXT = "teks"


class FactOrigin(StrEnum):
    """Who knows a fact. Only `CLIENT` facts are ever asked."""

    CLIENT = "klien"
    COMPUTED = "hitungan"
    PROCESS = "proses"
    REFERRAL = "rujukan"


@dataclass(frozen=True, slots=True)
class FactDefinition:
    """One word of the vocabulary: what it means and which values it takes.

    Attributes:
        asked_as: the client fact that a computed one follows from. Whoever wants to know
            the computed fact asks for this one.
    """

    name: str
    kind: FactKind
    label: str
    question: str = ""
    options: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None
    aliases: tuple[str, ...] = ()
    origin: FactOrigin = FactOrigin.CLIENT
    group: str = ""
    asked_as: str = ""

    @property
    def put(self) -> str:
        """How it is put to somebody: its question, or else its label."""
        return self.question or self.label


@dataclass(frozen=True, slots=True)
class PartnerType:
    """A kind of institution (DOMAIN 3.9), not a concrete one."""

    code: str
    name: str
    level: str
    authority: str
    needs_recommendation: bool = False
    company: bool = False
    health: bool = False


@dataclass(frozen=True, slots=True)
class PmksType:
    """One of the 26 types of Permensos 8/2012."""

    code: str
    name: str
    units: tuple[SubjectKind, ...]
    closed: bool
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A parameter's value and the days on which it is in force (both inclusive)."""

    value: int
    since: date
    until: date | None
    source: str

    def in_force_on(self, day: date) -> bool:
        """Say whether this value counts on that day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class ParameterDefinition:
    """A number that changes by decree or by place, never written into a rule."""

    name: str
    label: str
    unit: str
    values: tuple[DatedValue, ...]

    def on(self, day: date) -> int | None:
        """Return the value in force on that day, the latest one when several are."""
        in_force = [value for value in self.values if value.in_force_on(day)]
        return max(in_force, key=lambda value: value.since).value if in_force else None


@dataclass(frozen=True, slots=True)
class ReferralOrder:
    """One referral that a rule asks for: a partner type and a service.

    Attributes:
        alternatives: partner types that serve as well, in order of preference.
        after: partner type whose step must come first (a tiered referral).
        supporting: partner types that may be brought in; no referral by itself.
        condition: only when this holds (beside the rule's own condition).
        needs_recommendation: the Dinas Sosial must recommend first (PGR-11).
    """

    partner_type: str
    service: str
    alternatives: tuple[str, ...] = ()
    after: str | None = None
    supporting: tuple[str, ...] = ()
    condition: Condition = ALWAYS
    needs_recommendation: bool = False


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A change of urgency when a further condition holds."""

    urgency: Urgency
    condition: Condition


@dataclass(frozen=True, slots=True)
class Conclusion:
    """A fact that a rule derives; for set-valued facts the members to add."""

    fact: str
    value: Value


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a pack something was written (1-based line and column)."""

    file: str
    line: int
    column: int = 1


@dataclass(frozen=True, slots=True)
class Example:
    """A ``contoh``: facts and what the rule must say about them."""

    name: str
    facts: Mapping[str, Value]
    expected: str
    to_ask: frozenset[str] | None
    place: Place


class RuleKind(StrEnum):
    """Which table a rule belongs to."""

    PMKS = "pmks"
    NEED = "kebutuhan"
    DERIVED = "turunan"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: when its condition is met, these referrals and conclusions follow.

    ``condition`` is complete: the PMKS type, the type's gate and the rule's own part.
    """

    id: str
    name: str
    kind: RuleKind
    condition: Condition
    pmks: str | None = None
    urgency: Urgency | None = None
    orders: tuple[ReferralOrder, ...] = ()
    raises: tuple[Adjustment, ...] = ()
    lowers_base: Adjustment | None = None
    forms: tuple[Form, ...] = ()
    documents: tuple[str, ...] = ()
    documents_later: tuple[str, ...] = ()
    conclusions: tuple[Conclusion, ...] = ()
    replaces: tuple[str, ...] = ()
    follow_up_days: tuple[int, ...] | None = None
    note: str = ""
    basis: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    place: Place = field(default_factory=lambda: Place("", 0))


class GuardStage(StrEnum):
    """The moment of the work at which a guard is asked."""

    INTAKE = "identifikasi"
    DECISION = "keputusan"
    SEND = "kirim"
    SELECT_PARTNER = "pilih_mitra"
    ANSWER = "balasan"
    VERIFY = "verifikasi"
    CLOSE = "tutup"
    SAVE = "simpan"
    ACT = "tindakan"


class GuardAction(StrEnum):
    """What a guard does when its condition is met."""

    HOLD = "tahan"
    REFUSE = "tolak"
    WARN = "peringatkan"
    FLAG = "tandai"
    QUEUE_MANUALLY = "antrekan_manual"
    REPLACE = "gantikan"
    RELEASE = "bebaskan"
    REQUIRE_DOCUMENTS = "minta_dokumen"
    CONTINUE_WITH = "lanjutkan"
    ORDER = "urutkan"
    RECORD = "catat"


@dataclass(frozen=True, slots=True)
class Guard:
    """A rule that is always on at one stage of the work (DOMAIN 5.4)."""

    id: str
    name: str
    stage: GuardStage
    condition: Condition
    action: GuardAction
    reason: str
    details: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    note: str = ""
    examples: tuple[Example, ...] = ()
    place: Place = field(default_factory=lambda: Place("", 0))


@dataclass(frozen=True, slots=True)
class Source:
    """Something that a rule may cite, and whether anybody has checked it."""

    key: str
    kind: str
    description: str
    checked: bool


@dataclass(frozen=True)
class RulePack:
    """A checked pack. ``content_hash`` pins every decision to this text.

    Attributes:
        bases: the packs that this one extends, the nearest first.
        overrides: what it and its bases state about theirs, in that order of files.
        accepted: findings of the analysis that are wanted; they decide nothing.
    """

    name: str
    title: str
    version: str
    in_force_from: date
    content_hash: str
    facts: Mapping[str, FactDefinition]
    partner_types: Mapping[str, PartnerType]
    services: Mapping[str, str]
    documents: Mapping[str, str]
    urgency_classes: Mapping[Urgency, UrgencyClass]
    parameters: Mapping[str, ParameterDefinition]
    sources: Mapping[str, Source]
    pmks_types: Mapping[str, PmksType]
    rules: tuple[Rule, ...]
    guards: tuple[Guard, ...]
    bases: tuple[BasePack, ...] = ()
    overrides: tuple[Override, ...] = ()
    calendar: CalendarRules = field(default_factory=CalendarRules)
    accepted: tuple[AcceptedFinding, ...] = ()

    def parameter_values(self, day: date) -> Mapping[str, int]:
        """Return every parameter that has a value on that day."""
        if day not in self._values_on:
            found = {name: definition.on(day) for name, definition in self.parameters.items()}
            self._values_on[day] = {
                name: value for name, value in found.items() if value is not None
            }
        return self._values_on[day]

    @cached_property
    def _values_on(self) -> dict[date, dict[str, int]]:
        """A pack is asked about few days, and about each of them many times."""
        return {}

    @cached_property
    def fact_positions(self) -> Mapping[str, int]:
        """Where each fact stands in the vocabulary."""
        return {name: position for position, name in enumerate(self.facts)}

    @cached_property
    def concluding_rules(self) -> tuple[Rule, ...]:
        """The rules that derive facts."""
        return tuple(rule for rule in self.rules if rule.conclusions)

    @cached_property
    def concluding_ids(self) -> frozenset[str]:
        """Their ids."""
        return frozenset(rule.id for rule in self.concluding_rules)

    @cached_property
    def rules_by_id(self) -> Mapping[str, Rule]:
        """The rules by their ids."""
        return {rule.id: rule for rule in self.rules}
