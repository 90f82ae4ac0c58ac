"""Steps of ``features/pasal_08_administrasi.feature``: programmes and their evaluation."""

from datetime import datetime

from pytest_bdd import given, parsers, scenarios, then, when

from tests.integration.services.world import TKSK
from tests.support.activities import BITIS
from tests.support.muara_enim import ZONE, attempt
from tksk_workflow.domain.month import Month
from tksk_workflow.services.duties import Duty, list_missing
from tksk_workflow.services.errors import Conflict
from tksk_workflow.services.monthly_round import monthly_round
from tksk_workflow.services.programmes import (
    ProgrammeStatus,
    add_programme,
    end_programme,
    evaluate_programme,
    list_programmes,
    report_programme,
)
from tksk_workflow.services.worklist import Task, worklist

scenarios("pasal_08_administrasi.feature")


@given(
    parsers.re(r'program "(?P<name>[^"]+)" di Bitis yang (?P<state>.+)'),
    target_fixture="programme",
)
def a_programme(world, name, state):
    code = add_programme(world.app, TKSK, name, BITIS, None, world.now).programme
    world.later(days=7)
    if state != "masih berjalan":
        end_programme(world.app, TKSK, code, None, world.now)
    if state == "berakhir dan sudah dievaluasi":
        evaluate_programme(world.app, TKSK, code, "20 lansia ikut", "jadwal pagi", world.now)
    return code


@when("TKSK melaporkan evaluasi program itu kepada Dinas Sosial")
def reported(world, programme, told):
    attempt(told, report_programme, world.app, TKSK, programme, world.now)


@when(
    parsers.re(
        r'TKSK mengisi evaluasi dengan hasil "(?P<result>[^"]*)" '
        r'dan perbaikan "(?P<improvements>[^"]*)"'
    )
)
def evaluated(world, programme, result, improvements, told):
    attempt(told, evaluate_programme, world.app, TKSK, programme, result, improvements, world.now)


@when("TKSK membuka daftar tunggakan dan daftar kerjanya", target_fixture="lists")
def opened(world):
    return both_lists(world)


def both_lists(world):
    """The codes of programmes on the list of what is missing, and the texts of the work list."""
    month = Month.of(world.now.date())
    missing = list_missing(world.app, TKSK, month, world.now)
    owed = [one.subject for one in missing if one.duty is Duty.EVALUATION]
    return owed, [one.text for one in worklist(world.app, TKSK, world.now).of(Task.ACTIVITY)]


@when("putaran bulanan berjalan pada 1 Oktober dan 1 November 2026")
def two_rounds(world):
    for month in (10, 11):
        world.now = datetime(2026, month, 1, 8, 0, tzinfo=ZONE)
        monthly_round(world.app, world.now, 100)
        monthly_round(world.app, world.now, 100)


@then("pelaporan itu diterima")
def accepted(world, programme):
    (view,) = list_programmes(world.app, TKSK)
    assert view.status is ProgrammeStatus.REPORTED
    (message,) = world.messages("evaluasi_program")
    assert (message.recipient, message.payload["program"]) == ("dinsos", programme)


@then(parsers.parse('pelaporan itu ditolak karena "{reason}"'))
def refused(world, told, reason):
    assert isinstance(told["error"], Conflict)
    assert told["error"].message == reason
    assert world.messages("evaluasi_program") == []


@then(parsers.parse('evaluasi itu kurang pada isian "{fields}"'))
def lacking(world, told, fields):
    assert [one.field for one in told["error"].problems] == fields.split(", ")
    (view,) = list_programmes(world.app, TKSK)
    assert view.status is ProgrammeStatus.TO_EVALUATE


@then("evaluasi program itu ada di keduanya")
def on_both(lists, programme):
    owed, texts = lists
    assert owed == [programme]
    assert f"evaluasi program {programme} belum dilaporkan ke Dinas Sosial" in texts


@then("setelah dilaporkan evaluasi itu hilang dari keduanya")
def gone_from_both(world, programme):
    report_programme(world.app, TKSK, programme, world.now)
    owed, texts = both_lists(world)
    assert owed == []
    assert [text for text in texts if programme in text] == []


@then("koordinator diberi tahu tentang program itu sekali untuk setiap bulan")
def told_every_month(world, programme):
    told = [
        (one.recipient, one.payload["bulan"])
        for one in world.messages("kegiatan_kurang")
        if programme in one.payload["untuk"]
    ]
    assert told == [("koordinator", "2026-09"), ("koordinator", "2026-10")]
