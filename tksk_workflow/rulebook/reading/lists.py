"""Reading the plain lists of a pack: partners, services, papers, classes, numbers, sources."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum

from tksk_workflow.domain.rulepack import DatedValue, ParameterDefinition, PartnerType, Source
from tksk_workflow.domain.urgency import Term, TermUnit, Urgency, UrgencyClass
from tksk_workflow.rulebook.problems import Findings, quoted, suggestion_or_list
from tksk_workflow.rulebook.reading.fields import Fields, kind_of
from tksk_workflow.rulebook.reading.vocabulary import (
    DOCUMENT,
    PARAMETER,
    PARTNER,
    SERVICE,
    SOURCE,
    Vocabulary,
    known,
)
from tksk_workflow.rulebook.reading.yaml_nodes import MapNode, TextNode
from tksk_workflow.rulebook.wording import tell

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_CODE = re.compile(r"[A-Z][A-Z0-9_]*")
_TERM = re.compile(r"([1-9][0-9]{0,3})\s+(jam|hari kerja)")
_SERVICE_KEYS = ("nama", "keterangan")


class _Level(StrEnum):
    VILLAGE = "desa"
    SUBDISTRICT = "kecamatan"
    REGENCY = "kabupaten"
    PROVINCE = "provinsi"
    NATION = "pusat"


class _Authority(StrEnum):
    PARTNER = "mitra"
    REGENCY = "dinsos_kabupaten"
    PROVINCE = "dinsos_provinsi"
    MINISTRY = "kemensos"


class _SourceKind(StrEnum):
    STUDY = "studi"
    REGULATION = "regulasi"
    PAGE = "laman"
    PRACTICE = "praktik_umum"


LEVELS = tuple(_Level)
AUTHORITIES = tuple(_Authority)
SOURCE_KINDS = tuple(_SourceKind)

_Reader = Callable[[TextNode, Fields, Vocabulary, Findings], None]


def _read_all(
    kind: str, pattern: re.Pattern[str] | None, keys: tuple[str, ...], read: _Reader
) -> Callable[[MapNode, Vocabulary, Findings], None]:
    """Build the reader of a section: declare each word, check its shape, read its fields."""

    def read_section(node: MapNode, vocabulary: Vocabulary, findings: Findings) -> None:
        for name, definition in node.entries:
            if not vocabulary.declare(kind, name, findings):
                continue
            if pattern is not None and not pattern.fullmatch(name.value):
                findings.add(
                    name.place,
                    "nama-salah",
                    tell(
                        "{name} tidak dapat menjadi nama {kind}", name=quoted(name.value), kind=kind
                    ),
                    tell("pakai huruf besar, angka, garis bawah")
                    if pattern is _CODE
                    else tell("pakai huruf kecil, angka, garis bawah"),
                )
            if isinstance(definition, MapNode):
                fields = Fields(
                    definition, findings, tell("{kind} '{name}'", kind=kind, name=name.value), keys
                )
                read(name, fields, vocabulary, findings)
            else:
                findings.add(
                    definition.place,
                    "jenis-salah",
                    tell(
                        "{kind} '{name}' harus pasangan 'kunci: nilai', bukan {definition}",
                        kind=kind,
                        name=name.value,
                        definition=kind_of(definition),
                    ),
                )

    return read_section


def _partner(word: TextNode, fields: Fields, vocabulary: Vocabulary, findings: Findings) -> None:
    known(fields.words("sumber"), SOURCE, vocabulary, findings)
    vocabulary.partner_types[word.value] = PartnerType(
        code=word.value,
        name=fields.text("nama", required=True),
        level=fields.choice("tingkat", _Level, required=True) or "",
        authority=fields.choice("kewenangan", _Authority, required=True) or "",
        needs_recommendation=fields.yes_no("perlu_rekomendasi"),
        company=fields.yes_no("perusahaan"),
        health=fields.yes_no("kesehatan"),
    )


def _service(word: TextNode, fields: Fields, vocabulary: Vocabulary, _: Findings) -> None:
    vocabulary.services[word.value] = fields.text("nama", required=True)


def _document(word: TextNode, fields: Fields, vocabulary: Vocabulary, _: Findings) -> None:
    vocabulary.documents[word.value] = fields.text("nama", required=True)


def _source(word: TextNode, fields: Fields, vocabulary: Vocabulary, _: Findings) -> None:
    vocabulary.sources[word.value] = Source(
        key=word.value,
        kind=fields.choice("jenis", _SourceKind, required=True) or "",
        description=fields.text("keterangan", required=True),
        checked=fields.yes_no("diperiksa", required=True),
    )


def _parameter(word: TextNode, fields: Fields, vocabulary: Vocabulary, findings: Findings) -> None:
    values: list[DatedValue] = []
    for node in fields.mappings("nilai", required=True):
        item = Fields(
            node,
            findings,
            tell("nilai parameter '{word}'", word=word.value),
            ("nilai", "berlaku_sejak", "berlaku_sampai", "sumber", "keterangan"),
        )
        number = item.number("nilai", required=True)
        since = item.date("berlaku_sejak", required=True)
        until = item.date("berlaku_sampai")
        cited = known(item.words("sumber", required=True), SOURCE, vocabulary, findings)
        if number is None or since is None:
            continue
        if until is not None and until < since:
            findings.add(
                item.place_of("berlaku_sampai"),
                "rentang-terbalik",
                tell(
                    "berlaku_sampai {until} mendahului berlaku_sejak {since}",
                    until=until,
                    since=since,
                ),
            )
        if any(value.since == since for value in values):
            findings.add(
                item.place_of("berlaku_sejak"),
                "ganda",
                tell(
                    "parameter '{word}' punya dua nilai sejak {since}", word=word.value, since=since
                ),
                tell("hapus salah satu, atau ubah tanggalnya"),
            )
        values.append(DatedValue(number, since, until, ", ".join(cited)))
    vocabulary.parameters[word.value] = ParameterDefinition(
        word.value,
        fields.text("label", required=True),
        fields.text("satuan", required=True),
        tuple(values),
    )


def _urgency_class(fields: Fields, urgency: Urgency, findings: Findings) -> UrgencyClass:
    return UrgencyClass(
        urgency=urgency,
        label=fields.text("label", required=True),
        send_within=_term(fields, "kirim_maks", findings),
        answer_within=_term(fields, "balasan_mitra_maks", findings),
        follow_up_days=fields.days("tindak_lanjut_hari", required=True),
        papers_may_follow=fields.yes_no("dokumen_boleh_menyusul", required=True),
        recommend_within=_optional_term(fields, "rekomendasi_maks", findings),
        escalate_within=_optional_term(fields, "eskalasi_maks", findings),
    )


def _optional_term(fields: Fields, key: str, findings: Findings) -> Term | None:
    return _term(fields, key, findings) if key in fields else None


def _term(fields: Fields, key: str, findings: Findings) -> Term:
    word = fields.word(key, required=True)
    text = " ".join(word.value.split()) if word else ""
    if text in {TermUnit.NEXT_CUTOFF, TermUnit.NEXT_PERIOD}:
        return Term(TermUnit(text))
    if found := _TERM.fullmatch(text):
        return Term(TermUnit(found[2]), int(found[1]))
    if word is not None:
        findings.add(
            word.place,
            "nilai-salah",
            tell("tenggat {word} tidak dikenal", word=quoted(word.value)),
            tell("tulis misalnya: 24 jam · 3 hari kerja · cutoff berikut · periode berikut"),
        )
    return Term(TermUnit.NEXT_PERIOD)


def read_urgency_section(node: MapNode, vocabulary: Vocabulary, findings: Findings) -> None:
    """Add the urgency classes; every one of P0 to P4 is needed (see `loading`)."""
    for name, definition in node.entries:
        if not vocabulary.declare("kelas urgensi", name, findings):
            continue
        if name.value not in tuple(Urgency):
            findings.add(
                name.place,
                "nilai-salah",
                tell("kelas urgensi {name} tidak dikenal", name=quoted(name.value)),
                suggestion_or_list(name.value, tuple(Urgency)),
            )
        elif isinstance(definition, MapNode):
            urgency = Urgency(name.value)
            what = tell("kelas urgensi '{name}'", name=name.value)
            fields = Fields(definition, findings, what, _CLASS_KEYS)
            vocabulary.urgency_classes[urgency] = _urgency_class(fields, urgency, findings)
        else:
            findings.add(
                definition.place,
                "jenis-salah",
                tell("kelas urgensi '{name}' harus pasangan 'kunci: nilai'", name=name.value),
            )


_CLASS_KEYS = (
    "label",
    "kirim_maks",
    "balasan_mitra_maks",
    "tindak_lanjut_hari",
    "dokumen_boleh_menyusul",
    "rekomendasi_maks",
    "eskalasi_maks",
    "keterangan",
)
_PARTNER_KEYS = (
    "nama",
    "tingkat",
    "kewenangan",
    "perlu_rekomendasi",
    "perusahaan",
    "kesehatan",
    "sumber",
    "keterangan",
)

read_partner_section = _read_all(PARTNER, _CODE, _PARTNER_KEYS, _partner)
read_service_section = _read_all(SERVICE, _NAME, _SERVICE_KEYS, _service)
read_document_section = _read_all(DOCUMENT, _CODE, _SERVICE_KEYS, _document)
read_source_section = _read_all(
    SOURCE, None, ("jenis", "diperiksa", "keterangan", "tautan"), _source
)
read_parameter_section = _read_all(
    PARAMETER, _NAME, ("label", "satuan", "nilai", "keterangan"), _parameter
)
