"""The grammar is closed: a phrase is read, or refused with a problem; it never crashes."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.rulebook.tiny_pack import FILES, problems_of, with_condition
from tksk_workflow.domain.conditions import (
    All,
    Any,
    Compare,
    Empty,
    Equals,
    Has,
    Known,
    Not,
    Order,
    Parameter,
)
from tksk_workflow.domain.rulepack import Place
from tksk_workflow.rulebook.explaining.saying import phrase, say
from tksk_workflow.rulebook.loading import load_texts
from tksk_workflow.rulebook.problems import Findings
from tksk_workflow.rulebook.reading.phrases import read_phrase
from tksk_workflow.rulebook.reading.vocabulary import PARAMETER, Vocabulary
from tksk_workflow.rulebook.reading.yaml_nodes import TextNode

PACK = load_texts(FILES)
HERE = Place("x.yaml", 1)
WORDS = Vocabulary(facts=dict(PACK.facts), parameters=dict(PACK.parameters))
WORDS.declare(PARAMETER, TextNode("usia_lansia", HERE), Findings())

CONDITIONS = [
    ("{usia: 60}", Equals("usia", 60)),
    ("{usia: minimal 60}", Compare("usia", Order.AT_LEAST, 60)),
    ("{usia: maksimal 5}", Compare("usia", Order.AT_MOST, 5)),
    ("{usia: lebih dari 31}", Compare("usia", Order.MORE, 31)),
    ("{usia: kurang  dari 18}", Compare("usia", Order.LESS, 18)),
    ("{usia: 6 sampai 17}", All((Compare("usia", Order.AT_LEAST, 6), Compare("usia", Order.AT_MOST, 17)))),
    ("{usia: 6 sampai kurang dari 18}", All((Compare("usia", Order.AT_LEAST, 6), Compare("usia", Order.LESS, 18)))),
    ("{usia: minimal parameter usia_lansia}", Compare("usia", Order.AT_LEAST, Parameter("usia_lansia"))),
    ("{usia: 6 sampai kurang dari parameter usia_lansia}",
     All((Compare("usia", Order.AT_LEAST, 6), Compare("usia", Order.LESS, Parameter("usia_lansia"))))),
    ("{usia: [minimal 18, belum ditanya]}", Any((Compare("usia", Order.AT_LEAST, 18), Not(Known("usia"))))),
    ("{usia: belum ditanya}", Not(Known("usia"))),
    ("{usia: sudah ditanya}", Known("usia")),
    ("{tanggal_lahir: sebelum 2026-10-17}", Compare("tanggal_lahir", Order.LESS, date(2026, 10, 17))),
    ("{tanggal_lahir: sejak 2026-10-17}", Compare("tanggal_lahir", Order.AT_LEAST, date(2026, 10, 17))),
    ("{sakit: tidak}", Equals("sakit", False)),
    ("{adl: mandiri}", Equals("adl", "mandiri")),
    ("{adl: bukan mandiri}", Not(Equals("adl", "mandiri"))),
    ("{adl: [mandiri, dibantu]}", Any((Equals("adl", "mandiri"), Equals("adl", "dibantu")))),
    ("{adl: [mandiri]}", Equals("adl", "mandiri")),
    ("{disabilitas: mental}", Has("disabilitas", "mental")),
    ("{disabilitas: [fisik, mental]}", Any((Has("disabilitas", "fisik"), Has("disabilitas", "mental")))),
    ("{disabilitas: {semua: [fisik, mental]}}", All((Has("disabilitas", "fisik"), Has("disabilitas", "mental")))),
    ("{disabilitas: {bukan: mental}}", Not(Has("disabilitas", "mental"))),
    ("{disabilitas: {tanpa: [fisik, mental]}}",
     All((Not(Has("disabilitas", "fisik")), Not(Has("disabilitas", "mental"))))),
    ("{disabilitas: kosong}", Empty("disabilitas")),
    ("{wilayah: 16.03.06.2023}", Equals("wilayah", "16.03.06.2023")),
    ("{sakit: ya, sendiri: tidak}", All((Equals("sakit", True), Equals("sendiri", False)))),
    ("{salah_satu: [sakit, {adl: mandiri}]}", Any((Equals("sakit", True), Equals("adl", "mandiri")))),
    ("{semua: [sakit, {bukan: {adl: mandiri}}]}", All((Equals("sakit", True), Not(Equals("adl", "mandiri"))))),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CONDITIONS, ids=[case[0] for case in CONDITIONS])
def test_a_condition_means_what_the_table_says(text, expected):
    rule = load_texts(with_condition(text)).rules[0]

    assert rule.condition.parts[-1] == expected


LEAVES = st.one_of(
    st.builds(Equals, st.just("usia"), st.integers(0, 120)),
    st.builds(Equals, st.just("sakit"), st.booleans()),
    st.builds(Equals, st.just("adl"), st.sampled_from(["mandiri", "dibantu"])),
    st.builds(
        Compare,
        st.just("usia"),
        st.sampled_from(Order),
        st.integers(1, 119) | st.just(Parameter("usia_lansia")),
    ),
    st.builds(
        Compare,
        st.just("tanggal_lahir"),
        st.sampled_from([Order.LESS, Order.AT_LEAST]),
        st.dates(date(1900, 1, 1), date(2099, 1, 1)),
    ),
    st.builds(Has, st.just("disabilitas"), st.sampled_from(["fisik", "mental"])),
    st.just(Empty("disabilitas")),
    st.builds(Known, st.sampled_from(["usia", "sakit", "adl", "disabilitas", "tanggal_lahir"])),
)


@given(LEAVES)
def test_a_comparison_that_is_written_and_read_again_is_the_same(leaf):
    findings = Findings()

    again = read_phrase(TextNode(phrase(leaf), HERE), PACK.facts[leaf.fact], WORDS, findings)

    assert again == leaf
    assert findings.problems == []


@given(st.sampled_from(Order), st.dates(date(1900, 1, 1), date(2099, 1, 1)), st.dates())
def test_days_are_written_with_the_same_meaning(order, bound, day):
    written = phrase(Compare("tanggal_lahir", order, bound))

    again = read_phrase(TextNode(written, HERE), PACK.facts["tanggal_lahir"], WORDS, Findings())

    assert isinstance(again, Compare)
    assert again.order.holds(day.toordinal(), again.bound.toordinal()) is order.holds(
        day.toordinal(), bound.toordinal()
    )


PIECES = st.sampled_from(
    ["minimal", "maksimal", "lebih", "dari", "kurang", "sampai", "parameter", "usia_lansia", "bukan",
     "belum", "ditanya", "sudah", "kosong", "ya", "tidak", "yes", "60", "17", "999", "-3", "2026-10-17",
     "2026-13-41", "sebelum", "sejak", "mandiri", "fisik", ">=", "6-17", "\u0663", "\u00e9", ":", ""]
)  # fmt: skip
PHRASES = st.lists(PIECES, max_size=6).map(" ".join) | st.text(max_size=30)


@given(st.sampled_from(sorted(PACK.facts)), PHRASES)
def test_any_phrase_is_read_or_refused_with_a_problem(fact, text):
    findings = Findings()

    found = read_phrase(TextNode(text, HERE), PACK.facts[fact], WORDS, findings)

    assert (found is None) is bool(findings.problems)
    assert all(problem.message for problem in findings.problems)


FLOW = st.recursive(
    PIECES.map(lambda text: f'"{text}"'),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.lists(
            st.tuples(
                st.sampled_from([*PACK.facts, "salah_satu", "semua", "bukan", "tanpa", "xx"]), inner
            ),
            max_size=3,
            unique_by=lambda pair: pair[0],
        ).map(lambda pairs: "{" + ", ".join(f"{key}: {value}" for key, value in pairs) + "}"),
    ),
    max_leaves=8,
)


@given(FLOW)
def test_any_structure_is_read_or_refused_with_a_problem(text):
    files = with_condition(text)

    problems = problems_of(files)

    assert all(problem.file == "pmks/08.yaml" for problem in problems)
    assert problems or load_texts(files).rules


def test_a_condition_is_said_on_one_line():
    rule = load_texts(
        with_condition("{salah_satu: [sakit, {adl: bukan mandiri}], usia: belum ditanya}")
    ).rules[0]

    assert (
        say(rule.condition.parts[-1])
        == "(sakit: ya atau adl: bukan mandiri) dan usia: belum ditanya"
    )
