"""A slip of the keyboard is answered with what was wrong and what to do."""

from datetime import datetime

import pytest
from typer.testing import CliRunner

from tests.integration.cli.conftest import COORDINATOR
from tksk_workflow.cli.root import app

VILLAGE = "16.03.06.2023"


@pytest.mark.parametrize(
    ("village", "said"),
    [
        ("99.99.99.9999", "tidak ada dalam daftar wilayah resmi"),
        ("16.03.06.9999", "tidak ada dalam daftar wilayah resmi"),
        ("16.03.06", "harus kode desa"),
        ("desa", "bukan kode wilayah PP.KK.CC.DDDD"),
    ],
)
def test_a_village_that_is_none_is_refused_with_the_option(office, world, village, said):
    case = "K-000001"
    for command in (("case", "hand-over", case), ("case", "add", "--name", "Seseorang")):
        answer = office.refuses(*command, "--village", village)
        assert said in answer
        assert "--village" in answer
        assert "16.03.06.2023" in answer


def test_an_unknown_type_names_the_option_and_the_types_that_there_are(office, world):
    add = ("case", "add", "--name", "Seseorang", "--village", VILLAGE)
    said = office.refuses(*add, "--pmks", "PMKS-99")
    assert "kode_kategori" not in said
    assert "--pmks" in said
    assert "PMKS-08" in said


@pytest.mark.parametrize("at", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_a_moment_that_nobody_can_mean_is_wrong_usage(office, world, at):
    contact = ("referral", "contact", "R-000001", "--outcome", "tidak_bertemu", "--at", at)
    assert "di luar tahun" in office.refuses(*contact, code=2)
    assert "di luar tahun" in office.refuses("calendar", "due", "--at", at, as_=None, code=2)
    office.now = datetime.fromisoformat(f"{at}+00:00")
    assert "di luar tahun" in office.refuses("worklist", code=2)


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2101-01-01", "9999-12-31"])
def test_a_day_of_the_rules_that_nobody_can_mean_is_wrong_usage(office, world, day):
    for command in (
        ("check",),
        ("test",),
        ("decide", "--facts", "-"),
        ("explain", "--facts", "-"),
        ("analyse",),
        ("simulate", "--pack", "rules", "--facts", "-"),
    ):
        said = office.refuses("rules", *command, "--date", day, as_=None, code=2)
        assert f"--date: '{day}' di luar tahun 1900 sampai 2100" in said
    for command in (
        ("publish", "rules", "--reason", "Uji"),
        ("rollback", "1", "--reason", "Uji"),
        ("changelog", "rules", "rules"),
    ):
        said = office.refuses("rules", *command, "--from", day, as_=COORDINATOR, code=2)
        assert f"--from: '{day}' di luar tahun 1900 sampai 2100" in said


def test_data_of_a_day_to_come_name_the_option_and_the_day(office, world):
    add = ("case", "add", "--name", "Seseorang", "--village", VILLAGE)

    said = office.refuses(*add, "--data-updated-on", "2036-09-07")

    assert "07-09-2036 belum tiba" in said
    assert "--data-updated-on" in said
    assert "hari ini 07-09-2026" in said
    assert "Tidak ada" in office.says("case", "list")


def test_a_turn_years_ahead_names_the_option(office, world):
    world.sent_case()
    partner = "mitra/DINSOS-A"
    office.says("referral", "accept", "R-000001", as_=partner)
    for command in (("queue", "R-000001"), ("move", "R-000001", "on-hold")):
        said = office.refuses("referral", *command, "--until", "2036-09-07", as_=partner)
        assert "--until" in said
        assert "07-09-2036" in said


def test_numbers_larger_than_any_are_not_there(office, world):
    retry = ("outbox", "retry", "99999999999999999999")
    assert "tidak ada" in office.refuses(*retry, as_=COORDINATOR)
    rollback = ("rules", "rollback", "99999999999999", "--reason", "Keliru")
    assert "tidak ada" in office.refuses(*rollback, as_=COORDINATOR)


def test_a_day_before_the_rules_says_when_they_begin(office, world):
    office.now = datetime.fromisoformat("2020-01-01T08:00+07:00")
    said = office.refuses("worklist")
    assert "tidak berlaku pada 01-01-2020; baru berlaku mulai" in said


def test_no_hidden_option_is_suggested(office):
    answer = CliRunner().invoke(app, ["worklist", "--nope"])
    assert answer.exit_code == 2
    assert "opsi --nope tidak ada" in answer.output
    assert "--now" not in answer.output
