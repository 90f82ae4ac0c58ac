"""What people write has room in the record, on either database."""

from itertools import chain

import pytest

from tests.integration.services.world import COORDINATOR, TKSK, mitra
from tksk_workflow.domain.referral import FunctioningOutcome
from tksk_workflow.services.cases.closing import cancel_case, record_outcome
from tksk_workflow.services.cases.intake import register_case
from tksk_workflow.services.cases.visits import record_visit
from tksk_workflow.services.errors import InvalidInput
from tksk_workflow.services.importing.cases import import_cases
from tksk_workflow.services.referrals.answers import accept, report_delivery
from tksk_workflow.services.referrals.receipt import confirm_receipt
from tksk_workflow.services.referrals.withdrawing import withdraw_referral
from tksk_workflow.services.register.appointments import end_assignment


def problems(act, *given):
    with pytest.raises(InvalidInput) as error:
        act(*given)
    return {one.field: one.message for one in error.value.problems}


def test_a_reason_that_is_too_long_says_how_long_it_may_be_and_changes_nothing(world):
    case = world.register().case
    found = problems(cancel_case, world.app, TKSK, case, "a" * 201, world.now)
    assert found == {"alasan": "terlalu panjang: 201 huruf, paling banyak 200"}
    assert world.case(case).finished_at is None
    cancel_case(world.app, TKSK, case, "a" * 200, world.now)


def test_every_text_that_people_enter_is_measured(world):
    app, now, long = world.app, world.now, "a" * 2000
    case = world.sent_case()
    code = world.referral(case, "DINSOS-A").code
    partner = mitra("DINSOS-A")
    found = [
        problems(register_case, app, TKSK, world.person(name=long), now),
        problems(record_visit, app, TKSK, case, False, long, None, None, now),
        problems(record_visit, app, TKSK, case, True, None, long, None, now),
        problems(record_outcome, app, TKSK, case, FunctioningOutcome.BETTER, long, now),
        problems(withdraw_referral, app, TKSK, code, long, now),
        problems(end_assignment, app, COORDINATOR, TKSK.user, long, now),
    ]
    accept(app, partner, code, now)
    found.append(problems(report_delivery, app, partner, code, long, now))
    proof = (long, True, long, now, long, None, now)
    found.append(problems(confirm_receipt, app, TKSK, code, *proof))
    assert [list(one) for one in found] == [
        ["nama"],
        ["kendala"],
        ["catatan"],
        ["catatan"],
        ["alasan"],
        ["alasan"],
        ["catatan"],
        ["penerima", "cara", "bukti"],
    ]
    assert long[:50] not in str(found)
    assert all("2000 huruf" in text for text in chain.from_iterable(one.values() for one in found))


def test_a_row_of_a_list_with_a_text_that_is_too_long_is_left_out_alone(world, tmp_path):
    path = tmp_path / "daftar.csv"
    rows = (
        "nik;nama;tgl_lahir;jenis_kelamin;kode_kategori;desa",
        f";{'a' * 201};05-03-1950;P;PMKS-08;16.03.06.2004",
        ";Warga;05-03-1951;P;PMKS-08;16.03.06.2004",
    )
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    result = import_cases(world.app, TKSK, path, world.now)
    assert result.created == 1
    (problem,) = result.problems
    assert (problem.row, problem.column) == (2, "nama")
