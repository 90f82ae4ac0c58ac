"""The register of TKSK: one per kecamatan, substitutes, and who has which cases."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date

import pytest

from tests.integration.services.world import (
    COORDINATOR,
    OTHER_TKSK,
    TKSK,
    VILLAGE,
    VILLAGE_HEAD,
)
from tests.support.candidates import VACANT, VACANT_VILLAGE, candidate
from tksk_workflow.domain.appointment import Education
from tksk_workflow.domain.referral import Role
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.cases import intake
from tksk_workflow.services.cases.closing import reopen_case
from tksk_workflow.services.cases.intake import hand_over
from tksk_workflow.services.cases.listing import list_cases
from tksk_workflow.services.cases.story import case_story
from tksk_workflow.services.cases.visits import record_visit
from tksk_workflow.services.errors import Conflict, InvalidInput, NotFound, NotPermitted, Refused
from tksk_workflow.services.register.appointments import (
    Standing,
    appoint,
    end_assignment,
    substitute,
)
from tksk_workflow.services.register.entries import register_coordinator
from tksk_workflow.services.register.views import list_posts, show_worker
from tksk_workflow.services.worklist.items import Task
from tksk_workflow.services.worklist.listing import worklist

TODAY = date(2026, 9, 7)
NEW = Actor(Role.TKSK, "tksk-baru")


def take_on(world, code=NEW.user, area=VACANT, actor=COORDINATOR, **more):
    return appoint(world.app, actor, code, area, candidate(), world.now, **more)


def leave(world, code=TKSK.user, reason="mengundurkan diri", **more):
    return end_assignment(world.app, COORDINATOR, code, reason, world.now, **more)


def stand_in(world, code, area=VACANT):
    return substitute(world.app, COORDINATOR, code, area, "menunggu SK", world.now)


def line_of(world, area):
    (found,) = list_posts(world.app, COORDINATOR, world.now, area=area)
    return found


def fields_of(error):
    return [problem.field for problem in error.value.problems]


def test_an_appointment_keeps_what_was_checked_and_asks_for_no_pay(world):
    done = take_on(world, decree="SK-12/2026")
    assert (done.worker, done.standing, done.cases) == (NEW.user, Standing.OWN, 0)
    view = show_worker(world.app, COORDINATOR, NEW.user, world.now)
    assert view.honorarium is None
    assert (view.decree, view.age, view.since) == ("SK-12/2026", 28, TODAY)
    assert view.qualifications["pendidikan"] == "SMA"
    assert view.qualifications["usia"] == [20, 35]
    assert [one.recipient for one in world.messages("penugasan_tksk")] == [f"kasi_kesos/{VACANT}"]


def test_every_reason_against_a_candidate_is_listed_and_nothing_is_kept(world):
    weak = candidate(birth_date=date(2010, 1, 1), education=Education.PRIMARY, good_conduct=False)
    with pytest.raises(InvalidInput) as error:
        appoint(world.app, COORDINATOR, "1603061507820001", "16.03", weak, world.now)
    assert fields_of(error) == ["kode", "wilayah", "usia", "pendidikan", "kelakuan_baik"]
    with pytest.raises(NotFound):
        show_worker(world.app, COORDINATOR, NEW.user, world.now)


def test_a_kecamatan_that_does_not_exist_has_no_tksk(world):
    with pytest.raises(InvalidInput) as error:
        take_on(world, area="16.03.99")
    assert fields_of(error) == ["wilayah"]


def test_a_second_tksk_of_a_kecamatan_is_refused(world):
    with pytest.raises(Conflict, match="sudah punya TKSK aktif: tksk-gelumbang"):
        take_on(world, area="16.03.06")


def test_nobody_is_tksk_of_two_kecamatan(world):
    with pytest.raises(Conflict, match="masih bertugas di Kecamatan Gelumbang"):
        take_on(world, code=TKSK.user)
    register_coordinator(world.app, COORDINATOR, "sumsel", "16", world.now)
    with pytest.raises(Conflict, match="sudah dipakai koordinator"):
        take_on(world, code="sumsel")


def test_only_the_coordinator_of_that_place_changes_the_register(world):
    for actor in (TKSK, VILLAGE_HEAD):
        with pytest.raises(NotPermitted):
            take_on(world, actor=actor)
    register_coordinator(world.app, COORDINATOR, "lahat", "16.04", world.now)
    with pytest.raises(NotPermitted, match="di luar wilayah"):
        take_on(world, actor=Actor(Role.COORDINATOR, "lahat"))


def test_an_appointment_is_not_made_ahead(world):
    with pytest.raises(InvalidInput) as error:
        take_on(world, since=date(2026, 9, 8))
    assert fields_of(error) == ["tanggal"]


def test_whoever_leaves_loses_access_and_the_cases_wait_for_a_successor(world):
    case = world.register().case
    (gone,) = leave(world)
    assert (gone.worker, gone.cases) == (None, 1)
    assert world.case(case).worker == "tanpa-tksk-16.03.06"
    with pytest.raises(Refused, match="PGR-19"):
        record_visit(world.app, TKSK, case, True, None, "", None, world.now)
    assert list_cases(world.app, TKSK, world.now) == []
    assert worklist(world.app, TKSK, world.now).items == ()
    assert [one.recipient for one in world.messages("kecamatan_kosong")] == ["koordinator"]
    (item,) = worklist(world.app, COORDINATOR, world.now).of(Task.VACANCY)
    assert "1 kasus terbuka" in item.text
    line = line_of(world, "16.03.06")
    assert (line.worker, line.vacant_since) == (None, TODAY)
    with pytest.raises(Conflict, match="tidak sedang bertugas"):
        leave(world)


def test_a_successor_takes_cases_and_follow_ups_over_and_the_history_says_so(world):
    case = world.sent_case()
    leave(world)
    done = take_on(world, area="16.03.06")
    assert done.cases == 1
    assert world.case(case).worker == NEW.user
    assert {one.assigned_to for one in world.follow_ups()} == {NEW.user}
    moved = [one.data for one in world.audit() if one.action == "alihkan_petugas"]
    assert [one["petugas"] for one in moved] == ["tanpa-tksk-16.03.06", NEW.user]
    record_visit(world.app, NEW, case, True, None, "", None, world.now)


def test_a_case_that_is_opened_again_goes_to_whoever_has_the_kecamatan_now(world):
    cases = [world.sent_case() for _ in range(2)]
    for case in cases:
        world.deliver(world.referral(case, "DINSOS-A"))
        world.outcome(case)
        world.close(case)
    leave(world)
    reopen_case(world.app, COORDINATOR, cases[0], "kambuh", world.now)
    assert world.case(cases[0]).worker == "tanpa-tksk-16.03.06"
    take_on(world, area="16.03.06")
    reopen_case(world.app, NEW, cases[1], "kambuh", world.now)
    assert [world.case(case).worker for case in cases] == [NEW.user, NEW.user]
    moved = [one.data for one in world.audit() if one.action == "alihkan_petugas"]
    assert moved[-1] == {"petugas_lama": TKSK.user, "petugas": NEW.user}


def test_a_successor_hears_of_the_cases_that_went_to_another_kecamatan(world):
    old = world.register().case
    moved = hand_over(world.app, TKSK, old, "16.03.17.2007", world.now).new_case
    leave(world)
    assert world.case(moved).home_worker == "tanpa-tksk-16.03.06"
    take_on(world, area="16.03.06")
    assert world.case(moved).home_worker == NEW.user
    assert world.case(moved).worker == OTHER_TKSK.user
    record_visit(world.app, OTHER_TKSK, moved, True, None, None, None, world.now)
    told = world.messages("perkembangan_kasus_alihan")
    assert [one.recipient for one in told] == [f"tksk/{NEW.user}"]
    assert case_story(world.app, NEW, old).continued_as == moved


@pytest.mark.parametrize("vacant", [True, False])
def test_a_case_that_is_registered_during_a_change_goes_to_the_successor(
    world, monkeypatch, vacant
):
    """Whoever is first has the case given to them; nobody is left with it by the other."""
    leave(world)
    if not vacant:
        stand_in(world, "plt-gelumbang", "16.03.06")
    made, changes = intake._new_case, []

    with ThreadPoolExecutor(1) as pool:

        def while_somebody_comes(*given):
            changes.append(pool.submit(take_on, world, area="16.03.06"))
            wait(changes, timeout=0.7)
            return made(*given)

        monkeypatch.setattr(intake, "_new_case", while_somebody_comes)
        case = world.register(COORDINATOR).case
        assert changes[0].result().cases == 1
    assert world.case(case).worker == NEW.user


def test_an_acting_tksk_works_until_the_definitive_one_comes(world):
    leave(world)
    acting = Actor(Role.TKSK, "plt-gelumbang")
    assert stand_in(world, acting.user, "16.03.06").standing is Standing.ACTING
    case = world.register(acting).case
    assert world.case(case).worker == acting.user
    assert take_on(world, area="16.03.06").cases == 1
    view = show_worker(world.app, COORDINATOR, acting.user, world.now)
    assert (view.active, view.until) == (False, TODAY)
    assert view.substitutions[0]["until"] == TODAY
    assert line_of(world, "16.03.06").worker == NEW.user


def test_an_acting_tksk_can_become_the_definitive_one(world):
    leave(world)
    stand_in(world, "plt-gelumbang", "16.03.06")
    done = take_on(world, code="plt-gelumbang", area="16.03.06")
    assert done.standing is Standing.OWN
    assert show_worker(world.app, COORDINATOR, "plt-gelumbang", world.now).active


def test_a_neighbour_stands_in_beside_the_own_kecamatan(world):
    own = world.register().case
    stand_in(world, TKSK.user)
    other = world.register(village=VACANT_VILLAGE).case
    assert world.case(other).worker == TKSK.user
    assert {line.code for line in list_cases(world.app, TKSK, world.now)} == {own, other}
    visits = worklist(world.app, TKSK, world.now).of(Task.VISIT)
    assert {item.case for item in visits} == {own, other}
    with pytest.raises(Refused, match="PGR-19"):
        world.register(OTHER_TKSK, village=VACANT_VILLAGE)
    line = line_of(world, VACANT)
    assert (line.worker, line.standing, line.cases) == (TKSK.user, Standing.NEIGHBOUR, 1)


def test_a_neighbour_does_not_see_the_kecamatan_between(world):
    stand_in(world, TKSK.user)
    third = world.register(OTHER_TKSK, village="16.03.17.2007").case
    assert third not in {line.code for line in list_cases(world.app, TKSK, world.now)}
    assert third not in {item.case for item in worklist(world.app, TKSK, world.now).items}


def test_standing_in_ends_alone_or_with_the_neighbours_own_work(world):
    stand_in(world, TKSK.user)
    (ended,) = leave(world, area=VACANT)
    assert ended.area == VACANT
    assert show_worker(world.app, COORDINATOR, TKSK.user, world.now).active
    world.later(minutes=5)
    stand_in(world, TKSK.user)
    assert [one.area for one in leave(world)] == ["16.03.06", VACANT]
    assert line_of(world, VACANT).worker is None


def test_a_kecamatan_is_looked_after_by_one(world):
    stand_in(world, TKSK.user)
    with pytest.raises(Conflict, match="sudah ditangani tksk-gelumbang"):
        stand_in(world, "plt-lain")
    with pytest.raises(Conflict, match="sudah ditangani tksk-kelekar"):
        stand_in(world, "plt-lain", "16.03.17")


def test_a_neighbour_is_of_the_same_regency_and_a_reason_is_given(world):
    with pytest.raises(InvalidInput) as error:
        substitute(world.app, COORDINATOR, TKSK.user, "16.04.07", "dekat", world.now)
    assert fields_of(error) == ["kode"]
    with pytest.raises(InvalidInput) as error:
        substitute(world.app, COORDINATOR, TKSK.user, VACANT, " ", world.now)
    assert fields_of(error) == ["alasan"]
    with pytest.raises(InvalidInput) as error:
        leave(world, reason="", day=date(2025, 1, 1))
    assert fields_of(error) == ["alasan", "tanggal"]


def test_a_tksk_past_the_limit_of_age_is_warned_about_and_goes_on_working(world):
    appoint(
        world.app,
        COORDINATOR,
        NEW.user,
        VACANT,
        candidate(birth_date=date(1990, 9, 9)),
        world.now,
    )
    assert line_of(world, VACANT).warnings == ()
    world.later(days=2)
    assert "berusia 36 tahun" in line_of(world, VACANT).warnings[0]
    (item,) = worklist(world.app, COORDINATOR, world.now).of(Task.AGE)
    assert "penugasan tetap berlaku" in item.text
    assert world.register(NEW, village=VACANT_VILLAGE).worker == NEW.user


def test_the_three_levels_that_coordinate_are_shown(world):
    for code, area in (("muara-enim", "16.03"), ("sumsel", "16"), ("kemensos", "")):
        register_coordinator(world.app, COORDINATOR, code, area, world.now)
    view = show_worker(world.app, TKSK, TKSK.user, world.now)
    assert view.coordinators == {
        "kabupaten": ("muara-enim",),
        "provinsi": ("sumsel",),
        "pusat": ("kemensos",),
    }
    with pytest.raises(InvalidInput) as error:
        register_coordinator(world.app, COORDINATOR, "Bu Fulanah", "16.03.06", world.now)
    assert fields_of(error) == ["kode", "wilayah"]
    with pytest.raises(Conflict):
        register_coordinator(world.app, COORDINATOR, "sumsel", "16", world.now)


def test_the_register_of_a_regency_names_every_kecamatan(world):
    world.register(village=VILLAGE)
    lines = list_posts(world.app, COORDINATOR, world.now, area="16.03")
    assert len(lines) == 22
    assert {line.area: line.cases for line in lines if line.cases} == {"16.03.06": 1}
    known = list_posts(world.app, COORDINATOR, world.now)
    assert [line.area for line in known] == ["16.03.06", "16.03.17"]
    with pytest.raises(NotPermitted):
        list_posts(world.app, VILLAGE_HEAD, world.now)


def test_no_birth_date_stands_in_the_audit_log_or_in_a_message(world):
    take_on(world)
    told = [one.data for one in world.audit()] + [
        one.payload for one in world.messages("penugasan_tksk")
    ]
    assert "1998" not in str(told)
