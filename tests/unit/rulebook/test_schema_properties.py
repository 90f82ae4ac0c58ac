"""On generated packs, sound and broken, the JSON Schema and the loader say the same.

What only the loader can know is listed below by problem code, each with its reason. A pack
is broken in one file at a time, and what the loader says about that file is compared with
what the schema says about it.
"""

from __future__ import annotations

import re
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from tests.support.pack_files import Data, as_editors_read, as_text, packs
from tests.support.pack_mistakes import Mistake, mistakes
from tests.unit.rulebook.tiny_pack import FILES
from tksk_workflow.rulebook.loading import load_texts, read_texts
from tksk_workflow.rulebook.problems import Findings, Problem
from tksk_workflow.rulebook.schema.document import pack_schema

# Of these the schema, which sees one file and the words of one pack, knows a part at most.
ONLY_THE_LOADER = {
    "aturan-tak-dikenal": "ids of rules are spread over files, and a kabupaten switches some off",
    "pagar-tak-dikenal": "guards name guards of other files",
    "aturan-dasar-kurang": "that some rule of a list has the id of the file's type",
    "berputar": "conclusions lead from rule to rule",
    "ganda": "two things that mean the same: ids, names, orders, conditions, acceptances",
    "kelas-kurang": "the five classes may stand in several files",
    "tidak-selaras": "facts, papers and types must agree, each in a file of its own",
    "urutan-salah": "a schema cannot compare one item of a list with the next",
    "rentang-terbalik": "a schema cannot compare two numbers or two days",
    "di-luar-rentang": "bounds inside of a phrase, days of another year, numbers in quotes",
    "kunci-salah-tempat": "what a key may do depends on the kind or the id beside it",
    "hitungan-tak-dikenal": "which facts the program computes, by their names",
    "terlalu-panjang": "a schema measures what was written, the loader what is left when trimmed",
}
# Messages whose code means something that a schema can say elsewhere.
ONLY_THE_LOADER_SAYS = {
    "'{name}' dihitung dari '{base}', yang belum dinyatakan": "another fact of the file",
    "'{name}' dihitung dengan parameter '{parameter}', yang belum dinyatakan": "another file",
    "{kind} {owner} menyebut dirinya sendiri": "the id beside it",
    "{word} bukan kode wilayah": "without quotes a code is a number; 16.5 looks like one",
}
_MOST = 12
STYLES = st.sampled_from(["block", "flow", "json"])


@pytest.fixture(scope="module")
def schema() -> Draft7Validator:
    return Draft7Validator(pack_schema(load_texts(FILES)))


def problems_of(texts: dict[str, str]) -> list[Problem]:
    findings = Findings()
    read_texts(texts, findings)
    return findings.problems


def written(files: dict[str, Data], style: str) -> dict[str, str]:
    return {name: as_text(data, style) for name, data in files.items()}


def template(problem: Problem) -> str:
    return str(getattr(problem.message, "template", problem.message))


def a_schema_could_know(problem: Problem) -> bool:
    return problem.code not in ONLY_THE_LOADER and template(problem) not in ONLY_THE_LOADER_SAYS


@settings(max_examples=100)
@given(files=packs(), style=STYLES)
def test_both_take_every_sound_pack(
    schema: Draft7Validator, files: dict[str, Data], style: str
) -> None:
    problems = problems_of(written(files, style))
    # Of two conditions in other words the generator cannot say that they mean the same.
    assume(all(one.code != "ganda" for one in problems))

    assert [(one.code, one.message) for one in problems] == []
    for name, data in files.items():
        assert [(name, one.message[:200]) for one in schema.iter_errors(data)] == []


def judge(schema: Draft7Validator, texts: dict[str, str], style: str, mistake: Mistake) -> None:
    """Compare both verdicts about one broken file."""
    broken = {**texts, mistake.file: as_text(mistake.data, style)}
    problems = [one for one in problems_of(broken) if one.file == mistake.file]
    refused = [one.message[:200] for one in schema.iter_errors(mistake.data)]
    said = [(one.code, one.line, one.message) for one in problems]
    if any(map(a_schema_could_know, problems)):
        assert refused, (mistake, said)
    elif not problems:
        assert not refused, (mistake, refused)


@settings(max_examples=60)
@given(files=packs(), style=STYLES, seed=st.integers(0, 2**64 - 1))
def test_both_refuse_the_same_broken_packs(
    schema: Draft7Validator, files: dict[str, Data], style: str, seed: int
) -> None:
    texts = written(files, style)
    assume(not problems_of(texts))

    for mistake in mistakes(files, Random(seed), _MOST):
        judge(schema, texts, style, mistake)


def changed(name: str, old: str, new: str) -> Data:
    """The file with one text replaced; numbers in quotes stay texts, as an editor has them."""
    assert old in FILES[name]
    quoted = re.sub(r"'([0-9]+)'", r"kutip \1", new)
    return _unquoted(as_editors_read(FILES[name].replace(old, quoted, 1)))


def _unquoted(data: Data) -> Data:
    match data:
        case dict():
            return {key: _unquoted(value) for key, value in data.items()}
        case list():
            return [_unquoted(item) for item in data]
        case str():
            return data.removeprefix("kutip ")
    return data


PMKS, WORDS, DAYS = "pmks/08.yaml", "kosakata.yaml", "hari-libur.yaml"
_SYARAT = "syarat: {usia: minimal parameter usia_lansia}\n"
_HEAD = "aturan:\n  - id: PMKS-08\n    nama: Dasar\n    sumber: [umum]\n"
SIMPULKAN = "simpulkan: {ditolong: ya}"

# What the property found where schema and loader differed: once more, for certain.
REFUSED = [
    (PMKS, "nama: Darurat", "nama: ' '"),
    (PMKS, "sumber: [umum]", "sumber: []"),
    (PMKS, f"{_SYARAT}{_HEAD}    jika: {{sakit: ya}}\n", _HEAD),
    (PMKS, "satuan: [perorangan]", "satuan: []"),
    (PMKS, "bentuk: [pendampingan]", "bentuk: []"),
    (PMKS, "alias: [LUT]", "alias: [LUT, LUT]"),
    (PMKS, "tanyakan: [sakit]", "tanyakan: []"),
    (PMKS, "hasil: tidak cocok", "hasil: cocok"),
    (PMKS, "jika: {sakit: ya}", "jika: {adl: [mandiri, mandiri]}"),
    (PMKS, "jika: {sakit: ya}", "jika: {salah_satu: [sakit, sakit]}"),
    (PMKS, "jika: {sakit: ya}", "jika: {disabilitas: {tanpa: []}}"),
    ("turunan.yaml", SIMPULKAN, "simpulkan: {disabilitas: []}"),
    ("turunan.yaml", SIMPULKAN, "simpulkan: {disabilitas: kosong}"),
    ("pagar.yaml", "tindakan: tahan,", "tindakan: bebaskan, rincian: [],"),
    ("pagar.yaml", "tindakan: tahan,", "tindakan: minta_dokumen, rincian: [],"),
    ("parameter.yaml", "sumber: umum}", "sumber: []}"),
    ("parameter.yaml", "nilai: 60,", "nilai: 1000000000,"),
    ("urgensi.yaml", "tindak_lanjut_hari: [1, 3]", "tindak_lanjut_hari: []"),
    ("urgensi.yaml", "tindak_lanjut_hari: [1, 3]", "tindak_lanjut_hari: [3, 3]"),
    (WORDS, "pilihan: [mandiri, dibantu]", "pilihan: [mandiri, mandiri]"),
    (DAYS, "lengkap: ya, sumber: umum, ", "lengkap: ya, "),
    (DAYS, 'wilayah: ["16.03"]', "wilayah: [7]"),
]
TAKEN = [
    (PMKS, "nama: Darurat", "nama: true"),
    (PMKS, "fakta: {usia: 60,", "fakta: {usia: '60',"),
    (PMKS, "dokumen: [KTP]\n", "dokumen: [KTP]\n      tindak_lanjut: 3\n"),
    ("pagar.yaml", "tindakan: tahan,", "tindakan: tahan, rincian: [],"),
    ("parameter.yaml", "nilai: 60,", "nilai: '60',"),
    ("urgensi.yaml", "tindak_lanjut_hari: [3]", "tindak_lanjut_hari: 3"),
]


@pytest.mark.parametrize(("name", "old", "new"), REFUSED)
def test_what_differed_is_now_refused_by_both(
    schema: Draft7Validator, name: str, old: str, new: str
) -> None:
    assert problems_of({**FILES, name: FILES[name].replace(old, new, 1)})
    assert not schema.is_valid(changed(name, old, new))


@pytest.mark.parametrize(("name", "old", "new"), TAKEN)
def test_what_differed_is_now_taken_by_both(
    schema: Draft7Validator, name: str, old: str, new: str
) -> None:
    assert problems_of({**FILES, name: FILES[name].replace(old, new, 1)}) == []
    assert [one.message[:200] for one in schema.iter_errors(changed(name, old, new))] == []
