"""The log of activities and programmes, and the figures for the monthly report."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.integration.services.world import COORDINATOR, OTHER_TKSK, TKSK, VILLAGE_HEAD
from tests.support.activities import BITIS, COACHING, KECAMATAN, MEETING, OUTREACH, entry
from tksk_workflow.domain.activity import ActivityStatus, Function
from tksk_workflow.domain.month import Month
from tksk_workflow.services.activities.figures import FunctionFigures, activities_of
from tksk_workflow.services.activities.log import (
    cancel_activity,
    complete_activity,
    list_activities,
    record_activity,
    void_activity,
)
from tksk_workflow.services.activities.programmes import (
    ProgrammeStatus,
    add_programme,
    end_programme,
    evaluate_programme,
    list_programmes,
    report_programme,
)
from tksk_workflow.services.errors import Conflict, InvalidInput, NotFound, NotPermitted, Refused

SEPTEMBER = Month(2026, 9)
TODAY = date(2026, 9, 7)


def record(world, content=MEETING, day=TODAY, actor=TKSK, **more):
    return record_activity(world.app, actor, entry(content, day, **more), world.now)


def problem_fields(error):
    return [problem.field for problem in error.value.problems]


def test_what_was_held_and_what_is_planned_stand_in_the_log_of_the_month(world):
    held = record(world)
    planned = record(world, day=TODAY + timedelta(days=9))
    listed = list_activities(world.app, TKSK, SEPTEMBER)
    assert [view.activity for view in listed] == [held.activity, planned.activity]
    assert [view.status for view in listed] == [ActivityStatus.HELD, ActivityStatus.PLANNED]
    assert list_activities(world.app, OTHER_TKSK, SEPTEMBER) == []
    assert list_activities(world.app, TKSK, SEPTEMBER.previous) == []


def test_the_audit_log_knows_who_entered_it_and_no_free_text(world):
    view = record(world, topic="sosialisasi di rumah Bu Fulanah", note="catatan bebas")
    (found,) = [one for one in world.audit() if one.entity_id == view.activity]
    assert (found.actor, found.action) == (TKSK.name, "catat")
    assert found.data == {
        "fungsi": "koordinasi",
        "jenis": "lainnya",
        "status": "terlaksana",
        "wilayah": KECAMATAN,
    }


def test_everything_that_is_missing_is_said_at_once_and_nothing_is_kept(world):
    content = replace(MEETING, counterparts=(), forms=())
    with pytest.raises(InvalidInput) as error:
        record(world, content, area="16.03", topic=" ", participants=-1)
    assert problem_fields(error) == ["bentuk", "dengan", "wilayah", "pokok", "peserta"]
    assert list_activities(world.app, COORDINATOR, SEPTEMBER) == []


def test_the_same_entry_twice_is_refused_unless_the_first_was_a_mistake(world):
    first = record(world)
    with pytest.raises(Conflict, match=first.activity):
        record(world)
    void_activity(world.app, TKSK, first.activity, world.now)
    second = record(world)
    assert [view.activity for view in list_activities(world.app, TKSK, SEPTEMBER)] == [
        second.activity
    ]
    with pytest.raises(Conflict, match="sudah dinyatakan"):
        void_activity(world.app, TKSK, first.activity, world.now)


def test_only_the_tksk_of_the_kecamatan_and_the_coordinator_keep_its_log(world):
    with pytest.raises(Refused, match="PGR-19"):
        record(world, actor=OTHER_TKSK)
    with pytest.raises(NotPermitted):
        record(world, actor=VILLAGE_HEAD)
    assert record(world, actor=COORDINATOR).worker == TKSK.user


def test_where_nobody_works_nothing_is_entered_for_nobody(world):
    with pytest.raises(Conflict, match="belum punya TKSK"):
        record(world, actor=COORDINATOR, area="16.03.08")


def test_a_plan_becomes_an_execution_on_its_real_day(world):
    plan = record(world, COACHING, day=date(2026, 9, 10))
    world.later(days=5)
    held = complete_activity(
        world.app, TKSK, plan.activity, world.now, day=date(2026, 9, 11), participants=30
    )
    assert (held.status, held.day, held.participants) == ("terlaksana", date(2026, 9, 11), 30)
    with pytest.raises(Conflict, match="bukan rencana"):
        complete_activity(world.app, TKSK, plan.activity, world.now)


def test_a_plan_is_not_held_before_its_day(world):
    plan = record(world, day=date(2026, 9, 20))
    with pytest.raises(InvalidInput) as error:
        complete_activity(world.app, TKSK, plan.activity, world.now, participants=-3)
    assert problem_fields(error) == ["tanggal", "peserta"]
    (view,) = list_activities(world.app, TKSK, SEPTEMBER)
    assert view.status is ActivityStatus.PLANNED


def test_who_misses_a_coaching_says_why(world):
    absent = replace(COACHING, attended=False)
    with pytest.raises(InvalidInput) as error:
        record(world, absent)
    assert problem_fields(error) == ["kendala"]
    assert record(world, absent, obstacle="jalan terputus banjir").attended is False


def test_what_did_not_take_place_keeps_its_obstacle(world):
    plan = record(world, day=date(2026, 9, 20))
    with pytest.raises(InvalidInput):
        cancel_activity(world.app, TKSK, plan.activity, " ", world.now)
    gone = cancel_activity(world.app, TKSK, plan.activity, "tidak ada kendaraan", world.now)
    assert (gone.status, gone.obstacle) == ("batal", "tidak ada kendaraan")
    with pytest.raises(NotFound):
        cancel_activity(world.app, TKSK, "G-000999", "banjir", world.now)


def test_a_programme_is_evaluated_after_its_end_and_reported_after_that(world):
    made = add_programme(world.app, TKSK, "Kelas lansia sehat", BITIS, None, world.now)
    code = made.programme
    assert made.status is ProgrammeStatus.RUNNING
    with pytest.raises(Conflict, match="masih berjalan"):
        evaluate_programme(world.app, TKSK, code, "baik", "jadwal", world.now)
    with pytest.raises(Conflict, match="belum dievaluasi"):
        report_programme(world.app, TKSK, code, world.now)
    world.later(days=10)
    end_programme(world.app, TKSK, code, None, world.now)
    with pytest.raises(InvalidInput) as error:
        evaluate_programme(world.app, TKSK, code, "", " ", world.now)
    assert problem_fields(error) == ["hasil", "perbaikan"]
    done = evaluate_programme(world.app, TKSK, code, "20 lansia ikut", "jadwal pagi", world.now)
    assert done.status is ProgrammeStatus.TO_REPORT
    assert report_programme(world.app, TKSK, code, world.now).status is ProgrammeStatus.REPORTED
    assert [one.recipient for one in world.messages("evaluasi_program")] == ["dinsos"]
    with pytest.raises(Conflict, match="sudah dilaporkan"):
        report_programme(world.app, TKSK, code, world.now)


def test_a_programme_has_a_name_a_place_and_runs_there_once(world):
    with pytest.raises(InvalidInput) as error:
        add_programme(world.app, TKSK, " ", "16", None, world.now)
    assert problem_fields(error) == ["program", "wilayah"]
    first = add_programme(world.app, TKSK, "Kelas", KECAMATAN, None, world.now)
    with pytest.raises(Conflict, match=first.programme):
        add_programme(world.app, TKSK, "Kelas", KECAMATAN, None, world.now)
    for wrong in (date(2026, 9, 6), date(2026, 9, 8)):
        with pytest.raises(InvalidInput):
            end_programme(world.app, TKSK, first.programme, wrong, world.now)
    with pytest.raises(Refused, match="PGR-19"):
        end_programme(world.app, OTHER_TKSK, first.programme, None, world.now)
    assert [view.programme for view in list_programmes(world.app, TKSK)] == [first.programme]
    assert list_programmes(world.app, OTHER_TKSK) == []


def test_the_figures_of_a_month_are_those_of_the_log(world):
    record(world)
    record(world, OUTREACH, area=BITIS, participants=24)
    record(world, OUTREACH, area=BITIS, topic="kartu keluarga")
    record(world, replace(COACHING, attended=False), obstacle="banjir", topic="pembinaan")
    plan = record(world, day=date(2026, 9, 28))
    cancel_activity(world.app, TKSK, plan.activity, "banjir", world.now)
    record(world, day=date(2026, 9, 29))
    mistake = record(world, OUTREACH, topic="salah", participants=900)
    void_activity(world.app, TKSK, mistake.activity, world.now)
    record(world, day=date(2026, 8, 31))
    code = add_programme(world.app, TKSK, "Kelas", BITIS, None, world.now).programme
    end_programme(world.app, TKSK, code, None, world.now)

    found = activities_of(world.app, SEPTEMBER, KECAMATAN)

    assert found.functions == {
        Function.COORDINATION: FunctionFigures(planned=1, held=2, not_held=1),
        Function.FACILITATION: FunctionFigures(held=2),
        Function.ADMINISTRATION: FunctionFigures(),
    }
    assert found.forms == {"bimbingan": 2, "menyamakan_persepsi": 2}
    assert (found.outreach, found.outreach_participants, found.villages_reached) == (2, 24, 1)
    assert (found.coaching_attended, found.coaching_missed) == (0, 1)
    assert found.obstacles == (("banjir", 2),)
    assert [one.programme for one in found.evaluations_open] == [code]
    assert len(found.activities) == 6
    assert activities_of(world.app, SEPTEMBER, "16.03.17").activities == ()
    assert len(activities_of(world.app, SEPTEMBER).activities) == 6


def test_an_evaluation_counts_as_open_at_the_end_of_the_months_before_it_was_reported(world):
    code = add_programme(world.app, TKSK, "Kelas", BITIS, None, world.now).programme
    end_programme(world.app, TKSK, code, None, world.now)
    world.later(days=30)
    evaluate_programme(world.app, TKSK, code, "baik", "lebih pagi", world.now)
    report_programme(world.app, TKSK, code, world.now)

    september, october = (
        activities_of(world.app, month, KECAMATAN) for month in (SEPTEMBER, Month(2026, 10))
    )

    assert [one.programme for one in september.evaluations_open] == [code]
    assert september.evaluations_reported == ()
    assert october.evaluations_open == ()
    assert [one.programme for one in october.evaluations_reported] == [code]
