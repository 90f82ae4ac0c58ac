"""`tksk worker`: the coordinator keeps the register."""

from tests.integration.cli.conftest import COORDINATOR

FIT = (
    *("--birth-date", "20-05-1998", "--education", "SMA", "--origin", "psm"),
    *("--lives-there", "--healthy", "--skck", "--computer"),
)
APPOINT = ("worker", "appoint", "tksk-baru", "--area", "16.03.08")


def test_a_tksk_is_appointed_listed_shown_and_ended(office, world):
    said = office.says(*APPOINT, *FIT, as_=COORDINATOR)
    assert "tksk-baru menangani 16.03.08 (definitif); 0 kasus dialihkan." in said
    shown = office.says("worker", "show", "tksk-baru", as_=COORDINATOR)
    assert "tidak dicatat" in shown
    assert "28 tahun" in shown
    assert "1998" not in shown
    data = office.gives("worker", "show", "tksk-baru", as_=COORDINATOR)
    assert "birth_date" not in data
    assert "20 sampai 35 tahun saat diangkat" in shown
    assert "Semende Darat Laut" in office.says("worker", "list", as_=COORDINATOR)
    ended = office.says("worker", "end", "tksk-baru", "--reason", "menjadi PPPK", as_=COORDINATOR)
    assert "kosong" in ended
    vacant = office.gives("worker", "list", "--vacant", as_=COORDINATOR)
    assert [line["area"] for line in vacant] == ["16.03.08"]


def test_every_requirement_that_is_not_met_is_named(office, world):
    said = office.refuses(
        *APPOINT,
        "--birth-date",
        "2010-01-01",
        "--education",
        "SD",
        "--post",
        "tni",
        as_=COORDINATOR,
    )
    for field in (
        *("usia", "jabatan", "domisili", "pendidikan", "kesehatan", "kelakuan_baik"),
        *("komputer", "asal"),
    ):
        assert f"{field}: " in said
    assert "Pasal 9" in said
    for option in (
        *("--birth-date", "--post", "--lives-there atau --id-card-there", "--education"),
        *("--healthy", "--skck", "--computer", "--origin"),
    ):
        assert f"perbaiki {option}" in said


def test_a_substitute_is_named_and_sent_away(office, world):
    stand_in = ("worker", "substitute", "tksk-gelumbang", "--area", "16.03.08")
    assert "tksk tetangga" in office.says(*stand_in, "--reason", "menunggu SK", as_=COORDINATOR)
    assert "sudah ditangani" in office.refuses(*stand_in, "--reason", "lagi", as_=COORDINATOR)
    given = ("--area", "16.03.08", "--reason", "selesai")
    assert "kosong" in office.says("worker", "end", "tksk-gelumbang", *given, as_=COORDINATOR)


def test_the_levels_of_coordination_are_entered(office, world):
    office.says("worker", "coordinator", "kemensos", "--area", "nasional", as_=COORDINATOR)
    shown = office.says("worker", "show", "tksk-gelumbang", as_=COORDINATOR)
    assert "kemensos" in shown
    assert "belum terdaftar" in shown


def test_only_the_coordinator_may(office, world):
    assert "tidak mengubah daftar TKSK" in office.refuses(*APPOINT, *FIT)
