"""`tksk activity` and `tksk programme`: what a TKSK types beside cases."""

from tests.integration.cli.conftest import COORDINATOR, TKSK

MEETING = (
    *("activity", "add", "koordinasi", "--topic", "data penerima", "--area", "16.03.06"),
    *("--form", "menyamakan_persepsi", "--with", "perangkat_kecamatan"),
)


def test_an_activity_is_entered_listed_and_taken_out(office, world):
    assert "G-000001 koordinasi 07-09-2026: terlaksana." in office.says(*MEETING)
    said = office.says("activity", "list")
    assert "menyamakan persepsi" in said
    assert "dengan perangkat kecamatan" in said
    assert "sudah tercatat sebagai G-000001" in office.refuses(*MEETING)
    assert "salah catat" in office.says("activity", "void", "G-1")
    assert office.gives("activity", "list") == []


def test_a_plan_is_answered_for(office, world):
    one = office.gives(*MEETING, "--date", "20-09-2026")
    two = office.gives(*MEETING, "--date", "21-09-2026")
    assert one["status"] == "rencana"
    office.says("activity", "cancel", two["activity"], "--obstacle", "tidak ada kendaraan")
    said = office.refuses("activity", "done", one["activity"])
    assert "masih akan datang" in said
    done = office.gives(
        *("activity", "done", one["activity"], "--date", "2026-09-07", "--participants", 9)
    )
    assert (done["status"], done["participants"]) == ("terlaksana", 9)
    assert "kendala: tidak ada kendaraan" in office.says("activity", "list", "--month", "2026-09")


def test_every_gap_of_an_entry_is_named(office, world):
    said = office.refuses("activity", "add", "koordinasi", "--topic", "x", "--area", "16")
    for field in ("bentuk", "dengan", "wilayah"):
        assert f"{field}: " in said
    assert "memberi_informasi" in said


def test_a_month_is_written_in_one_way(office, world):
    assert "bukan bulan" in office.refuses("activity", "list", "--month", "9/2026", code=2)


def test_a_programme_goes_from_start_to_report(office, world):
    office.says("programme", "add", "--name", "Kelas lansia", "--area", "16.03.06.2023")
    assert "belum dievaluasi" in office.says("programme", "end", "P-1")
    said = office.says(
        "programme",
        "evaluate",
        "P-1",
        "--result",
        "20 ikut",
        "--improve",
        "jadwal",
        as_=COORDINATOR,
    )
    assert "belum dilaporkan" in said
    assert "dilaporkan" in office.says("programme", "report", "P-1", as_=TKSK)
    assert "Kelas lansia" in office.says("programme", "list")
    assert office.gives("programme", "list")[0]["status"] == "dilaporkan"
