"""JSON Schema for the files that declare words: facts, partner types, services, numbers."""

from __future__ import annotations

from collections.abc import Callable

from tksk_workflow.domain.areas import CODE_PATTERN
from tksk_workflow.domain.calendar_days import DayKind
from tksk_workflow.domain.rulepack import (
    FactKind,
    FactOrigin,
    RulePack,
)
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.rulebook.computed import RELIED_ON
from tksk_workflow.rulebook.reading.conditions import RESERVED
from tksk_workflow.rulebook.reading.lists import AUTHORITIES, LEVELS, SOURCE_KINDS
from tksk_workflow.rulebook.reading.pack_folder import EXTENDS, LONGEST
from tksk_workflow.rulebook.schema.conditions import (
    DAY,
    TEXT,
    TEXTS,
    YES_NO,
    Schema,
    a_file,
    a_list,
    a_mapping,
    days,
    whole_number,
    word_list,
    words,
)

NAME = "^[a-z][a-z0-9_]*$"
CODE = "^[A-Z][A-Z0-9_]*$"
_FACT_NAME = f"^(?!({'|'.join(sorted(RESERVED))})$)[a-z][a-z0-9_]*$"
# Without quotes a code is a number to an editor, which no longer tells 16.1 from 16.10.
_AREA: Schema = {
    "anyOf": [
        {"type": "string", "pattern": f"^{CODE_PATTERN}$"},
        {"type": "number", "minimum": 10, "exclusiveMaximum": 100},
    ]
}
_YEAR = "^2[01][0-9]{2}$"
_TERM = r"^([1-9][0-9]{0,3}\s+(jam|hari kerja)|cutoff berikut|periode berikut)$"


def _named(pattern: str, item: Schema) -> Schema:
    return {
        "type": "object",
        "patternProperties": {pattern: item},
        "additionalProperties": False,
    }


def header_schema(_: RulePack) -> Schema:
    """The header of the pack."""
    keys = {
        **{key: {**TEXT, "maxLength": most} for key, most in LONGEST.items()},
        "judul": TEXT,
        "berlaku_sejak": DAY,
        EXTENDS: TEXT,
        "keterangan": TEXT,
    }
    return a_file("paket", keys, ("nama", "versi", "judul", "berlaku_sejak"))


def facts_schema(_: RulePack) -> Schema:
    """The vocabulary."""
    option = {**TEXT, "pattern": r"^[^\s,:{}\[\]#]+$"}
    options = {"anyOf": [option, {**a_list(option, at_least=1), "uniqueItems": True}]}
    fact = a_mapping(
        {
            "jenis": words(FactKind),
            "label": TEXT,
            "pertanyaan": TEXT,
            "pilihan": options,
            "anggota": options,
            "rentang": {"type": "string", "pattern": r"^-?[0-9]{1,9}\s+sampai\s+-?[0-9]{1,9}$"},
            "alias": TEXTS,
            "asal": words(FactOrigin),
            "kelompok": TEXT,
            "keterangan": TEXT,
        },
        required=("jenis", "label"),
    )
    fact["allOf"] = [
        _when_kind(FactKind.CHOICE, {"required": ["pilihan"]}),
        _when_kind(FactKind.SET, {"required": ["anggota"]}),
    ]
    facts = _named(_FACT_NAME, fact)
    # The program computes with some facts; their kinds are not the pack's to choose.
    facts["properties"] = {
        name: {"properties": {"jenis": {"const": kind.value}}} for name, kind in RELIED_ON.items()
    }
    return a_file("kosakata", {"fakta": facts}, ("fakta",))


def _when_kind(kind: FactKind, then: Schema) -> Schema:
    return {
        "if": {"properties": {"jenis": {"const": kind.value}}, "required": ["jenis"]},
        "then": then,
    }


def partners_schema(pack: RulePack) -> Schema:
    """The partner types."""
    partner = a_mapping(
        {
            "nama": TEXT,
            "tingkat": words(LEVELS),
            "kewenangan": words(AUTHORITIES),
            "perlu_rekomendasi": YES_NO,
            "perusahaan": YES_NO,
            "kesehatan": YES_NO,
            "sumber": word_list(pack.sources),
            "keterangan": TEXT,
        },
        required=("nama", "tingkat", "kewenangan"),
    )
    return a_file("mitra", {"jenis_mitra": _named(CODE, partner)}, ("jenis_mitra",))


def plain_words_schema(kind: str, pattern: str) -> Callable[[RulePack], Schema]:
    """Build the schema of a list of names: services or papers."""
    word = a_mapping({"nama": TEXT, "keterangan": TEXT}, required=("nama",))
    return lambda _: a_file(kind, {kind: _named(pattern, word)}, (kind,))


def classes_schema(_: RulePack) -> Schema:
    """The urgency classes."""
    term: Schema = {"type": "string", "pattern": _TERM}
    one = a_mapping(
        {
            "label": TEXT,
            "kirim_maks": term,
            "balasan_mitra_maks": term,
            "tindak_lanjut_hari": days(at_least=1),
            "dokumen_boleh_menyusul": YES_NO,
            "rekomendasi_maks": term,
            "eskalasi_maks": term,
            "keterangan": TEXT,
        },
        required=(
            "label",
            "kirim_maks",
            "balasan_mitra_maks",
            "tindak_lanjut_hari",
            "dokumen_boleh_menyusul",
        ),
    )
    classes = a_mapping({urgency.value: one for urgency in Urgency})
    return a_file("urgensi", {"kelas": classes}, ("kelas",))


def parameters_schema(pack: RulePack) -> Schema:
    """The dated parameters."""
    value = a_mapping(
        {
            "nilai": whole_number(),
            "berlaku_sejak": DAY,
            "berlaku_sampai": DAY,
            "sumber": word_list(pack.sources, at_least=1),
            "keterangan": TEXT,
        },
        required=("nilai", "berlaku_sejak", "sumber"),
    )
    one = a_mapping(
        {
            "label": TEXT,
            "satuan": TEXT,
            "nilai": a_list(value, at_least=1),
            "keterangan": TEXT,
        },
        required=("label", "satuan", "nilai"),
    )
    return a_file("parameter", {"parameter": _named(NAME, one)}, ("parameter",))


def calendar_schema(pack: RulePack) -> Schema:
    """Days off and worked days, by year."""
    day = a_mapping(
        {
            "tanggal": DAY,
            "jenis": words(DayKind),
            "nama": TEXT,
            "wilayah": {"anyOf": [_AREA, {**a_list(_AREA), "uniqueItems": True}]},
            "sumber": word_list(pack.sources),
            "keterangan": TEXT,
        },
        required=("tanggal", "jenis", "nama"),
    )
    year = a_mapping(
        {
            "lengkap": YES_NO,
            "sumber": word_list(pack.sources),
            "hari": a_list(day),
            "keterangan": TEXT,
        }
    )
    # What a year cites backs its days; without that each day names its own source.
    year["if"] = {"required": ["sumber"], "properties": {"sumber": {"not": {"const": []}}}}
    year["else"] = {"properties": {"hari": {"items": {"required": ["sumber"]}}}}
    return a_file("hari-libur", {"tahun": _named(_YEAR, year)}, ("tahun",))


def sources_schema(_: RulePack) -> Schema:
    """What rules may cite."""
    one = a_mapping(
        {"jenis": words(SOURCE_KINDS), "diperiksa": YES_NO, "keterangan": TEXT, "tautan": TEXT},
        required=("jenis", "diperiksa", "keterangan"),
    )
    sources: Schema = {"type": "object", "additionalProperties": one}
    return a_file("sumber", {"sumber": sources}, ("sumber",))
