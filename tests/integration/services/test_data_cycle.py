"""The month of the welfare data: what leaves on the cut-off day, and what waits a month."""

from datetime import date, timedelta

import pytest

from tests.integration.services.world import (
    NEGLECTED,
    TKSK,
)
from tksk_workflow.domain.referral import Status
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.services.cases.intake import update_facts
from tksk_workflow.services.counts import SET_ASIDE
from tksk_workflow.services.errors import InvalidInput, Refused
from tksk_workflow.services.routing import deciding
from tksk_workflow.services.welfare_data.data_cycle import monthly_cycle
from tksk_workflow.store.models import Case


def cycle(world, day):
    world.now = world.now.replace(day=day)
    return dict(monthly_cycle(world.app, world.now, 10).counts)


def scheduled(world, **changes):
    """A case with one scheduled proposal (P4): entitled, but not receiving."""
    facts = {
        "kondisi": {"layak_tidak_menerima": True, **dict.fromkeys(NEGLECTED, False)},
        "dokumen": ["KTP", "KK", "FOTO_RUMAH", "BA_MUSDES"],
        "nik_status": "padan",
    }
    case = world.register(facts=facts, **changes).case
    world.visit(case)
    world.verify_in_village(case)
    world.route()
    return case


def test_proposals_leave_on_the_cut_off_day_although_some_cases_cannot_be_decided(
    world, monkeypatch
):
    cases = [scheduled(world) for _ in range(4)]
    whole = deciding._decide

    def broken(desk, case, actor):
        if case.code in cases[:2]:
            raise KeyError
        return whole(desk, case, actor)

    monkeypatch.setattr(deciding, "_decide", broken)
    world.now = world.now.replace(day=17)
    decided = monthly_cycle(world.app, world.now, 100)
    assert decided.counts == {"diputuskan_ulang": 2, SET_ASIDE: 2}
    assert decided.more

    sent = monthly_cycle(world.app, world.now, 100)

    assert (sent.counts["usulan_terkirim"], sent.counts[SET_ASIDE]) == (4, 2)
    assert not sent.more


def test_what_becomes_ready_during_the_cut_off_day_still_leaves(world):
    world.now = world.now.replace(day=17, hour=5, minute=0)
    monthly_cycle(world.app, world.now, 100)
    case = scheduled(world)
    ready = [
        one.code
        for one in world.referrals(case)
        if one.urgency == Urgency.P4.value and one.partner_code is not None
    ]
    assert ready
    assert {one.status for one in world.referrals(case) if one.code in ready} == {Status.DRAFT}

    world.later(hours=3)
    while monthly_cycle(world.app, world.now, 100).more:
        pass

    assert {one.status for one in world.referrals(case) if one.code in ready} == {Status.REQUESTED}


def test_each_village_is_reminded_of_its_stale_data_once_a_day(world):
    for _ in range(2):
        world.register(data_updated_on=world.now.date() - timedelta(days=90))
    world.register()
    assert cycle(world, 10) == {"data_basi": 2, "desa_diingatkan": 1}
    assert cycle(world, 10) == {}
    assert cycle(world, 11) == {}
    assert cycle(world, 16) == {"data_basi": 2, "desa_diingatkan": 1}


def test_scheduled_proposals_leave_on_the_cut_off_day_bundled_by_village(world):
    cases = [scheduled(world) for _ in range(2)]
    assert dict(world.send().counts) == {}
    assert cycle(world, 15) == {}
    assert cycle(world, 17) == {"diputuskan_ulang": 2}
    sent = cycle(world, 17)
    assert sent == {"berkas_usulan": 1, "usulan_terkirim": 2}
    assert cycle(world, 17) == {}
    assert [world.referral(case, "PUSKESOS-1").status for case in cases] == ["requested"] * 2
    (bundle,) = world.messages("usulan_terjadwal")
    assert len(bundle.payload["rujukan"]) == 2
    assert world.messages("rujukan_baru") == []


@pytest.mark.parametrize("day", ["2026-09-08", "2036-09-07", "2099-12-31", "1026-09-07"])
def test_data_cannot_be_of_a_day_to_come_or_long_past(world, day):
    stated = date.fromisoformat(day)
    known = world.register().case
    before = world.case(known).data_updated_on

    with pytest.raises(InvalidInput) as typed:
        world.register(data_updated_on=stated)
    with pytest.raises(InvalidInput) as told:
        world.register(facts={"pembaruan_terakhir": day})
    with pytest.raises(InvalidInput) as answered:
        update_facts(world.app, TKSK, known, {"pembaruan_terakhir": day}, world.now)

    for refused in (typed, told, answered):
        (problem,) = refused.value.problems
        assert problem.field == "pembaruan_terakhir"
        assert day[:4] in problem.message
        assert problem.hint
    assert world.case(known).data_updated_on == before
    assert len(world.rows(Case)) == 1


def test_a_birth_date_to_come_is_no_answer_and_is_not_repeated(world):
    case = world.register().case

    with pytest.raises(InvalidInput, match="tanggal lahir tidak masuk akal") as refused:
        update_facts(world.app, TKSK, case, {"tanggal_lahir": "2036-09-07"}, world.now)

    assert "2036" not in str(refused.value)


def test_stale_data_hold_a_scheduled_proposal_over_to_the_next_period(world):
    fresh, stale = scheduled(world), scheduled(world)
    update_facts(world.app, TKSK, stale, {"pembaruan_terakhir": "2026-07-01"}, world.now)
    assert cycle(world, 17)["diputuskan_ulang"] == 2
    assert cycle(world, 17)["usulan_terkirim"] == 1
    assert world.referral(fresh, "PUSKESOS-1").status == "requested"
    assert "PGR-09" in world.referral(stale, "PUSKESOS-1").held_by

    # The village proposal that nobody serves here is late as well.
    assert cycle(world, 18)["pindah_ke_periode_berikut"] >= 1
    assert cycle(world, 18) == {}
    moved = world.referral(stale, "PUSKESOS-1").send_due_at.astimezone(world.app.zone)
    assert (moved.month, moved.day) == (10, 17)


def test_a_proposal_made_after_the_cut_off_belongs_to_the_next_month(world):
    world.now = world.now.replace(day=18)
    case = scheduled(world)
    due = world.referral(case, "PUSKESOS-1").send_due_at.astimezone(world.app.zone)
    assert (due.month, due.day) == (10, 17)


def test_everything_that_keeps_a_case_open_is_named_at_once(world):
    case = world.sent_case()
    referral = world.referral(case, "DINSOS-A")
    with pytest.raises(Refused) as refused:
        world.close(case)
    assert {(one.field, one.message) for one in refused.value.obstacles} == {
        (referral.code, "masih terbuka"),
        ("bantuan", "belum ada yang diterima klien"),
        ("keberfungsian sosial", "belum diisi"),
    }
    assert all(one.hint for one in refused.value.obstacles)
