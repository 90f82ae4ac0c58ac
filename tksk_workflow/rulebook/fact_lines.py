"""Facts of many cases, one JSON object per line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn

from tksk_workflow.domain.conditions import Value
from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.rulebook.facts import FactProblem, read_facts

LONGEST_LINE = 1024 * 1024
_LONGEST_ID = 100
_LOOKS_LIKE_NIK = re.compile(r"(?:[0-9][ .-]?){15}[0-9]")


@dataclass(frozen=True, slots=True)
class FactLine:
    """One line: a case with its facts, or what is wrong with it."""

    number: int
    case_id: str
    facts: dict[str, Value] = field(default_factory=dict)
    problems: tuple[FactProblem, ...] = ()


class _NotFacts(Exception):
    def __init__(self, message: str, hint: str = "") -> None:
        self.message = message
        self.hint = hint
        super().__init__(message)


def read_fact_lines(lines: Iterable[bytes], pack: RulePack) -> Iterator[FactLine]:
    """Read cases line by line; blank lines count but say nothing.

    Args:
        lines: UTF-8 text, one JSON object per line.
        pack: gives the vocabulary.
    """
    for number, raw in enumerate(lines, start=1):
        line = raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw
        if line.strip():
            yield _read(number, line, pack)


def _read(number: int, line: bytes, pack: RulePack) -> FactLine:
    try:
        stated = _object(line)
        case_id = _case_id(stated)
    except _NotFacts as error:
        problem = FactProblem("", "baris-salah", error.message, error.hint)
        return FactLine(number, "", problems=(problem,))
    facts, problems = read_facts(stated, pack)
    return FactLine(number, case_id, facts, tuple(problems))


def _object(line: bytes) -> dict[str, Any]:
    if len(line) > LONGEST_LINE:
        raise _NotFacts("baris ini terlalu panjang", "satu baris memuat satu kasus")
    try:
        found = json.loads(
            line.decode("utf-8"), object_pairs_hook=_each_key_once, parse_constant=_no_constant
        )
    except UnicodeDecodeError as error:
        raise _NotFacts("baris ini bukan UTF-8", "simpan ulang berkas sebagai UTF-8") from error
    except json.JSONDecodeError as error:
        raise _NotFacts(
            f"baris ini bukan JSON yang benar (kolom {error.colno})",
            'satu baris memuat satu objek, misalnya {"id": "K-1", "usia": 71}',
        ) from error
    except (RecursionError, ValueError) as error:
        raise _NotFacts("isi baris ini tidak dapat dibaca", "sederhanakan isinya") from error
    if not isinstance(found, dict):
        raise _NotFacts("baris ini bukan objek JSON", 'tulis misalnya {"id": "K-1", "usia": 71}')
    return found


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _NotFacts("ada kunci yang ditulis dua kali dalam baris ini", "hapus salah satu")
    return found


def _no_constant(_: str) -> NoReturn:
    raise _NotFacts("NaN dan Infinity bukan nilai fakta", "tulis null bila belum ditanyakan")


def _case_id(stated: dict[str, Any]) -> str:
    found = stated.get("id")
    if isinstance(found, int) and not isinstance(found, bool):
        found = str(found)
    if not isinstance(found, str) or not found.strip():
        raise _NotFacts("kunci 'id' belum ada", 'tambah nomor kasus, misalnya "id": "K-1"')
    if len(found) > _LONGEST_ID or _LOOKS_LIKE_NIK.fullmatch(found.strip()):
        raise _NotFacts("'id' tidak boleh berupa NIK", "pakai nomor kasus yang netral")
    return found.strip()
