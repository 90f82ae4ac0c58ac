"""How current the data are: deciles per quarter, results from the centre, differences."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook

from tests.integration.services.world import (
    COORDINATOR,
    OTHER_TKSK,
    PAPERS,
    TKSK,
    VILLAGE_HEAD,
    partner,
)
from tksk_workflow.domain.reconciling import Verdict
from tksk_workflow.domain.referral import Role, Status
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.cases.story import case_story
from tksk_workflow.services.errors import Conflict, InvalidInput, NotPermitted, Refused
from tksk_workflow.services.importing.centre_results import import_results
from tksk_workflow.services.importing.deciles import import_deciles
from tksk_workflow.services.welfare_data.data_cycle import monthly_cycle
from tksk_workflow.services.welfare_data.deciles import apply_deciles
from tksk_workflow.services.welfare_data.reconciliation import list_mismatches, reconcile, settle
from tksk_workflow.services.worklist.items import Task
from tksk_workflow.services.worklist.listing import worklist
from tksk_workflow.store.models import CentreResult, DecileReading
from tksk_workflow.store.unit_of_work import UnitOfWork

OPERATOR = Actor(Role.VILLAGE_OPERATOR, "ops-2004", "16.03.06.2004")
JAKARTA = ZoneInfo("Asia/Jakarta")
CALM = {"kondisi": {"sandang_pangan_papan_tak_terpenuhi": False}, "nik_status": "padan"}


@pytest.fixture(autouse=True)
def village_partners(world):
    with UnitOfWork(world.app.session_factory) as uow:
        uow.partners.save(partner("PEMDES-1", "PEMDES", "desa", ("16.03.06.2004",)))
        uow.commit()


@pytest.fixture
def bring_in(world, tmp_path):
    """Import rows (lists of cells under a heading) as a CSV file."""

    def run(importer, heading, *rows, actor=COORDINATOR):
        path = tmp_path / "daftar.csv"
        lines = [heading, *rows]
        path.write_text("\n".join(";".join(line) for line in lines) + "\n", encoding="utf-8")
        return importer(world.app, actor, path, world.now)

    return run


def deciles(bring_in, *rows, **more):
    return bring_in(import_deciles, ("kasus", "desil", "periode", "program"), *rows, **more)


def results(bring_in, *rows, **more):
    return bring_in(import_results, ("kasus", "layanan", "hasil", "periode"), *rows, **more)


def apply(world):
    return dict(apply_deciles(world.app, world.now, 100).counts)


def compare(world):
    return dict(reconcile(world.app, world.now, 100).counts)


def facts(world, case):
    with UnitOfWork(world.app.session_factory, read_only=True) as uow:
        return dict(uow.cases.get(case).detail.facts)


def services(world, case):
    return {one.service for one in world.referrals(case) if Status(one.status).is_open}


def proposed(world, **changes):
    """A case whose proposal for the data set has left on the 17th of September."""
    case = world.register(
        pmks=("PMKS-24",),
        birth_date=datetime(1980, 1, 1, tzinfo=JAKARTA).date(),
        facts={
            "kondisi": {"layak_tidak_menerima": True},
            "dokumen": [*PAPERS, "BA_MUSDES"],
            "nik_status": "padan",
        },
        **changes,
    ).case
    world.visit(case)
    world.verify_in_village(case)
    world.route()
    world.now = datetime(2026, 9, 17, 5, 0, tzinfo=JAKARTA)
    monthly_cycle(world.app, world.now, 100)
    monthly_cycle(world.app, world.now, 100)
    sent = [one for one in world.referrals(case) if one.service == "usulan_dtsen"]
    assert [one.status for one in sent] == [Status.REQUESTED]
    return case


# ------------------------------------------------------------------------------- deciles


def test_a_list_of_deciles_goes_in_once(world, bring_in):
    case = world.register(facts=CALM).case
    first = deciles(bring_in, (case, "3", "2026-T3", ""))
    again = deciles(bring_in, (case, "3", "2026-T3", ""))
    corrected = deciles(bring_in, (case, "4", "T3 2026", ""))
    assert (first.created, again.unchanged, corrected.updated) == (1, 1, 1)
    (reading,) = world.rows(DecileReading)
    assert (reading.decile, reading.period, reading.received) == (4, "2026-T3", None)


def test_people_are_found_by_nik_and_those_without_a_case_are_only_counted(world, bring_in):
    world.register(nik="9903064503500777", facts=CALM)
    result = bring_in(
        import_deciles,
        ("nik", "desil", "periode"),
        ("9903064503500777", "3", "2026-T3"),
        ("9903064503500888", "3", "2026-T3"),
    )
    assert (result.created, result.others, result.problems) == (1, 1, ())


def test_a_spreadsheet_is_read_as_well(world, tmp_path):
    case = world.register(facts=CALM).case
    book = Workbook()
    book.active.append(["Kasus", "Desil", "Triwulan"])
    book.active.append([case, 7, "2026-T3"])
    path = tmp_path / "desil.xlsx"
    book.save(path)
    assert import_deciles(world.app, COORDINATOR, path, world.now).created == 1


def test_every_wrong_row_says_where_and_what_and_names_nobody(world, bring_in):
    case = world.register(facts=CALM).case
    result = bring_in(
        import_deciles,
        ("nik", "kasus", "desil", "periode"),
        ("1,60306E+15", "", "3", "2026-T3"),
        ("", case, "11", "September"),
        ("", "K-000999", "3", "2026-T3"),
        ("", case, "", ""),
        ("", case, "3", "2026-T3"),
        ("", case, "4", "2026-T3"),
    )
    assert result.created == 1
    assert [(one.row, one.column) for one in result.problems] == [
        (2, "nik"),
        (3, "desil"),
        (3, "periode"),
        (4, "kasus"),
        (5, "desil"),
        (5, "periode"),
        (7, ""),
    ]
    assert "1,60306" not in str(result)


def test_a_village_operator_brings_in_the_own_village_only(world, bring_in):
    other = world.register(village="16.03.06.2023", facts=CALM).case
    result = deciles(bring_in, (other, "3", "2026-T3", ""), actor=OPERATOR)
    assert [one.reason for one in result.problems] == ["kasus ini di luar wilayah Anda"]
    for actor in (TKSK, VILLAGE_HEAD):
        with pytest.raises(NotPermitted):
            deciles(bring_in, (other, "3", "2026-T3", ""), actor=actor)


def test_only_who_crosses_a_cap_is_routed_anew(world, bring_in):
    stays, crosses = (world.register(facts={**CALM, "desil": 3}).case for _ in range(2))
    deciles(bring_in, (stays, "2", "2026-T3", ""), (crosses, "6", "2026-T3", ""))
    world.route()
    assert apply(world) == {"desil_diperbarui": 1, "kasus_dirutekan_ulang": 1}
    assert apply(world) == {}
    assert (facts(world, stays)["desil"], facts(world, crosses)["desil"]) == (2, 6)
    moved = [one.data for one in world.audit() if one.action == "perbarui_desil"]
    assert [one["batas_terlewati"] for one in moved] == [0, 8]


def test_a_decile_in_the_cap_opens_the_proposal_and_one_above_takes_it_back(world, bring_in):
    lacks = {**CALM, "kondisi": {"tidak_punya_jaminan_kesehatan": True}, "desil": 7}
    case = world.register(facts=lacks).case
    world.route()
    assert "usulan_pbi_jk" not in services(world, case)
    deciles(bring_in, (case, "5", "2026-T3", ""))
    apply(world)
    assert "usulan_pbi_jk" in services(world, case)
    deciles(bring_in, (case, "6", "2026-T4", ""))
    apply(world)
    assert "usulan_pbi_jk" not in services(world, case)


def test_an_older_quarter_never_overrules_a_newer_one(world, bring_in):
    case = world.register(facts=CALM).case
    deciles(bring_in, (case, "6", "2026-T3", ""))
    apply(world)
    deciles(bring_in, (case, "2", "2026-T2", ""))
    assert apply(world) == {"sudah_ada_yang_lebih_baru": 1}
    assert facts(world, case)["desil"] == 6


def test_a_recipient_above_the_cap_is_proposed_for_removal_and_back(world, bring_in):
    case = world.register(facts={**CALM, "desil": 3}).case
    deciles(bring_in, (case, "5", "2026-T3", "PKH|BPNT"))
    apply(world)
    assert facts(world, case)["penerima_tidak_layak"] is True
    assert "pemutakhiran_siks" in services(world, case)
    deciles(bring_in, (case, "4", "2026-T4", "PKH|BPNT"))
    apply(world)
    assert facts(world, case)["penerima_tidak_layak"] is False
    assert "pemutakhiran_siks" not in services(world, case)


def test_what_people_stated_is_not_denied_by_a_list_that_finds_nothing(world, bring_in):
    moved = {**CALM, "kondisi": {"penerima_tidak_layak": True}}
    case = world.register(facts=moved).case
    deciles(bring_in, (case, "2", "2026-T3", "PKH"))
    apply(world)
    assert facts(world, case)["penerima_tidak_layak"] is True


def test_somebody_poor_who_gets_nothing_is_proposed_for_inclusion(world, bring_in):
    left_out, not_said = (world.register(facts=CALM).case for _ in range(2))
    deciles(bring_in, (left_out, "2", "2026-T3", "-"), (not_said, "2", "2026-T3", ""))
    apply(world)
    assert facts(world, left_out)["layak_tidak_menerima"] is True
    assert "usulan_dtsen" in services(world, left_out)
    assert "layak_tidak_menerima" not in facts(world, not_said)


def test_a_finished_case_keeps_its_facts(world, bring_in):
    from tksk_workflow.services.cases.closing import cancel_case

    case = world.register(facts=CALM).case
    cancel_case(world.app, TKSK, case, "pindah", world.now)
    deciles(bring_in, (case, "2", "2026-T3", "-"))
    assert apply(world) == {"kasus_sudah_selesai": 1}
    assert "desil" not in facts(world, case)


# ------------------------------------------------------------------------------- results


def test_a_result_that_agrees_is_recorded_and_nothing_follows(world, bring_in):
    case = proposed(world)
    results(bring_in, (case, "usulan_dtsen", "diterima", "2026-09"))
    assert compare(world) == {"sesuai_usulan": 1}
    assert compare(world) == {}
    assert list_mismatches(world.app, COORDINATOR) == []
    assert results(bring_in, (case, "Usulan data DTSEN", "disetujui", "2026-09")).unchanged == 1


@pytest.mark.parametrize(
    ("service", "outcome", "verdicts"),
    [
        ("usulan_dtsen", "ditolak", {Verdict.REFUSED}),
        ("usulan_pbi_jk", "diterima", {Verdict.NOT_PROPOSED}),
    ],
)
def test_a_difference_is_recorded_told_and_followed(world, bring_in, service, outcome, verdicts):
    case = proposed(world)
    results(bring_in, (case, service, outcome, "2026-09"))
    compare(world)
    found = list_mismatches(world.app, COORDINATOR)
    assert {one.verdict for one in found} == verdicts
    (message,) = world.messages("hasil_pusat_berbeda")
    assert message.recipient == f"tksk/{TKSK.user}"
    assert "perbaikan_usulan" in services(world, case)
    for actor in (TKSK, COORDINATOR):
        (item,) = worklist(world.app, actor, world.now).of(Task.MISMATCH)
        assert item.case == case
    assert worklist(world.app, OTHER_TKSK, world.now).of(Task.MISMATCH) == ()


def test_a_proposal_left_out_of_the_list_of_its_kecamatan_is_a_difference(world, bring_in):
    one = world.register(
        pmks=("PMKS-24",),
        birth_date=datetime(1980, 1, 1, tzinfo=JAKARTA).date(),
        facts={
            "kondisi": {"layak_tidak_menerima": True},
            "dokumen": [*PAPERS, "BA_MUSDES"],
            "nik_status": "padan",
        },
    ).case
    world.visit(one)
    world.verify_in_village(one)
    two = proposed(world)
    results(bring_in, (two, "usulan_dtsen", "diterima", "2026-09"))
    assert compare(world) == {"sesuai_usulan": 1, "tanpa_hasil": 1}
    (found,) = list_mismatches(world.app, TKSK)
    assert (found.case, found.verdict) == (one, Verdict.NO_RESULT)
    assert compare(world) == {}
    results(bring_in, (one, "usulan_dtsen", "diterima", "2026-09"))
    assert compare(world) == {"sesuai_usulan": 1}
    assert list_mismatches(world.app, TKSK) == []
    assert facts(world, one)["hasil_pusat_tidak_sesuai"] is False


def test_a_refusal_of_what_nobody_proposed_is_no_matter(world, bring_in):
    case = world.register(facts=CALM).case
    results(bring_in, (case, "usulan_dtsen", "ditolak", "2026-09"))
    compare(world)
    assert list_mismatches(world.app, COORDINATOR) == []
    assert "hasil_pusat_tidak_sesuai" not in facts(world, case)


def test_a_difference_is_settled_with_what_was_done(world, bring_in):
    case = proposed(world)
    results(bring_in, (case, "usulan_dtsen", "ditolak", "2026-09"))
    compare(world)
    (found,) = list_mismatches(world.app, TKSK)
    with pytest.raises(InvalidInput):
        settle(world.app, TKSK, found.result, " ", world.now)
    with pytest.raises(Refused, match="PGR-19"):
        settle(world.app, OTHER_TKSK, found.result, "diusulkan lagi", world.now)
    with pytest.raises(NotPermitted):
        settle(world.app, VILLAGE_HEAD, found.result, "diusulkan lagi", world.now)
    settle(world.app, TKSK, found.result, "diusulkan lagi", world.now)
    assert list_mismatches(world.app, TKSK) == []
    assert [one.settlement for one in list_mismatches(world.app, TKSK, only_open=False)] == [
        "diusulkan lagi"
    ]
    assert facts(world, case)["hasil_pusat_tidak_sesuai"] is False
    with pytest.raises(Conflict, match="sudah diselesaikan"):
        settle(world.app, TKSK, found.result, "lagi", world.now)
    assert "selesaikan_selisih" in [one.action for one in world.audit()]
    assert case_story(world.app, TKSK, case) is not None


def test_wrong_rows_of_results_say_what_is_wrong(world, bring_in):
    case = world.register(facts=CALM).case
    result = results(
        bring_in, (case, "terbang", "mungkin", "17-09-2026"), (case, "usulan_dtsen", "", "")
    )
    assert [(one.row, one.column) for one in result.problems] == [
        (2, "hasil"),
        (2, "periode"),
        (2, "layanan"),
        (3, "hasil"),
        (3, "periode"),
    ]
    assert world.rows(CentreResult) == []


@pytest.mark.parametrize(("period", "said"), [("2027-T1", 1), ("2026-T4", 0), ("2026-T2", 0)])
def test_a_decile_of_a_quarter_far_ahead_would_rule_for_ever_and_is_refused(
    world, bring_in, period, said
):
    case = world.register(facts=CALM).case

    result = deciles(bring_in, (case, "3", period, ""))

    found = [(one.row, one.column) for one in result.problems]
    assert found == [(2, "periode")] * said
    assert all("sekarang 2026-T3" in one.hint for one in result.problems)
    assert len(world.rows(DecileReading)) == 1 - said


def test_a_result_of_a_month_that_has_not_begun_is_refused(world, bring_in):
    case = world.register(facts=CALM).case

    result = results(
        bring_in,
        (case, "usulan_dtsen", "diterima", "2026-09"),
        (case, "usulan_dtsen", "diterima", "2026-10"),
        (case, "usulan_dtsen", "diterima", "2036-08"),
    )

    assert [(one.row, one.column) for one in result.problems] == [(3, "periode"), (4, "periode")]
    assert "bulan 2036-08 belum mulai" in result.problems[1].reason
    assert len(world.rows(CentreResult)) == 1


def test_proposals_of_the_data_cycle_are_scheduled(world):
    case = proposed(world)
    (sent,) = [one for one in world.referrals(case) if one.service == "usulan_dtsen"]
    assert sent.urgency == Urgency.P4
