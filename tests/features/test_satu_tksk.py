"""Steps of ``features/satu_tksk.feature``: one TKSK per kecamatan, and substitutes."""

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from tests.integration.services.world import COORDINATOR, OTHER_TKSK, TKSK
from tests.support.candidates import FIT, VACANT
from tests.support.muara_enim import attempt
from tksk_workflow.services.cases.story import case_story
from tksk_workflow.services.errors import Refused
from tksk_workflow.services.register.appointments import appoint, end_assignment, substitute
from tksk_workflow.services.register.views import list_posts, show_worker
from tksk_workflow.services.worklist.items import Task
from tksk_workflow.services.worklist.listing import worklist
from tksk_workflow.store.models import Worker

scenarios("satu_tksk.feature")

GELUMBANG = "16.03.06"


def resign(world):
    end_assignment(world.app, COORDINATOR, TKSK.user, "mengundurkan diri", world.now)


def stand_in(world, code):
    substitute(world.app, COORDINATOR, code, GELUMBANG, "menunggu SK", world.now)


def gelumbang(world):
    (line,) = list_posts(world.app, COORDINATOR, world.now, area=GELUMBANG)
    return line


@given("seorang calon yang memenuhi syarat Pasal 9")
def a_candidate(told):
    told["candidate"] = FIT


@given("TKSK Gelumbang berhenti dan meninggalkan satu kasus terbuka", target_fixture="case")
def left_behind(world):
    case = world.register().case
    resign(world)
    return case


@given(
    "Kecamatan Gelumbang ditangani plt-gelumbang dengan satu kasus terbuka", target_fixture="case"
)
def acting(world):
    case = left_behind(world)
    stand_in(world, "plt-gelumbang")
    world.later(days=3)
    return case


@when("koordinator mengangkat calon itu untuk Kecamatan Gelumbang")
def appointed(world, told):
    attempt(
        told,
        appoint,
        world.app,
        COORDINATOR,
        "tksk-baru",
        GELUMBANG,
        told["candidate"],
        world.now,
    )


@when("koordinator mengangkat TKSK Lembak juga untuk Kecamatan Semende Darat Laut")
def appointed_twice(world, told):
    attempt(
        told,
        appoint,
        world.app,
        COORDINATOR,
        OTHER_TKSK.user,
        VACANT,
        told["candidate"],
        world.now,
    )


@when(parsers.re(r"koordinator menunjuk (?P<code>[\w-]+) untuk Kecamatan Gelumbang"))
def substituted(world, code):
    stand_in(world, code)


@when("TKSK Gelumbang mengundurkan diri")
def resigned(world):
    resign(world)


@then(parsers.parse('penugasan itu ditolak karena "{reason}"'))
def refused(told, reason):
    assert told["error"].message == reason


@then("TKSK Gelumbang tetap satu orang")
def still_one(world):
    active = [one.code for one in world.rows(Worker) if one.area == GELUMBANG and one.active]
    assert active == [TKSK.user]


@then(parsers.re(r"kasus itu ditangani (?P<code>[\w-]+)"))
def handled_by(world, case, code):
    assert world.case(case).worker == code
    assert gelumbang(world).worker == code


@then(parsers.parse('penggantian itu tercatat sebagai "{how}" sejak hari ini'))
def recorded(world, how):
    line = gelumbang(world)
    assert (line.standing, line.since) == (how.replace(" ", "_"), world.now.date())


@then("Kecamatan Gelumbang diberi tahu siapa penggantinya")
def kecamatan_is_told(world):
    (message,) = world.messages("penugasan_tksk")
    assert message.recipient == f"kasi_kesos/{GELUMBANG}"
    assert message.payload["petugas"] == gelumbang(world).worker


@then("koordinator melihat Kecamatan Gelumbang kosong dengan 1 kasus terbuka")
def coordinator_sees(world):
    (item,) = worklist(world.app, COORDINATOR, world.now).of(Task.VACANCY)
    assert item.text.startswith("Kecamatan Gelumbang tanpa TKSK, 1 kasus terbuka")
    assert [one.recipient for one in world.messages("kecamatan_kosong")] == ["koordinator"]


@then("TKSK yang berhenti tidak dapat lagi membuka kasus itu")
def locked_out(world, case):
    with pytest.raises(Refused, match="PGR-19"):
        case_story(world.app, TKSK, case)


@then("penggantian oleh plt-gelumbang berakhir hari ini")
def substitution_ended(world):
    view = show_worker(world.app, COORDINATOR, "plt-gelumbang", world.now)
    assert not view.active
    assert [one["until"] for one in view.substitutions] == [world.now.date()]
