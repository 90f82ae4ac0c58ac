"""The JSON Schema accepts what the loader accepts, and refuses what an editor can know is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from typer.testing import CliRunner

from tests.support.pack_files import as_editors_read
from tests.unit.rulebook.district_pack import with_changes
from tests.unit.rulebook.test_broken_packs import BROKEN
from tests.unit.rulebook.test_extending import BROKEN as CHANGES
from tests.unit.rulebook.test_extending import SAMPLE
from tests.unit.rulebook.tiny_pack import FILES
from tksk_workflow.cli.root import app
from tksk_workflow.rulebook.default_pack import default_pack_path
from tksk_workflow.rulebook.loading import load_pack, load_texts, pack_files
from tksk_workflow.rulebook.reading import changes as reading_changes
from tksk_workflow.rulebook.reading import consequences as reading_consequences
from tksk_workflow.rulebook.reading import declared_facts as reading_vocabulary
from tksk_workflow.rulebook.reading import example_values as reading_examples
from tksk_workflow.rulebook.reading import guards as reading_guards
from tksk_workflow.rulebook.reading import lists as reading_lists
from tksk_workflow.rulebook.reading import rules as reading_rules
from tksk_workflow.rulebook.schema.document import pack_schema

# Only the loader knows these: they look at other files, at other rules, or at the text
# as it was typed before YAML took it apart.
_BEYOND_A_SCHEMA = {
    "aturan-dasar-kurang",
    "aturan-tak-dikenal",
    "berputar",
    "di-luar-rentang",
    "dokumen-tak-dikenal",
    "ganda",
    "gabungan",
    "hitungan-tak-dikenal",
    "jangkar",
    "kelas-kurang",
    "kunci-salah-tempat",
    "pagar-tak-dikenal",
    "rentang-terbalik",
    "tab",
    "tanda-jenis",
    "terlalu-dalam",
    "tidak-selaras",
    "urutan-salah",
    "yaml-salah",
    "dokumen-ganda",
    "kunci-salah",
}


@pytest.fixture(scope="module")
def tiny() -> Draft7Validator:
    return Draft7Validator(pack_schema(load_texts(FILES)))


def test_the_schema_is_one_itself() -> None:
    Draft7Validator.check_schema(pack_schema(load_texts(FILES)))


@pytest.mark.parametrize("name", sorted(pack_files(default_pack_path({}))))
def test_every_file_of_the_default_pack_is_accepted(name: str, default: Draft7Validator) -> None:
    path = Path(default_pack_path({}), name)
    assert [
        one.message[:200] for one in default.iter_errors(as_editors_read(path.read_text("utf-8")))
    ] == []


@pytest.fixture(scope="module")
def default() -> Draft7Validator:
    return Draft7Validator(pack_schema(load_pack(default_pack_path({}))))


@pytest.mark.parametrize("name", sorted(FILES))
def test_every_file_of_the_small_pack_is_accepted(name: str, tiny: Draft7Validator) -> None:
    assert [one.message for one in tiny.iter_errors(as_editors_read(FILES[name]))] == []


# Likewise: a rule that replaces itself, a computed fact whose parameter is in another file.
_BEYOND_TOO = ("gantikan: [▶PMKS-08]", "▶lansia:", "▶usia_sekolah:", "▶anak:")
_JUDGED = [
    case
    for _, *case in BROKEN
    if case[0] not in _BEYOND_A_SCHEMA and not any(text in case[3] for text in _BEYOND_TOO)
]


@pytest.mark.parametrize(
    ("code", "file", "old", "new"),
    _JUDGED,
    ids=[f"{number}-{case[0]}" for number, case in enumerate(_JUDGED)],
)
def test_what_the_loader_refuses_the_schema_refuses_too(
    code: str, file: str, old: str, new: str, tiny: Draft7Validator
) -> None:
    text = FILES[file].replace(old, new.replace("▶", ""), 1)
    assert not tiny.is_valid(as_editors_read(text)), code


@pytest.mark.parametrize(
    "condition",
    [
        "{usia: 60}",
        "{usia: minimal 60}",
        "{usia: maksimal parameter usia_lansia}",
        "{usia: 6 sampai kurang dari 18}",
        "{usia: [minimal 18, belum ditanya]}",
        "{adl: bukan mandiri}",
        "{adl: [mandiri, sudah ditanya]}",
        "{disabilitas: {semua: [fisik, mental]}}",
        "{disabilitas: [{bukan: fisik}, kosong]}",
        "{dokumen: {tanpa: [KTP]}}",
        "{pembaruan_terakhir: sebelum 2026-10-17}",
        "{wilayah: 16.03}",
        "{salah_satu: [sakit, {usia: 60}], bukan: {sendiri: ya}}",
        "{semua: [sakit, sendiri]}",
    ],
)
def test_each_phrase_of_the_language_is_accepted_by_both(
    condition: str, tiny: Draft7Validator
) -> None:
    text = FILES["pmks/08.yaml"].replace("jika: {sakit: ya}", f"jika: {condition}", 1)
    load_texts({**FILES, "pmks/08.yaml": text})
    assert [one.message for one in tiny.iter_errors(as_editors_read(text))] == []


def _properties(schema: dict[str, Any], *path: str) -> set[str]:
    for name in path:
        schema = schema[name]
    return set(schema["properties"])


def test_the_schema_knows_exactly_the_keys_that_the_readers_know() -> None:
    schema = pack_schema(load_texts(FILES))
    parts = schema["definitions"]
    rule = ("properties", "aturan", "items")
    order = parts["maka"]["properties"]["rujuk"]["items"]
    guard = parts["berkas_pagar"]["properties"]["pagar"]["items"]
    fact = parts["berkas_kosakata"]["properties"]["fakta"]["patternProperties"]
    partner = parts["berkas_mitra"]["properties"]["jenis_mitra"]["patternProperties"]
    grade = parts["berkas_urgensi"]["properties"]["kelas"]["properties"]["P0"]
    assert _properties(parts, "berkas_pmks") == set(reading_rules._FILE_KEYS)
    assert _properties(parts, "berkas_kebutuhan", *rule) == set(reading_rules._RULE_KEYS)
    assert _properties(parts, "berkas_pmks", *rule) == {*reading_rules._RULE_KEYS, "syarat"}
    assert _properties(parts, "maka") == set(reading_consequences._KEYS)
    assert set(order["properties"]) == set(reading_consequences._ORDER_KEYS)
    assert _properties(order, "properties", "lalu", "items") == set(reading_consequences._NEXT_KEYS)
    assert _properties(parts, "contoh") == set(reading_examples._KEYS)
    assert set(guard["properties"]) == set(reading_guards._KEYS)
    assert _properties(guard, "properties", "maka") == set(reading_guards._THEN_KEYS)
    assert {key for one in fact.values() for key in one["properties"]} == set(
        reading_vocabulary._KEYS
    )
    assert {key for one in partner.values() for key in one["properties"]} == set(
        reading_lists._PARTNER_KEYS
    )
    assert set(grade["properties"]) == set(reading_lists._CLASS_KEYS)


def test_the_command_writes_the_schema_of_the_pack() -> None:
    result = CliRunner().invoke(app, ["rules", "schema"])
    assert result.exit_code == 0
    assert json.loads(result.stdout) == json.loads(
        json.dumps(pack_schema(load_pack(default_pack_path({}))))
    )


# Only the loader knows what the base has.
_CHANGES_JUDGED = [
    case
    for case in CHANGES
    if case[0] not in {"ganda", "tidak-ada-dalam-daftar", "aturan-dasar-kurang"}
    and not any(text in case[1] for text in ("▶PMKS-08-V7", "▶PGR-44", "▶usia_lanisa"))
]


@pytest.fixture(scope="module")
def district() -> Draft7Validator:
    return Draft7Validator(pack_schema(load_texts(with_changes())))


@pytest.mark.parametrize(
    ("code", "text"),
    _CHANGES_JUDGED,
    ids=[f"{number}-{case[0]}" for number, case in enumerate(_CHANGES_JUDGED)],
)
def test_changes_that_the_loader_refuses_the_schema_refuses_too(
    code: str, text: str, district: Draft7Validator
) -> None:
    files = with_changes(text.replace("▶", ""))
    assert not district.is_valid(as_editors_read(files["perubahan.yaml"])), code


@pytest.mark.parametrize("name", ["paket.yaml", "sumber.yaml", "perubahan.yaml"])
def test_the_sample_of_a_kabupaten_is_accepted(name: str) -> None:
    validator = Draft7Validator(pack_schema(load_pack(SAMPLE)))
    text = (SAMPLE / name).read_text("utf-8")
    assert [one.message[:200] for one in validator.iter_errors(as_editors_read(text))] == []


def test_the_schema_knows_exactly_the_keys_of_a_change(district: Draft7Validator) -> None:
    parts = district.schema["definitions"]
    entry = parts["berkas_perubahan"]["properties"]["perubahan"]["items"]
    assert set(entry["properties"]) == set(reading_changes.ENTRY_KEYS)
