"""Facts of a case as people and programs write them, checked against the vocabulary.

What is wrong is said with the field and a hint. A message never shows what stood in an
identity field, nor anything that could be a number of identity.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tksk_workflow.domain.conditions import Value
from tksk_workflow.domain.rulepack import FactDefinition, FactKind, FactOrigin, RulePack
from tksk_workflow.domain.years import is_sensible, out_of_range
from tksk_workflow.rulebook.problems import nearest, suggestion_or_list
from tksk_workflow.rulebook.reading.fields import as_date

ID, CONDITIONS, PMKS = "id", "kondisi", "pmks"

# These say who somebody is, not how they are: no rule may look at them.
IDENTITY = frozenset(
    {
        "nik",
        "nama",
        "nama_lengkap",
        "nama_ibu",
        "no_kk",
        "nomor_kk",
        "no_ktp",
        "alamat",
        "rt",
        "rw",
        "telepon",
        "no_hp",
        "no_telepon",
        "email",
        "tempat_lahir",
    }
)
_LARGEST = 10**9
_LONGEST_TEXT = 200
_LONGEST_SHOWN = 40
_SHOWABLE = re.compile(r"[\w .,/()+-]*")
_MANY_DIGITS = re.compile(r"(?:[0-9][ .-]?){8,}")
_PMKS_CODE = re.compile(r"(?:pmks)?[ _-]*([0-9]{1,2})", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class FactProblem:
    """One fact that cannot be used.

    Attributes:
        field: the key as it was given (``kondisi.sakit_berat`` inside ``kondisi``).
        code: short stable word for programs.
        message, hint: what is wrong and what to do, in Indonesian.
    """

    field: str
    code: str
    message: str
    hint: str = ""

    def as_dict(self) -> dict[str, str]:
        """Return the problem for JSON."""
        return {
            "field": self.field,
            "code": self.code,
            "message": self.message,
            "hint": self.hint,
        }


class _Unfit(Exception):
    """A value does not fit its fact."""

    def __init__(self, message: str, hint: str = "", code: str = "nilai-salah") -> None:
        self.message = message
        self.hint = hint
        self.code = code
        super().__init__(message)


def read_facts(
    stated: Mapping[str, object], pack: RulePack
) -> tuple[dict[str, Value], list[FactProblem]]:
    """Check the facts of one case.

    Args:
        stated: a JSON object: facts by name or alias; ``kondisi`` as an object of yes/no
            answers or a list of what holds; ``null`` means not asked. ``id`` and identity
            fields are passed over.
        pack: gives the vocabulary.

    Returns:
        The facts that are right, by their main names, and what is wrong with the others.
    """
    reader = _Reader(pack)
    for name, value in stated.items():
        key = name.strip().casefold()
        if key == ID or key in IDENTITY:
            continue
        if key == CONDITIONS:
            reader.read_conditions(value)
        else:
            reader.read(name, value, name)
    return reader.facts, reader.problems


def find_fact(name: str, pack: RulePack) -> FactDefinition | None:
    """Find a fact by its name or alias, loosely spelt."""
    facts = pack.facts
    if name in facts:
        return facts[name]
    word = re.sub(r"[\s-]+", "_", name.strip().casefold())
    if word in facts:
        return facts[word]
    return next((found for found in facts.values() if word in found.aliases), None)


@dataclass(slots=True)
class _Reader:
    pack: RulePack
    facts: dict[str, Value] = field(default_factory=dict)
    problems: list[FactProblem] = field(default_factory=list)

    def read_conditions(self, value: object) -> None:
        if value is None:
            return
        if isinstance(value, Mapping):
            for name, answer in value.items():
                self.read(str(name), answer, f"{CONDITIONS}.{_shown(str(name))}")
            return
        names = [value] if isinstance(value, str) else value
        if not isinstance(names, list):
            self._note(
                CONDITIONS,
                _Unfit(
                    "'kondisi' harus berupa objek atau daftar",
                    'tulis {"sakit_berat": true} atau ["sakit_berat"]',
                    "jenis-salah",
                ),
            )
            return
        for name in names:
            if isinstance(name, str):
                self.read(name, True, f"{CONDITIONS}.{_shown(name)}")
            else:
                self._note(
                    CONDITIONS,
                    _Unfit("isi daftar 'kondisi' harus nama fakta", code="jenis-salah"),
                )

    def read(self, name: str, value: object, where: str) -> None:
        fact = find_fact(name, self.pack)
        place = where if fact is not None else _shown(where)
        try:
            if fact is None:
                raise self._unknown(name)
            if fact.origin is FactOrigin.REFERRAL:
                raise _Unfit(
                    f"'{fact.name}' menyangkut satu rujukan dan diisi program",
                    "hapus dari fakta klien",
                    "fakta-salah-tempat",
                )
            if value is None:
                return
            found = _value(value, fact, self.pack)
            if self.facts.setdefault(fact.name, found) != found:
                raise _Unfit(
                    f"'{fact.name}' diisi dua kali dengan nilai berbeda",
                    "pakai satu saja; nama lain (alias) berarti fakta yang sama",
                    "ganda",
                )
        except _Unfit as error:
            self._note(place, error)

    def _note(self, where: str, error: _Unfit) -> None:
        self.problems.append(FactProblem(where, error.code, error.message, error.hint))

    def _unknown(self, name: str) -> _Unfit:
        words = dict.fromkeys(self.pack.facts)
        words |= dict.fromkeys(
            alias for found in self.pack.facts.values() for alias in found.aliases
        )
        near = nearest(name, words) if len(name) <= _LONGEST_SHOWN else None
        return _Unfit(
            f"fakta {_quoted(name)} tidak dikenal",
            f"mungkin maksud Anda '{near}'" if near else "lihat kosakata.yaml dalam paket aturan",
            "fakta-tak-dikenal",
        )


def _value(value: object, fact: FactDefinition, pack: RulePack) -> Value:
    match fact.kind:
        case FactKind.YES_NO:
            return _yes_no(value, fact)
        case FactKind.NUMBER:
            return _number(value, fact)
        case FactKind.CHOICE:
            return _option(value, fact, pack)
        case FactKind.DATE:
            return _day(value, fact)
        case FactKind.SET:
            return frozenset(_members(value, fact, pack))
        case FactKind.TEXT:
            return _text(value, fact)


def _yes_no(value: object, fact: FactDefinition) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().casefold() in {"ya", "tidak"}:
        return value.strip().casefold() == "ya"
    raise _Unfit(
        f"'{fact.name}' harus true atau false, bukan {_quoted(value)}",
        "tulis true, false, atau null bila belum ditanyakan",
    )


def _number(value: object, fact: FactDefinition) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        hint = "tulis bilangan bulat tanpa tanda kutip"
        if isinstance(value, str) and re.fullmatch(r"[0-9]{1,3}", value.strip()):
            hint = f"tulis {int(value)} tanpa tanda kutip"
        raise _Unfit(f"'{fact.name}' harus bilangan bulat, bukan {_quoted(value)}", hint)
    low = -_LARGEST if fact.low is None else fact.low
    high = _LARGEST if fact.high is None else fact.high
    if not low <= value <= high:
        raise _Unfit(
            f"'{fact.name}' di luar rentang {low} sampai {high}",
            "periksa angkanya",
            "di-luar-rentang",
        )
    return value


def _option(value: object, fact: FactDefinition, pack: RulePack) -> str:
    if not isinstance(value, str):
        raise _Unfit(
            f"'{fact.name}' harus berupa kata, bukan {_quoted(value)}",
            suggestion_or_list("", fact.options),
        )
    if value in fact.options:
        return value
    word = value.strip().casefold()
    same = {
        option for option in fact.options if option.casefold() in {word, re.sub(r"\s+", "_", word)}
    }
    if fact.name == PMKS:
        same |= _pmks_codes(word, pack)
    if len(same) == 1:
        return same.pop()
    raise _Unfit(
        f"{_quoted(value)} bukan nilai '{fact.name}'",
        suggestion_or_list(value if len(value) <= _LONGEST_SHOWN else "", fact.options),
    )


def _pmks_codes(word: str, pack: RulePack) -> set[str]:
    """Return the types that a loose spelling, a short name or a full name can mean."""
    if found := _PMKS_CODE.fullmatch(word):
        code = f"PMKS-{int(found[1]):02d}"
        return {code} if code in pack.facts[PMKS].options else set()
    return {
        code
        for code, kind in pack.pmks_types.items()
        if word in {kind.name.casefold(), *(alias.casefold() for alias in kind.aliases)}
    }


def _day(value: object, fact: FactDefinition) -> Value:
    found = as_date(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise _Unfit(
            f"'{fact.name}' harus tanggal", "tulis tahun-bulan-tanggal, misalnya 2026-11-25"
        )
    if not is_sensible(found):
        text = out_of_range(found.isoformat())
        raise _Unfit(f"'{fact.name}': {text}", "periksa tahunnya", "di-luar-rentang")
    return found


def _members(value: object, fact: FactDefinition, pack: RulePack) -> Iterator[str]:
    if isinstance(value, str):
        parts = [part.strip() for part in re.split(r"[|,;]", value) if part.strip()]
        if len(parts) > 1 and len(value) <= _LONGEST_SHOWN:
            raise _Unfit(
                f"'{fact.name}' harus berupa daftar, bukan satu teks {_quoted(value)}",
                f"tulis {json.dumps(parts, ensure_ascii=False)}",
            )
        value = [value]
    if not isinstance(value, list):
        raise _Unfit(
            f"'{fact.name}' harus berupa daftar, bukan {_quoted(value)}",
            "tulis misalnya "
            + (f'["{fact.options[0]}"]' if fact.options else "[]")
            + "; [] berarti tidak ada satu pun",
        )
    for item in value:
        yield _option(item, fact, pack)


def _text(value: object, fact: FactDefinition) -> str:
    if not isinstance(value, str):
        raise _Unfit(f"'{fact.name}' harus berupa teks, bukan {_quoted(value)}", "beri tanda kutip")
    if len(value) > _LONGEST_TEXT:
        raise _Unfit(f"'{fact.name}' lebih panjang dari {_LONGEST_TEXT} karakter")
    return value.strip()


def _quoted(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return f"'{_shown(value)}'"
        case int() | float():
            return _shown(str(value)) if abs(value) < _LARGEST else "bilangan itu"
        case list():
            return "sebuah daftar"
        case Mapping():
            return "sebuah objek"
    return "nilai itu"


def _shown(text: str) -> str:
    """Return a word for a message, or dots when it might identify somebody."""
    if len(text) > _LONGEST_SHOWN or _MANY_DIGITS.search(text) or not _SHOWABLE.fullmatch(text):
        return "…"
    return text
