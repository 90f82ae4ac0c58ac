"""Facts as people write them become typed facts, or problems that help."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.rulebook.tiny_pack import FILES
from tksk_workflow.rulebook.fact_lines import read_fact_lines
from tksk_workflow.rulebook.facts import read_facts
from tksk_workflow.rulebook.loading import load_texts

PACK = load_texts(FILES)
NIK = "9903066010500001"

UNDERSTOOD = [
    ({"id": "K-1", "usia": 71}, {"usia": 71}),
    ({"umur": 71}, {"usia": 71}),
    ({"Usia": 71}, {"usia": 71}),
    ({"usia": None}, {}),
    ({"kondisi": {"sakit": True, "sendiri": False}}, {"sakit": True, "sendiri": False}),
    ({"kondisi": ["sakit", "sendiri"]}, {"sakit": True, "sendiri": True}),
    ({"kondisi": "sakit"}, {"sakit": True}),
    ({"kondisi": ["kurang sehat"]}, {"sakit": True}),
    ({"kondisi": {"sakit": None}}, {}),
    ({"kondisi": None}, {}),
    ({"sakit": "ya"}, {"sakit": True}),
    ({"sakit": True, "kondisi": ["sakit"]}, {"sakit": True}),
    ({"adl": "Mandiri"}, {"adl": "mandiri"}),
    ({"disabilitas": ["fisik", "Mental"]}, {"disabilitas": frozenset({"fisik", "mental"})}),
    ({"disabilitas": "fisik"}, {"disabilitas": frozenset({"fisik"})}),
    ({"disabilitas": []}, {"disabilitas": frozenset()}),
    ({"tanggal_lahir": "1955-02-28"}, {"tanggal_lahir": date(1955, 2, 28)}),
    ({"pmks": ["PMKS-08"]}, {"pmks": frozenset({"PMKS-08"})}),
    ({"pmks": ["PMKS-8"]}, {"pmks": frozenset({"PMKS-08"})}),
    ({"pmks": "08"}, {"pmks": frozenset({"PMKS-08"})}),
    ({"pmks": ["LUT"]}, {"pmks": frozenset({"PMKS-08"})}),
    ({"pmks": ["lanjut usia terlantar"]}, {"pmks": frozenset({"PMKS-08"})}),
    ({"wilayah": "16.03.06.2023"}, {"wilayah": "16.03.06.2023"}),
    ({"kunjungan_rumah": True}, {"kunjungan_rumah": True}),
    ({"nik": NIK, "nama": "X", "NIK": NIK, "alamat": 3}, {}),
]

REFUSED = [
    ({"usiaa": 71}, "usiaa", "fakta-tak-dikenal", "'usia'"),
    ({"kondisi": ["sakitt"]}, "kondisi.sakitt", "fakta-tak-dikenal", "'sakit'"),
    ({"usia": "71"}, "usia", "nilai-salah", "71 tanpa tanda kutip"),
    ({"usia": True}, "usia", "nilai-salah", "bilangan bulat"),
    ({"usia": 71.5}, "usia", "nilai-salah", "bilangan bulat"),
    ({"usia": 121}, "usia", "di-luar-rentang", "periksa"),
    ({"usia": -1}, "usia", "di-luar-rentang", "periksa"),
    ({"umur_data_hari": 10**12}, "umur_data_hari", "di-luar-rentang", "periksa"),
    ({"sakit": 1}, "sakit", "nilai-salah", "true, false"),
    ({"sakit": "yes"}, "sakit", "nilai-salah", "true, false"),
    ({"sakit": [True]}, "sakit", "nilai-salah", "true, false"),
    ({"kondisi": {"sakit": "mungkin"}}, "kondisi.sakit", "nilai-salah", "true, false"),
    ({"kondisi": ["usia"]}, "kondisi.usia", "nilai-salah", "bilangan bulat"),
    ({"kondisi": 3}, "kondisi", "jenis-salah", "sakit_berat"),
    ({"kondisi": [3]}, "kondisi", "jenis-salah", ""),
    ({"adl": "mandri"}, "adl", "nilai-salah", "'mandiri'"),
    ({"adl": ["mandiri"]}, "adl", "nilai-salah", "mandiri, dibantu"),
    ({"disabilitas": {"fisik": True}}, "disabilitas", "nilai-salah", '["fisik"]'),
    ({"disabilitas": ["netra"]}, "disabilitas", "nilai-salah", "fisik, mental"),
    ({"tanggal_lahir": "28-02-1955"}, "tanggal_lahir", "nilai-salah", "2026-11-25"),
    ({"tanggal_lahir": "1955-02-30"}, "tanggal_lahir", "nilai-salah", "2026-11-25"),
    ({"tanggal_lahir": 19550228}, "tanggal_lahir", "nilai-salah", "2026-11-25"),
    ({"pmks": ["PMKS-99"]}, "pmks", "nilai-salah", "PMKS-08"),
    ({"pmks": [8]}, "pmks", "nilai-salah", "PMKS-08"),
    ({"wilayah": 16.03}, "wilayah", "nilai-salah", "tanda kutip"),
    ({"usia": 70, "umur": 71}, "umur", "ganda", "alias"),
    ({"rujukan_urgensi": "P0"}, "rujukan_urgensi", "fakta-salah-tempat", "hapus"),
]


@pytest.mark.parametrize(("stated", "expected"), UNDERSTOOD)
def test_facts_are_understood(stated, expected):
    assert read_facts(stated, PACK) == (expected, [])


@pytest.mark.parametrize(("stated", "field", "code", "hint"), REFUSED)
def test_what_is_not_understood_names_the_field_and_helps(stated, field, code, hint):
    _, problems = read_facts(stated, PACK)

    assert [(problem.field, problem.code) for problem in problems] == [(field, code)]
    assert hint in problems[0].hint


def test_good_facts_survive_bad_ones():
    facts, problems = read_facts({"usia": "x", "sakit": True, "adl": "?"}, PACK)

    assert facts == {"sakit": True}
    assert len(problems) == 2


@pytest.mark.parametrize(
    "stated",
    [
        {NIK: True},
        {"adl": NIK},
        {"adl": f"mandiri {NIK}"},
        {"kondisi": [NIK]},
        {"kondisi": {NIK: True}},
        {"usia": int(NIK)},
        {"usia": NIK},
        {"sakit": NIK},
        {"pmks": [NIK]},
        {"nik ": {"x": NIK}},
        {"tanggal_lahir": NIK},
        {"wilayah": int(NIK)},
    ],
)
def test_a_message_never_shows_what_could_be_a_nik(stated):
    _, problems = read_facts(stated, PACK)

    assert NIK[:8] not in repr(problems)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
KEYS = st.sampled_from([*PACK.facts, "kondisi", "umur", "id", "nik"]) | st.text(max_size=8)


@given(st.dictionaries(KEYS, JSON, max_size=5))
def test_whatever_is_stated_gives_facts_or_problems(stated):
    facts, problems = read_facts(stated, PACK)

    assert set(facts) <= set(PACK.facts)
    assert all(problem.message for problem in problems)


def lines(*texts):
    return list(
        read_fact_lines([text.encode() if isinstance(text, str) else text for text in texts], PACK)
    )


def test_blank_lines_count_but_say_nothing():
    found = lines("\n", '{"id": "a", "usia": 3}\n', "  \n", '{"id": 7}')

    assert [(line.number, line.case_id, line.problems) for line in found] == [
        (2, "a", ()),
        (4, "7", ()),
    ]


def test_a_byte_order_mark_is_no_mistake():
    assert lines(b'\xef\xbb\xbf{"id": "a"}')[0].problems == ()


@pytest.mark.parametrize(
    "line",
    [
        "bukan json",
        "[1]",
        '"x"',
        '{"usia": 3}',
        '{"id": ""}',
        '{"id": true}',
        '{"id": "a", "id": "b"}',
        '{"id": "a", "usia": NaN}',
        '{"id": "a", "kondisi": ' + "[" * 100_000 + "]" * 100_000 + "}",
        '{"id": "a", "usia": ' + "9" * 5000 + "}",
        b'{"id": "\xe9"}',
        f'{{"id": "{NIK}"}}',
        '{"id": "' + "a" * 1_100_000 + '"}',
    ],
    ids=range(13),
)
def test_a_bad_line_is_a_problem_and_the_next_one_is_read(line):
    bad, good = lines(line, '{"id": "b", "usia": 3}')

    assert [problem.code for problem in bad.problems] in (["baris-salah"], ["di-luar-rentang"])
    assert (good.case_id, good.facts) == ("b", {"usia": 3})
