"""Whatever goes wrong is said in Indonesian, with the right exit code and no traceback."""

import subprocess
import sys

import pytest

from tests.integration.cli.conftest import COORDINATOR, TKSK
from tests.integration.services.world import VILLAGE
from tksk_workflow.services.cases import intake


def test_who_acts_must_be_named(office, world):
    said = office.refuses("case", "list", as_=None, code=2)
    assert "--as PERAN/PENGGUNA" in said
    assert "TKSK_AS" in said


@pytest.mark.parametrize(
    ("actor", "said"),
    [
        ("tksq/x", "maksud Anda 'tksk'?"),
        ("tksk", "peran/pengguna"),
        ("tksk/", "peran/pengguna"),
        ("tksk/9903064503500001", "bukan nama orang atau NIK"),
    ],
)
def test_a_wrong_actor_is_wrong_usage(office, world, actor, said):
    assert said in office.refuses("case", "list", as_=actor, code=2)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("cas",), "maksud Anda case?"),
        (("case", "lst"), "perintah 'lst' tidak ada; maksud Anda list"),
        (("case", "show"), "argumen KASUS belum diisi"),
        (("case", "cancel", "K-1"), "opsi --reason belum diisi"),
        (("case", "list", "--statu", "x"), "opsi --statu tidak ada; maksud Anda"),
        (("case", "list", "--status", "x"), "tidak dikenal; pilihannya"),
        (("case", "list", "--limit", "x"), "--limit: harus bilangan bulat"),
        (("case", "list", "--limit", "0"), "--limit: paling sedikit 1"),
        (("case", "list", "--overdue=1"), "opsi --overdue tidak memakai nilai"),
        (("partner", "agreement", "X", "--from", "kemarin"), "'kemarin' bukan tanggal"),
        (("case", "list", "x"), "argumen berlebih: x"),
        (("audit", "verify", "--head"), "memerlukan nilai"),
        (("referral", "move", "R-1", "selesai"), "tidak dikenal; pilihannya"),
        (("restore", "tiada.tksk"), "berkas 'tiada.tksk' tidak ada; periksa jalurnya"),
        (("audit", "verify", "--anchor", "tiada"), "berkas 'tiada' tidak ada; periksa jalurnya"),
        (("restore", "."), "'.' folder; sebut satu berkas"),
    ],
)
def test_wrong_usage_is_explained(office, world, arguments, said):
    output = office.refuses(*arguments, as_=None, code=2)
    assert said in output
    assert "Salah pakai" in output


@pytest.mark.parametrize(
    ("arguments", "listed"),
    [
        (("case", "show", "K-999999"), "tksk case list"),
        (("referral", "show", "R-999999"), "tksk referral list"),
        (("partner", "show", "TIADA"), "tksk partner list"),
        (("audit", "replay", "KEP-AAAA-BBBB-CCCC"), "tksk audit decisions"),
    ],
)
def test_who_names_what_is_not_there_learns_where_to_look(office, world, arguments, listed):
    as_ = None if arguments[0] == "audit" else COORDINATOR
    assert listed in office.refuses(*arguments, as_=as_, code=1)


def test_facts_must_be_json_and_answers_pairs(office, world):
    case = world.register().case
    for arguments, said in (
        (("--facts", "{"), "bukan JSON"),
        (("--facts", "[]"), "harus objek JSON"),
        (("--facts", "@tiada.json"), "tidak dapat dibaca"),
        (("sakit",), "FAKTA=NILAI"),
        (("=ya",), "FAKTA=NILAI"),
        (("desil=1", "desil=2"), "diisi dua kali"),
    ):
        assert said in office.refuses("case", "answer", case, *arguments, code=2)


def test_facts_may_come_from_a_file(office, world, tmp_path):
    case = world.register().case
    path = tmp_path / "fakta.json"
    path.write_text('{"desil": 2}', encoding="utf-8")
    office.says("case", "answer", case, "--facts", f"@{path}")
    facts = {fact["name"]: fact["value"] for fact in office.gives("case", "show", case)["facts"]}
    assert facts["desil"] == 2


def test_wrong_facts_are_all_named_with_a_hint(office, world):
    case = world.register().case
    said = office.refuses("case", "answer", case, "desil=12", "sakit_brat=ya", "tinggal_sendiri=3")
    assert "desil" in said
    assert "mungkin maksud Anda 'sakit_berat'" in said
    assert "tinggal_sendiri" in said


@pytest.mark.parametrize("code", ["K-999999", "999", "R-1", "entah", "9903064503500001", "K-0", ""])
def test_an_unknown_case_is_told_without_repeating_a_nik(office, world, code):
    said = office.refuses("case", "show", code)
    assert "asus" in said
    assert "tidak ada" in said
    assert "9903064503500001" not in said


def test_every_problem_of_a_new_case_is_named(office, world):
    said = office.refuses(
        *("case", "add", "--name", " ", "--village", VILLAGE, "--sex", "X", "--pmks", "PMKS-77"),
        *("--birth-date", "2030-01-01"),
    )
    for field in ("nama", "jenis_kelamin", "pmks", "tgl_lahir"):
        assert f"{field}: " in said


@pytest.mark.parametrize("village", ["16.03.06", "16.3.6.1", "Gelumbang", "16.03.17.2007"])
def test_a_village_must_be_one_and_in_the_own_kecamatan(office, world, village):
    office.refuses("case", "add", "--name", "Warga", "--village", village, "--pmks", "PMKS-08")


def test_a_wrong_area_in_a_list_is_told(office, world):
    assert "PP.KK.CC.DDDD" in office.refuses("case", "list", "--village", "16.3")


def test_an_unknown_result_of_a_follow_up_names_the_known_ones(office, world):
    said = office.refuses("referral", "contact", "R-1", "--outcome", "entah", code=2)
    assert "tidak_bertemu" in said


def test_a_database_that_cannot_be_reached_is_a_failed_dependency(office, monkeypatch):
    monkeypatch.setenv("TKSK_DATABASE_URL", "postgresql://127.0.0.1:1/tiada")
    said = office.refuses("case", "list", code=3)
    assert "basis data" in said.lower()
    data = office.refuses("case", "list", "--format", "json", code=3)
    assert data.startswith('{"error":')


def test_a_wrong_setting_is_wrong_usage(office, monkeypatch):
    monkeypatch.setenv("TKSK_ZONE", "Asia/Entah")
    assert "TKSK_ZONE" in office.refuses("case", "list", code=2)


def test_a_damaged_rule_pack_is_told_with_its_place(office, world, monkeypatch, tmp_path):
    (tmp_path / "aturan").mkdir()
    monkeypatch.setenv("TKSK_RULES", str(tmp_path / "aturan"))
    said = office.refuses("case", "add", "--name", "Warga", "--village", VILLAGE)
    assert "tksk rules check" in said


def test_a_mistake_of_the_program_shows_a_place_and_no_data(office, world, monkeypatch):
    def broken(*_, **__):
        raise KeyError("Warga Rahasia 9903064503500001")

    monkeypatch.setattr(intake, "register_case", broken)
    arguments = ("case", "add", "--name", "Warga Rahasia", "--village", VILLAGE)
    said = office.refuses(*arguments, code=70)
    assert "Kesalahan program (KeyError di" in said
    assert "Rahasia" not in said
    assert "990306" not in said


def test_help_is_indonesian_and_lists_every_group(office):
    said = office.says("--help", as_=None)
    for name in ("case", "referral", "partner", "worklist", "import", "rules", "audit", "Perintah"):
        assert name in said


def test_the_version_is_told(office):
    assert office.says("--version", as_=None).startswith("tksk-workflow ")


def test_help_does_not_load_the_database_the_rules_or_the_scheduler():
    code = (
        "import sys; from tksk_workflow.cli.root import app\n"
        "try: app(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'sqlalchemy', 'prefect', 'yaml', 'lokal', 'durable', 'openpyxl'}\n"
        "sys.exit(' '.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_moments_without_a_zone_are_local(office, world):
    office.now = office.now.replace(tzinfo=None)
    case = office.gives("case", "add", "--name", "Warga", "--village", VILLAGE)["case"]
    opened = office.gives("case", "show", case)["opened_at"]
    assert opened == "2026-09-07T01:00:00+00:00"


def test_a_moment_must_be_one(office, world):
    from typer.testing import CliRunner

    from tksk_workflow.cli.root import app

    answer = CliRunner().invoke(app, ["case", "list", "--as", TKSK, "--now", "besok"])
    assert answer.exit_code == 2
    assert "bukan waktu" in answer.output
