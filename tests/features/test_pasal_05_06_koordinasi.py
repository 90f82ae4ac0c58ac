"""Steps of ``features/pasal_05_06_koordinasi.feature``: the log of activities."""

from dataclasses import replace

from pytest_bdd import given, parsers, scenarios, then, when

from tests.integration.services.world import TKSK
from tests.support.activities import MEETING, entry
from tests.support.muara_enim import attempt
from tksk_workflow.domain.activity import ActivityContent, Counterpart, Function
from tksk_workflow.domain.month import Month
from tksk_workflow.services.activities.figures import activities_of
from tksk_workflow.services.activities.log import list_activities, record_activity
from tksk_workflow.services.errors import InvalidInput

scenarios("pasal_05_06_koordinasi.feature")

SEPTEMBER = Month(2026, 9)
LEMBAK = "16.03.17"
PARTICULARS = {
    Function.COORDINATION: {"counterparts": (Counterpart.SUBDISTRICT,)},
    Function.FACILITATION: {"direct": True},
    Function.ADMINISTRATION: {},
}


@given(
    parsers.re(r"catatan kegiatan (?P<function>\w+) dengan bentuk (?P<form>\w+)"),
    target_fixture="content",
)
def an_entry(function, form):
    kind = Function(function)
    return ActivityContent(kind, forms=(form,), **PARTICULARS[kind])


@given(
    parsers.re(r"catatan koordinasi dengan perangkat kecamatan yang bentuknya (?P<forms>.+)"),
    target_fixture="content",
)
def a_meeting_of_forms(forms):
    named = () if forms == "tidak disebut" else tuple(forms.split(", "))
    return replace(MEETING, forms=named)


@given("catatan koordinasi yang tidak menyebut dengan siapa", target_fixture="content")
def a_meeting_with_nobody():
    return replace(MEETING, counterparts=())


@given(parsers.re(r"catatan koordinasi dengan (?P<whom>\w+)"), target_fixture="content")
def a_meeting_with(whom):
    return replace(MEETING, counterparts=(Counterpart(whom),))


@given("catatan koordinasi di Kecamatan Lembak", target_fixture="content")
def a_meeting_elsewhere(told):
    told["area"] = LEMBAK
    return MEETING


@when("TKSK mencatat kegiatan itu")
def recorded(world, content, told):
    new = entry(content, world.now.date(), **({"area": told["area"]} if "area" in told else {}))
    attempt(told, record_activity, world.app, TKSK, new, world.now)


@then(parsers.re(r"kegiatan itu terhitung sebagai (?P<function>\w+) pada bulan September 2026"))
def counted(world, function, told):
    assert "error" not in told
    assert activities_of(world.app, SEPTEMBER).functions[Function(function)].held == 1


@then("tidak terhitung pada fungsi lain")
def counted_once(world):
    assert sum(one.held for one in activities_of(world.app, SEPTEMBER).functions.values()) == 1


@then(parsers.re(r'kegiatan itu ditolak pada isian "(?P<field>\w+)" karena "(?P<reason>.+)"'))
def refused_at(told, field, reason):
    assert isinstance(told["error"], InvalidInput)
    assert (field, reason) in [(one.field, one.message) for one in told["error"].problems]


@then("catatan koordinasi itu tersimpan")
def kept(world, content):
    (view,) = list_activities(world.app, TKSK, SEPTEMBER)
    assert view.function is Function.COORDINATION
    assert view.forms == content.forms
    assert view.counterparts == tuple(one.value for one in content.counterparts)


@then("catatan koordinasi itu ditolak pada isian bentuk")
def refused_for_its_form(world, told):
    assert [one.field for one in told["error"].problems] == ["bentuk"]
    nothing_is_kept(world)


@then("tidak ada kegiatan yang tersimpan")
def nothing_is_kept(world):
    assert activities_of(world.app, SEPTEMBER).activities == ()
