"""`tksk rules what-if`: how many referrals a pack would open, from a village to the country."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from tksk_workflow.cli.output import (
    DEPENDENCY_FAILED,
    PROBLEMS,
    WRONG_USAGE,
    Format,
    FormatOption,
    complain,
    heading,
    say,
    say_json,
    show_table,
    stop,
)
from tksk_workflow.cli.paths import require_folder_of
from tksk_workflow.cli.rules.analysis import DirectoryOption, read_partners
from tksk_workflow.cli.rules.deciding import DayOption, day_of, stop_for_parameter
from tksk_workflow.cli.rules.pack_reference import PACK_REFERENCE, PackOption, named_pack
from tksk_workflow.cli.rules.simulating import WITHOUT_REFERRAL
from tksk_workflow.system_reasons import reason_of

if TYPE_CHECKING:
    from tksk_workflow.domain.rulepack import RulePack
    from tksk_workflow.rulebook.bulk.case_files import CaseFileError
    from tksk_workflow.rulebook.simulation.what_if import WhatIf

_MOST_SHOWN = 15
_COLUMNS = ("area", "partner_type", "service", "urgency", "referrals", "held")


class Level(StrEnum):
    """How wide an area one line of the table counts."""

    VILLAGE = "desa"
    SUBDISTRICT = "kecamatan"
    REGENCY = "kabupaten"
    PROVINCE = "provinsi"
    NATIONAL = "pusat"


def what_if_pack(
    facts: Annotated[
        Path,
        typer.Option(
            "--facts",
            metavar="BERKAS|FOLDER",
            help="Fakta, satu kasus per baris: CSV atau Parquet, atau folder berisi berkas itu.",
            exists=True,
        ),
    ],
    pack: PackOption = None,
    against: Annotated[
        str | None,
        typer.Option(
            "--against", metavar=PACK_REFERENCE, help="Bandingkan dengan paket aturan ini."
        ),
    ] = None,
    by: Annotated[
        Level, typer.Option("--by", help="Luas wilayah satu baris tabel.")
    ] = Level.SUBDISTRICT,
    directory: DirectoryOption = None,
    date: DayOption = None,
    table: Annotated[
        Path | None,
        typer.Option("--output", metavar="BERKAS", help="Tulis seluruh tabel ke berkas CSV."),
    ] = None,
    workers: Annotated[
        int, typer.Option("--workers", min=1, help="Jumlah proses bila berkasnya lebih dari satu.")
    ] = 1,
    output: FormatOption = Format.TEXT,
) -> None:
    """Menghitung rujukan yang akan dibuka paket aturan, per wilayah dan jenis mitra."""
    from tksk_workflow.domain.areas import AreaLevel
    from tksk_workflow.rulebook.binding import ParameterMissing
    from tksk_workflow.rulebook.bulk.case_files import CaseFileError, case_files
    from tksk_workflow.rulebook.simulation.what_if import what_if

    if table is not None:
        require_folder_of(table, output)
    if table is not None and table.exists():
        stop(
            f"berkas '{table}' sudah ada", WRONG_USAGE, output, "pilih nama lain, atau hapus dahulu"
        )
    new, _ = named_pack(pack, output)
    old = None if against is None else named_pack(against, output)[0]
    partners, _ = read_partners(directory, None, new, output)
    day = day_of(date, output)
    try:
        ask = partial(
            what_if,
            case_files(facts),
            day=day,
            level=AreaLevel(by.value),
            directory=partners or (),
            workers=workers,
        )
        after = ask(pack=new)
        before = None if old is None else ask(pack=old)
    except CaseFileError as error:
        _stop_for_cells(error, output)
    except ParameterMissing as error:
        stop_for_parameter(error, output)
    if table is not None:
        try:
            _write_table(table, after, before)
        except OSError as error:
            stop(
                f"berkas '{table}' tidak dapat ditulis ({reason_of(error)})",
                DEPENDENCY_FAILED,
                output,
            )
    if output is Format.JSON:
        say_json(
            {
                "date": day,
                "by": by.value,
                "after": _as_data(new, after),
                "before": None if before is None or old is None else _as_data(old, before),
            }
        )
    else:
        _say(after, before, table)


def _stop_for_cells(error: CaseFileError, output: Format) -> NoReturn:
    if output is Format.TEXT:
        for one in error.problems:
            rows = f"kasus ke-{one.row}: " if one.row else ""
            again = f" ({_number(one.rows)} kasus)" if one.rows > 1 else ""
            complain(f"{one.file}: {rows}{one.problem.message}{again}")
            if one.problem.hint:
                complain(f"    → {one.problem.hint}")
    told = [one.as_dict() for one in error.problems]
    stop("Tidak ada yang dihitung.", PROBLEMS, output, problems=told)


def _as_data(pack: RulePack, found: WhatIf) -> dict[str, Any]:
    from tksk_workflow.rulebook.simulation.tally import lines

    tally = found.tally
    return {
        "pack": {"name": pack.name, "version": pack.version, "hash": pack.content_hash},
        "cases": tally.cases,
        "closed": tally.closed,
        "manual": tally.manual,
        "referrals": tally.referrals.total(),
        "held": tally.held.total(),
        "table": list(lines(tally)),
        "asked": dict(tally.asked.most_common()),
        "partners": [
            {
                "code": one.code,
                "type": one.type,
                "capacity": one.capacity,
                "referrals": one.after,
                "fits": one.fits,
            }
            for one in found.partners
        ],
        "without_partner": found.without_partner,
    }


def _write_table(path: Path, after: WhatIf, before: WhatIf | None) -> None:
    """Write all lines; with what was before beside what would be, where there are two packs."""
    from tksk_workflow.reports.files import write_new

    new, old = after.tally, before.tally if before else None
    columns = _COLUMNS if old is None else (*_COLUMNS, "referrals_before", "held_before")
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for cell in sorted({*new.referrals, *(old.referrals if old else ())}):
        line = [cell.area, cell.partner_type, cell.service, cell.urgency.value]
        line += [str(new.referrals[cell]), str(new.held[cell])]
        if old is not None:
            line += [str(old.referrals[cell]), str(old.held[cell])]
        writer.writerow(line)
    write_new(path, text.getvalue().encode())


def _say(after: WhatIf, before: WhatIf | None, table: Path | None) -> None:
    tally = after.tally
    say(
        f"{_number(tally.cases)} kasus diputuskan: {_number(tally.referrals.total())} rujukan, "
        f"{_number(tally.held.total())} di antaranya akan ditahan; "
        f"{_number(tally.manual)} kasus {WITHOUT_REFERRAL}; "
        f"{_number(tally.closed)} kasus tertutup."
    )
    if before is not None:
        say(
            f"Dengan paket pembanding: {_number(before.tally.referrals.total())} rujukan, "
            f"{_number(before.tally.manual)} kasus {WITHOUT_REFERRAL}."
        )
    say()
    kinds = [_summed(one, "partner_type", "urgency") for one in (after, before) if one is not None]
    _show("Per jenis mitra dan urgensi", ("Jenis mitra", "Urgensi"), kinds)
    say()
    areas = [_summed(one, "area") for one in (after, before) if one is not None]
    _show("Per wilayah", ("Wilayah",), areas)
    if after.partners or after.without_partner:
        _say_partners(after)
    if tally.asked:
        heading("Pertanyaan yang paling banyak belum dijawab")
        for fact, number in tally.asked.most_common(5):
            say(f"  {fact}: {_number(number)} kasus")
    say()
    say(f"Seluruh tabel ada di {table}." if table else "Tidak ada yang ditulis.")


def _summed(found: WhatIf, *names: str) -> Counter[tuple[str, ...]]:
    counts: Counter[tuple[str, ...]] = Counter()
    for cell, number in found.tally.referrals.items():
        counts[tuple(str(getattr(cell, name)) for name in names)] += number
    return counts


def _show(title: str, names: Iterable[str], counts: list[Counter[tuple[str, ...]]]) -> None:
    """Show the largest lines, or with two packs the largest differences."""
    after, before = counts[0], counts[1] if len(counts) > 1 else None

    def size(key: tuple[str, ...]) -> int:
        return after[key] if before is None else abs(after[key] - before[key])

    keys = sorted(
        (key for key in {*after, *(before or ())} if size(key)), key=lambda key: (-size(key), key)
    )
    rows = [_row(key, after, before) for key in keys[:_MOST_SHOWN]]
    headings = [*names, "Rujukan"] if before is None else [*names, "Rujukan", "Sebelumnya", "Beda"]
    show_table(
        title, headings, rows, f"{title}: tidak ada." if before is None else f"{title}: sama."
    )
    if len(keys) > _MOST_SHOWN:
        say(f"… dan {_number(len(keys) - _MOST_SHOWN)} baris lain (--output, --format json)")


def _row(
    key: tuple[str, ...],
    after: Mapping[tuple[str, ...], int],
    before: Mapping[tuple[str, ...], int] | None,
) -> list[str]:
    row = [*(part or "tanpa wilayah" for part in key), _number(after.get(key, 0))]
    if before is not None:
        was = before.get(key, 0)
        row += [_number(was), f"{after.get(key, 0) - was:+,}".replace(",", ".")]
    return row


def _say_partners(found: WhatIf) -> None:
    heading("Per mitra")
    full = [one for one in found.partners if not one.fits]
    for one in sorted(full, key=lambda one: one.after, reverse=True)[:_MOST_SHOWN]:
        say(
            f"  {one.code}: {_number(one.after)} rujukan untuk {one.capacity} tempat; "
            "KAPASITAS TIDAK CUKUP"
        )
    say(
        f"  {len(found.partners)} mitra menerima rujukan, {len(full)} di antaranya penuh; "
        f"{_number(found.without_partner)} rujukan tanpa mitra"
    )


def _number(value: int) -> str:
    return f"{value:,}".replace(",", ".")
