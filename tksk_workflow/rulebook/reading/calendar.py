"""Reading the days off and worked days of a pack, year by year."""

from __future__ import annotations

from tksk_workflow.domain.areas import NATIONAL, is_valid_area
from tksk_workflow.domain.calendar_days import CalendarDay, DayKind
from tksk_workflow.rulebook.problems import Findings, quoted
from tksk_workflow.rulebook.reading.fields import Fields, as_number
from tksk_workflow.rulebook.reading.vocabulary import SOURCE, Vocabulary, known
from tksk_workflow.rulebook.reading.yaml_nodes import MapNode, TextNode
from tksk_workflow.rulebook.wording import tell

YEAR_KEYS = ("lengkap", "sumber", "hari", "keterangan")
DAY_KEYS = ("tanggal", "jenis", "nama", "wilayah", "sumber", "keterangan")
FIRST_YEAR, LAST_YEAR = 2000, 2100


def read_calendar_section(node: MapNode, vocabulary: Vocabulary, findings: Findings) -> None:
    """Add the days of every year; files and packs add up, but say each thing once."""
    known_days = vocabulary.calendar_days
    for name, definition in node.entries:
        year = _year(name, findings)
        if year is None:
            continue
        what = tell("tahun {year}", year=year)
        if not isinstance(definition, MapNode):
            findings.add(
                definition.place,
                "jenis-salah",
                tell("{what} harus pasangan 'kunci: nilai'", what=what),
            )
            continue
        fields = Fields(definition, findings, what, YEAR_KEYS)
        sources = known(fields.words("sumber"), SOURCE, vocabulary, findings)
        if fields.yes_no("lengkap"):
            vocabulary.complete_years.add(year)
        for item in fields.mappings("hari"):
            day = _day(item, year, sources, vocabulary, findings)
            if day is None:
                continue
            if any(day.day == one.day and day.areas == one.areas for one in known_days):
                findings.add(
                    item.place,
                    "ganda",
                    tell("{day} ditulis dua kali untuk daerah yang sama", day=day.day),
                    tell("hapus salah satu; untuk daerah yang lebih kecil tulis 'wilayah'"),
                )
            known_days.append(day)


def _year(name: TextNode, findings: Findings) -> int | None:
    year = as_number(name.value)
    if year is not None and FIRST_YEAR <= year <= LAST_YEAR:
        return year
    findings.add(
        name.place,
        "nilai-salah",
        tell("{name} bukan tahun", name=quoted(name.value)),
        tell(
            "tulis angka {first_year} sampai {last_year}",
            first_year=FIRST_YEAR,
            last_year=LAST_YEAR,
        ),
    )
    return None


def _day(
    node: MapNode, year: int, sources: tuple[str, ...], vocabulary: Vocabulary, findings: Findings
) -> CalendarDay | None:
    fields = Fields(node, findings, tell("hari tahun {year}", year=year), DAY_KEYS)
    day = fields.date("tanggal", required=True)
    kind = fields.choice("jenis", DayKind, required=True)
    name = fields.text("nama", required=True)
    own = known(fields.words("sumber"), SOURCE, vocabulary, findings)
    if "sumber" not in fields and not sources:
        findings.add(
            fields.place,
            "tanpa-sumber",
            tell("hari ini belum punya sumber pada tahun {year}", year=year),
            tell("tulis 'sumber' pada hari ini atau pada tahunnya"),
        )
    areas = []
    for word in fields.words("wilayah"):
        if word.value == NATIONAL or not is_valid_area(word.value):
            findings.add(
                word.place,
                "nilai-salah",
                tell("{word} bukan kode wilayah", word=quoted(word.value)),
                tell('tulis kode dalam tanda kutip, misalnya "16.03"'),
            )
        areas.append(word.value)
    if day is not None and day.year != year:
        findings.add(
            fields.place_of("tanggal"),
            "di-luar-rentang",
            tell("{day} tidak berada pada tahun {year}", day=day, year=year),
            tell("pindahkan ke tahun {year}, atau betulkan tanggalnya", year=day.year),
        )
    if day is None or kind is None:
        return None
    return CalendarDay(day, kind, name, tuple(areas), own or sources)
