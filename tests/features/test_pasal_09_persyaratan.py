"""Steps of ``features/pasal_09_persyaratan.feature``: who may become a TKSK."""

from dataclasses import replace
from datetime import date

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from tests.integration.services.world import COORDINATOR
from tests.support.candidates import FIT, VACANT
from tests.support.muara_enim import MONTHS, attempt
from tksk_workflow.domain.appointment import Education, PublicPost
from tksk_workflow.services.errors import InvalidInput, NotFound
from tksk_workflow.services.register.appointments import Standing, appoint
from tksk_workflow.services.register.views import list_posts, show_worker
from tksk_workflow.services.worklist.items import Task
from tksk_workflow.services.worklist.listing import worklist

scenarios("pasal_09_persyaratan.feature")

NEW = "tksk-semende"
PROOFS = {"surat sehat": "healthy", "SKCK": "good_conduct", "kemampuan komputer": "uses_computer"}


@pytest.fixture
def candidate():
    """What the candidate brings; steps change it."""
    return {"is": FIT}


def change(candidate, **changes):
    candidate["is"] = replace(candidate["is"], **changes)


def take_on(world, candidate, told):
    attempt(told, appoint, world.app, COORDINATOR, NEW, VACANT, candidate["is"], world.now)


@given("seorang calon TKSK Semende Darat Laut yang memenuhi semua syarat")
def fit(candidate):
    assert candidate["is"] is FIT


@given(parsers.re(r"calon itu lahir (?P<day>\d+) (?P<month>\w+) (?P<year>\d{4})"))
def born(candidate, day, month, year):
    change(candidate, birth_date=date(int(year), {"Januari": 1, **MONTHS}[month], int(day)))


@given(parsers.parse("calon itu memegang jabatan {post}"))
def holds(candidate, post):
    change(candidate, public_posts=frozenset({PublicPost(post)}))


@given("calon itu berdomisili di sana tanpa KTP setempat")
def lives_there(candidate):
    change(candidate, lives_there=True, id_card_there=False)


@given("calon itu ber-KTP setempat tanpa berdomisili di sana")
def card_there(candidate):
    change(candidate, lives_there=False, id_card_there=True)


@given("calon itu tidak berdomisili di sana dan tidak ber-KTP setempat")
def from_elsewhere(candidate):
    change(candidate, lives_there=False, id_card_there=False)


@given(parsers.parse("calon itu berijazah {education}"))
def schooled(candidate, education):
    change(candidate, education=Education(education))


@given("calon itu bukan dari PSM maupun Karang Taruna")
def of_no_origin(candidate):
    change(candidate, origins=frozenset())


@given(parsers.re(r"calon itu tanpa (?P<proof>surat sehat|SKCK|kemampuan komputer)"))
def without(candidate, proof):
    change(candidate, **{PROOFS[proof]: False})


@given("calon itu sudah diangkat menjadi TKSK")
def serving(world, candidate, told):
    take_on(world, candidate, told)
    assert "error" not in told


@when("koordinator mengangkat calon itu")
def appointed(world, candidate, told):
    take_on(world, candidate, told)


@when("ulang tahunnya yang ke-36 tiba")
def turns(world):
    world.later(days=1)


@then("pengangkatan itu diterima")
def accepted(world, told):
    assert "error" not in told
    view = show_worker(world.app, COORDINATOR, NEW, world.now)
    assert (view.active, view.standing, view.area) == (True, Standing.OWN, VACANT)


@then(parsers.re(r'pengangkatan itu ditolak karena "(?P<reason>.+)"'))
def refused(world, told, reason):
    assert isinstance(told["error"], InvalidInput)
    assert [problem.message for problem in told["error"].problems] == [reason]
    nobody_new(world)


@then(parsers.parse('koordinator membaca kekurangan pada "{fields}"'))
def shortcomings(told, fields):
    assert [problem.field for problem in told["error"].problems] == fields.split(", ")


@then("tidak ada TKSK baru yang tercatat")
def nobody_new(world):
    with pytest.raises(NotFound):
        show_worker(world.app, COORDINATOR, NEW, world.now)


@then(parsers.parse('koordinator membaca peringatan "{warning}"'))
def warned(world, warning):
    (line,) = list_posts(world.app, COORDINATOR, world.now, area=VACANT)
    assert any(warning in text for text in line.warnings)
    assert any(warning in one.text for one in worklist_of(world))


def worklist_of(world):
    return worklist(world.app, COORDINATOR, world.now).of(Task.AGE)


@then("penugasannya tetap berlaku")
def still_serving(world):
    view = show_worker(world.app, COORDINATOR, NEW, world.now)
    assert (view.active, view.until) == (True, None)
