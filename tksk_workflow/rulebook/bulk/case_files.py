"""Facts of very many cases from CSV or Parquet files, block by block, as columns.

A heading is the name of a fact; cells are as in the lists of `tksk import`: ``ya`` or
``tidak``, ``KTP|KK`` for several, a dash for none, empty for not asked. Parquet may use its
own booleans, numbers, dates and lists. Each distinct cell is checked once, by the same
`facts.read_facts` as a single case. Identity fields are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from tksk_workflow.domain.conditions import Value
from tksk_workflow.domain.rulepack import FactKind, RulePack
from tksk_workflow.rulebook.bulk.population import Column, Population, smallest
from tksk_workflow.rulebook.facts import ID, IDENTITY, FactProblem, find_fact, read_facts

CASES_AT_A_TIME = 262_144
"""Bounds the memory: a few bytes per case and column, and one bit per case and comparison."""

PARQUET, CSV = ".parquet", ".csv"
_SEPARATORS = ",;\t"
_ITEMS = re.compile(r"[|,]")
_NONE = "-"
_NUMBER = re.compile(r"-?[0-9]{1,10}")
_TWO = pl.Series([False, True])
_TRUTHS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class CellProblem:
    """A heading or a cell that cannot be used.

    Attributes:
        row: the first case with it, counted from 1; 0 for a heading.
        rows: how many cases of the block have it.
    """

    file: str
    row: int
    rows: int
    problem: FactProblem

    def as_dict(self) -> dict[str, object]:
        """Return the problem for JSON."""
        return {"file": self.file, "row": self.row, "rows": self.rows, **self.problem.as_dict()}


class CaseFileError(Exception):
    """A file, or some of its cells, cannot be read."""

    def __init__(self, problems: Iterable[CellProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__(f"{len(self.problems)} problems in a file of cases")


def case_files(path: Path) -> list[Path]:
    """Return the file, or the CSV and Parquet files of a folder by name.

    Raises:
        CaseFileError: there is no such file.
    """
    if path.is_dir():
        found = sorted(one for one in path.iterdir() if one.suffix.lower() in {PARQUET, CSV})
    else:
        found = [path] if path.is_file() and path.suffix.lower() in {PARQUET, CSV} else []
    if not found:
        raise _unreadable(path, "berkas CSV atau Parquet tidak ditemukan", "periksa jalurnya")
    return found


def read_blocks(path: Path, pack: RulePack) -> Iterator[Population]:
    """Read the cases of one file in blocks, in the order of the file.

    Raises:
        CaseFileError: the file cannot be read; or headings or cells of a block are wrong,
            all of them at once.
    """
    try:
        frame = _scanned(path)
        names = _facts_of_headings(path, frame.collect_schema().names(), pack)
        before = 0
        wanted = frame.select(list(names))
        for block in wanted.collect_batches(chunk_size=CASES_AT_A_TIME, maintain_order=True):
            yield _population(block, names, pack, path, before)
            before += block.height
    except (pl.exceptions.PolarsError, OSError) as error:
        raise _unreadable(path, "berkas ini tidak dapat dibaca", "periksa isi berkas") from error


def _scanned(path: Path) -> pl.LazyFrame:
    if path.suffix.lower() == PARQUET:
        return pl.scan_parquet(path)
    with path.open("rb") as file:
        heading = file.readline().decode("utf-8-sig", errors="replace")
    separator = max(_SEPARATORS, key=heading.count)
    return pl.scan_csv(path, separator=separator, infer_schema=False)


def _facts_of_headings(path: Path, headings: list[str], pack: RulePack) -> dict[str, str]:
    """Map headings to facts; what identifies somebody is not even read."""
    found: dict[str, str] = {}
    problems: list[FactProblem] = []
    for heading in headings:
        word = heading.strip().casefold()
        if word == ID or word in IDENTITY:
            continue
        problems += read_facts({heading: None}, pack)[1]
        if (fact := find_fact(heading, pack)) is not None:
            found[heading] = fact.name
    doubled = {name for name in found.values() if list(found.values()).count(name) > 1}
    problems += [
        FactProblem(name, "ganda", f"'{name}' punya lebih dari satu kolom", "pakai satu kolom saja")
        for name in sorted(doubled)
    ]
    if problems:
        raise CaseFileError(CellProblem(str(path), 0, 0, problem) for problem in problems)
    return found


def _population(
    block: pl.DataFrame, names: dict[str, str], pack: RulePack, path: Path, before: int
) -> Population:
    problems: list[CellProblem] = []
    columns = {}
    for heading, fact in names.items():
        cells = block[heading]
        if isinstance(cells.dtype, pl.List):
            cells = cells.list.join("|").replace("", _NONE)
        distinct = _TWO if cells.dtype == pl.Boolean else cells.unique().drop_nulls()
        values: list[Value | None] = []
        for cell in distinct:
            facts, wrong = read_facts({fact: _stated(cell, pack.facts[fact].kind)}, pack)
            values.append(facts.get(fact))
            for problem in wrong:
                (rows,) = np.nonzero((cells == cell).fill_null(value=False).to_numpy())
                problems.append(
                    CellProblem(str(path), before + int(rows[0]) + 1, len(rows), problem)
                )
        columns[fact] = _coded(cells, distinct, values)
    if problems:
        raise CaseFileError(sorted(problems, key=lambda found: (found.row, found.problem.field)))
    return Population(block.height, columns)


def _coded(cells: pl.Series, distinct: pl.Series, values: list[Value | None]) -> Column:
    """Replace cells by codes; cells that mean the same get one code, empty ones 0."""
    if cells.dtype == pl.Boolean and values == [False, True]:
        return Column((cells.cast(pl.UInt8) + 1).fill_null(0).to_numpy(), (False, True))
    known = tuple(dict.fromkeys(value for value in values if value is not None))
    code_of = {value: code for code, value in enumerate(known, 1)}
    codes = [0 if value is None else code_of[value] for value in values]
    if not codes:
        return Column(np.zeros(len(cells), dtype=np.uint8), ())
    spread = cells.replace_strict(distinct, codes, default=0, return_dtype=pl.UInt32)
    return Column(smallest(spread.fill_null(0).to_numpy(), known), known)


def _stated(cell: object, kind: FactKind) -> object:
    """Turn a cell into what a JSON object would state."""
    if isinstance(cell, date):
        return cell.isoformat()
    if not isinstance(cell, str):
        return cell
    text = cell.strip()
    if not text:
        return None
    if kind is FactKind.SET:
        return [] if text == _NONE else [part.strip() for part in _ITEMS.split(text)]
    if kind is FactKind.NUMBER and _NUMBER.fullmatch(text):
        return int(text)
    if kind is FactKind.YES_NO:
        return _TRUTHS.get(text.casefold(), text)
    return text


def _unreadable(path: Path, message: str, hint: str) -> CaseFileError:
    return CaseFileError([CellProblem(str(path), 0, 0, FactProblem("", "berkas", message, hint))])
