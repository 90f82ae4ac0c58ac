"""What is owed every month, who is told, and agreements that end."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.integration.services.world import COORDINATOR, OTHER_TKSK, TKSK, partner
from tests.support.activities import BITIS, COACHING, KECAMATAN, OUTREACH, entry
from tests.support.candidates import VACANT, candidate
from tksk_workflow.domain.month import Month
from tksk_workflow.domain.rulepack import DatedValue
from tksk_workflow.services.activities.log import cancel_activity, record_activity
from tksk_workflow.services.activities.programmes import (
    add_programme,
    end_programme,
    evaluate_programme,
    report_programme,
)
from tksk_workflow.services.monthly.duties import Duty, list_missing
from tksk_workflow.services.monthly.round import monthly_round
from tksk_workflow.services.partners.agreements import warn_of_ending
from tksk_workflow.services.partners.directory import change_partner
from tksk_workflow.services.register.appointments import appoint, end_assignment, substitute
from tksk_workflow.services.worklist.items import Task
from tksk_workflow.services.worklist.listing import worklist
from tksk_workflow.store.unit_of_work import UnitOfWork

SEPTEMBER = Month(2026, 9)
JAKARTA = ZoneInfo("Asia/Jakarta")


def at(world, *moment):
    world.now = datetime(*moment, tzinfo=JAKARTA)


def record(world, content, day, actor=TKSK, **more):
    return record_activity(world.app, actor, entry(content, day, **more), world.now)


def missing(world, month=SEPTEMBER, area=KECAMATAN):
    found = list_missing(world.app, COORDINATOR, month, world.now, area=area)
    return [(one.duty, one.place) for one in found]


def make_round(world):
    return dict(monthly_round(world.app, world.now, 100).counts)


def with_parameter(app, name, value):
    """The pack of the application, with another value of one parameter."""
    pack = app.pack
    known = pack.parameters[name]
    dated = DatedValue(value, date(2018, 11, 30), None, "umum")
    changed = {**pack.parameters, name: replace(known, values=(dated,))}
    return replace(pack, parameters=changed)


@pytest.fixture
def per_village(world, monkeypatch):
    pack = with_parameter(world.app, "penyuluhan_per_desa", 1)
    monkeypatch.setattr("tksk_workflow.services.desk.Desk.pack", pack)


def test_a_month_without_anything_lacks_an_outreach_and_a_coaching(world):
    assert missing(world) == [(Duty.OUTREACH, KECAMATAN), (Duty.COACHING, KECAMATAN)]
    assert missing(world, Month(2026, 10)) == []


def test_an_outreach_anywhere_in_the_kecamatan_is_enough(world):
    record(world, OUTREACH, date(2026, 9, 5), area=BITIS)
    record(world, replace(COACHING, attended=False), date(2026, 9, 3), obstacle="sakit")
    assert missing(world) == []
    assert missing(world, area="16.03.17") == [
        (Duty.OUTREACH, "16.03.17"),
        (Duty.COACHING, "16.03.17"),
    ]


def test_a_plan_and_what_did_not_take_place_do_not_count(world):
    record(world, OUTREACH, date(2026, 9, 25))
    gone = record(world, OUTREACH, date(2026, 9, 26))
    cancel_activity(world.app, TKSK, gone.activity, "hujan", world.now)
    assert (Duty.OUTREACH, KECAMATAN) in missing(world)


def test_where_the_pack_says_so_every_village_has_its_own_outreach(world, per_village):
    record(world, OUTREACH, date(2026, 9, 5), area=BITIS)
    record(world, OUTREACH, date(2026, 9, 5))
    places = [place for duty, place in missing(world) if duty is Duty.OUTREACH]
    assert len(places) == 22
    assert BITIS not in places


def test_who_did_not_serve_the_whole_month_owes_nothing_for_it(world):
    end_assignment(world.app, COORDINATOR, TKSK.user, "pindah", world.now)
    appoint(world.app, COORDINATOR, "tksk-baru", KECAMATAN, candidate(), world.now)
    assert missing(world) == []
    at(world, 2026, 10, 3, 8)
    assert missing(world) == []
    assert missing(world, Month(2026, 10)) == [
        (Duty.OUTREACH, KECAMATAN),
        (Duty.COACHING, KECAMATAN),
    ]


def test_a_neighbour_owes_a_penyuluhan_where_they_stand_in_and_one_pembinaan(world):
    substitute(world.app, COORDINATOR, TKSK.user, VACANT, "menunggu SK", world.now)
    assert missing(world, area=VACANT) == []
    at(world, 2026, 10, 3, 8)
    assert missing(world, Month(2026, 10), VACANT) == [(Duty.OUTREACH, VACANT)]
    own = list_missing(world.app, TKSK, Month(2026, 10), world.now)
    assert [(one.duty, one.place) for one in own] == [
        (Duty.OUTREACH, KECAMATAN),
        (Duty.OUTREACH, VACANT),
        (Duty.COACHING, KECAMATAN),
    ]


def test_a_programme_owes_its_evaluation_until_that_is_reported(world):
    code = add_programme(world.app, TKSK, "Kelas", BITIS, None, world.now).programme
    assert (Duty.EVALUATION, BITIS) not in missing(world)
    end_programme(world.app, TKSK, code, None, world.now)
    assert (Duty.EVALUATION, BITIS) in missing(world)
    assert (Duty.EVALUATION, BITIS) not in missing(world, SEPTEMBER.previous)
    (item,) = [one for one in worklist(world.app, TKSK, world.now).items if code in one.text]
    assert item.task is Task.ACTIVITY
    evaluate_programme(world.app, TKSK, code, "baik", "jadwal", world.now)
    assert (Duty.EVALUATION, BITIS) in missing(world)
    report_programme(world.app, TKSK, code, world.now)
    assert (Duty.EVALUATION, BITIS) not in missing(world)


def test_the_coordinator_is_told_once_about_the_month_that_is_over(world):
    record(world, OUTREACH, date(2026, 9, 5))
    record(world, COACHING, date(2026, 9, 5))
    at(world, 2026, 10, 1, 8)
    assert make_round(world)["kegiatan_kurang"] == 2
    told = [(one.recipient, one.payload) for one in world.messages("kegiatan_kurang")]
    assert {to for to, _ in told} == {"koordinator"}
    assert {(one["kewajiban"], one["petugas"], one["bulan"]) for _, one in told} == {
        ("penyuluhan", OTHER_TKSK.user, "2026-09"),
        ("pembinaan", OTHER_TKSK.user, "2026-09"),
    }
    world.later(days=1)
    assert make_round(world) == {}
    shown = worklist(world.app, COORDINATOR, world.now).of(Task.ACTIVITY)
    assert [item.text.split(":")[0] for item in shown] == [OTHER_TKSK.user] * 2


def test_the_tksk_is_reminded_towards_the_end_of_the_month(world):
    at(world, 2026, 9, 24, 8)
    make_round(world)
    assert world.messages("kegiatan_belum_ada") == []
    assert worklist(world.app, TKSK, world.now).of(Task.ACTIVITY) == ()
    at(world, 2026, 9, 25, 8)
    make_round(world)
    told = {
        (one.recipient, one.payload["kewajiban"]) for one in world.messages("kegiatan_belum_ada")
    }
    assert (f"tksk/{TKSK.user}", "penyuluhan") in told
    assert len(told) == 4
    due = {item.due for item in worklist(world.app, TKSK, world.now).of(Task.ACTIVITY)}
    assert due == {date(2026, 9, 30)}


def test_a_round_in_small_batches_sends_the_same_messages(world):
    at(world, 2026, 10, 1, 8)
    sent = 0
    while True:
        counts = monthly_round(world.app, world.now, 1)
        sent += sum(counts.counts.values())
        if not counts.more:
            break
    assert sent == 4
    assert len(world.messages("kegiatan_kurang")) == 4


def test_the_kecamatan_gets_a_recap_without_types_villages_or_codes(world):
    world.sent_case()
    world.register(pmks=("PMKS-06",), birth_date=date(2015, 1, 1), facts={})
    at(world, 2026, 10, 1, 8)
    assert make_round(world)["rekap_kecamatan"] == 1
    (recap,) = world.messages("rekap_kecamatan")
    assert recap.recipient == f"kasi_kesos/{KECAMATAN}"
    assert recap.payload["bulan"] == "2026-09"
    assert (recap.payload["kasus_baru"], recap.payload["rujukan_terkirim"]) == (2, 1)
    assert sum(recap.payload["kasus_terbuka"].values()) == 2
    assert recap.payload["terlambat"] >= 1
    text = str(recap.payload)
    assert not any(word in text for word in ("PMKS", "K-0", "16.03.06.", "Warga"))


def company(world, until, active=True, code="CSR-1"):
    with UnitOfWork(world.app.session_factory) as uow:
        uow.partners.save(
            partner(
                code,
                "CSR",
                agreement_from=date(2025, 1, 1),
                agreement_until=until,
                active=active,
            )
        )
        uow.commit()


def test_the_coordinator_is_warned_once_before_an_agreement_ends(world):
    company(world, date(2026, 11, 6))
    company(world, date(2026, 9, 20), active=False, code="CSR-2")

    def warn():
        return dict(warn_of_ending(world.app, world.now, 10).counts)

    world.now -= timedelta(days=1)
    assert warn() == {}
    world.later(days=1)
    assert warn() == {"perjanjian_berakhir": 1}
    assert warn() == {}
    (message,) = world.messages("perjanjian_berakhir")
    assert message.recipient == "koordinator"
    assert message.payload == {
        "mitra": "CSR-1",
        "berakhir": "2026-11-06",
        "sudah_berakhir": False,
    }
    (item,) = worklist(world.app, COORDINATOR, world.now).of(Task.AGREEMENT)
    assert item.due == date(2026, 11, 6)


def test_a_renewed_agreement_is_a_new_matter(world):
    company(world, date(2026, 9, 30))
    warn_of_ending(world.app, world.now, 10)
    change_partner(
        world.app, COORDINATOR, "CSR-1", {"agreement_until": date(2027, 9, 30)}, world.now
    )
    assert worklist(world.app, COORDINATOR, world.now).of(Task.AGREEMENT) == ()
    world.later(days=330)
    assert warn_of_ending(world.app, world.now, 10).counts == {"perjanjian_berakhir": 1}


def test_an_agreement_that_has_ended_stays_on_the_list(world):
    company(world, date(2026, 9, 1))
    (item,) = worklist(world.app, COORDINATOR, world.now).of(Task.AGREEMENT)
    assert "berakhir 01-09-2026; perbarui" in item.text
