"""Entries of the log of activities: what each function must say (Pasal 5 to 8)."""

from dataclasses import replace

import pytest

from tksk_workflow.domain.activity import (
    FORMS,
    ActivityContent,
    ActivityKind,
    Counterpart,
    Function,
    GuidanceField,
    flaws,
)

MEETING = ActivityContent(
    Function.COORDINATION,
    forms=("memberi_informasi",),
    counterparts=(Counterpart.SUBDISTRICT,),
)
OUTREACH = ActivityContent(
    Function.FACILITATION,
    ActivityKind.OUTREACH,
    forms=("bimbingan",),
    fields=(GuidanceField.HEALTH,),
    direct=True,
)
COACHING = replace(
    MEETING, kind=ActivityKind.COACHING, counterparts=(Counterpart.DINSOS,), attended=True
)
MAPPING = ActivityContent(Function.ADMINISTRATION, forms=("pemetaan_sosial",))


def fields_of(content, **more):
    return [flaw.field for flaw in flaws(content, **more)]


@pytest.mark.parametrize("content", [MEETING, OUTREACH, COACHING, MAPPING])
def test_a_whole_entry_has_no_flaw(content):
    assert flaws(content) == ()


@pytest.mark.parametrize("content", [MEETING, OUTREACH, COACHING, MAPPING])
def test_every_function_needs_a_form_of_its_article(content):
    (flaw,) = flaws(replace(content, forms=(), fields=(), kind=ActivityKind.OTHER, attended=None))
    assert flaw.field == "bentuk"
    assert all(form in flaw.hint for form in FORMS[content.function])


def test_the_forms_of_one_article_do_not_serve_another_function():
    for function in Function:
        foreign = {form for other in Function if other is not function for form in FORMS[other]}
        for form in foreign - set(FORMS[function]):
            content = ActivityContent(function, forms=(form,), counterparts=(Counterpart.PSKS,))
            assert "bentuk" in fields_of(content), (function, form)


def test_coordination_names_with_whom():
    assert fields_of(replace(MEETING, counterparts=())) == ["dengan"]


def test_guidance_names_its_field_and_nothing_else_has_one():
    assert fields_of(replace(OUTREACH, fields=())) == ["bidang"]
    assert fields_of(replace(MAPPING, fields=(GuidanceField.LAW,))) == ["bidang"]
    other_help = replace(OUTREACH, kind=ActivityKind.OTHER, forms=("pendampingan",))
    assert fields_of(other_help) == ["bidang"]
    assert fields_of(replace(other_help, fields=())) == []


def test_facilitation_says_whether_it_was_direct_and_nothing_else_does():
    assert fields_of(replace(OUTREACH, direct=None)) == ["cara"]
    assert fields_of(replace(OUTREACH, direct=False)) == []
    assert fields_of(replace(MEETING, direct=True)) == ["cara"]


def test_outreach_is_guidance():
    assert "jenis" in fields_of(replace(MAPPING, kind=ActivityKind.OUTREACH))
    without = replace(OUTREACH, forms=("pendampingan",), fields=())
    assert fields_of(without) == ["bentuk"]


def test_coaching_comes_from_the_dinas_and_says_who_was_there_once_it_was_held():
    assert fields_of(replace(COACHING, counterparts=(Counterpart.PSKS,))) == ["dengan"]
    assert fields_of(replace(COACHING, attended=None)) == ["kehadiran"]
    assert fields_of(replace(COACHING, attended=None), held=False) == []
    assert fields_of(replace(MEETING, attended=False)) == ["kehadiran"]


def test_everything_that_is_wrong_is_said_at_once():
    content = ActivityContent(Function.COORDINATION, forms=("rujukan",), direct=True)
    assert fields_of(content) == ["bentuk", "dengan", "cara"]
