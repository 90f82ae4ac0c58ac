"""`tksk import deciles`, `import results`, `tksk result`: lists from the centre."""

from tests.integration.cli.conftest import COORDINATOR
from tksk_workflow.services.welfare_data.reconciliation import reconcile


def a_list(tmp_path, *lines):
    path = tmp_path / "daftar.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_deciles_go_in_and_wrong_rows_are_named(office, world, tmp_path):
    case = world.register().case
    path = a_list(tmp_path, "kasus;desil;periode", f"{case};3;2026-T3", f"{case};30;2026-T3")
    said = office.refuses("import", "deciles", path, as_=COORDINATOR)
    assert "0 sampai 10" in said
    good = a_list(tmp_path, "nik;desil;periode", "9903064503500999;3;2026-T3")
    assert "1 baris tentang orang tanpa kasus" in office.says(
        "import", "deciles", good, as_=COORDINATOR
    )
    assert "tidak memasukkan daftar dari pusat" in office.refuses("import", "deciles", good)


def test_a_difference_is_listed_and_settled(office, world, tmp_path):
    case = world.register().case
    path = a_list(tmp_path, "kasus;layanan;hasil;periode", f"{case};usulan_dtsen;diterima;2026-08")
    assert office.gives("import", "results", path, as_=COORDINATOR)["created"] == 1
    assert office.gives("import", "results", path, as_=COORDINATOR)["unchanged"] == 1
    reconcile(world.app, world.now, 10)
    assert "tidak diusulkan" in office.says("result", "list")
    assert "hasil_pusat_berbeda" in str(office.gives("worklist"))
    assert "belum" not in office.says("result", "settle", "H-1", "--note", "salah orang")
    assert office.gives("result", "list") == []
    (settled,) = office.gives("result", "list", "--all")
    assert settled["settlement"] == "salah orang"
    assert "tidak ada" in office.refuses("result", "settle", "H-99", "--note", "x")


def test_a_file_without_its_columns_says_which(office, world, tmp_path):
    path = a_list(tmp_path, "nik;hasil", "9903064503500999;diterima")
    said = office.refuses("import", "results", path, as_=COORDINATOR)
    assert "layanan: kolom ini tidak ada" in said
    assert "periode: kolom ini tidak ada" in said
