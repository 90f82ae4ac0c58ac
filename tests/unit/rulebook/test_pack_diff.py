"""What differs between two packs, in the words of their files."""

from __future__ import annotations

import pytest

from tests.unit.rulebook.district_pack import entry, with_changes
from tests.unit.rulebook.tiny_pack import FILES, changed
from tksk_workflow.rulebook.extending.pack_diff import PACK, DiffAction, pack_diff


def things(before, after):
    return [(one.kind, one.name, one.action.value) for one in pack_diff(before, after)]


def only(before, after):
    (found,) = pack_diff(before, after)
    return found


def test_a_pack_does_not_differ_from_itself():
    assert pack_diff(FILES, FILES) == []


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("pmks/08.yaml", "jenis: PMKS-08\n", "jenis: PMKS-08  # lansia\n\n"),
        ("pmks/08.yaml", "      - {nama: Sakit, fakta: {usia: 60, sakit: ya}, hasil: cocok}\n",
         "      - nama: Sakit\n        fakta: {usia: 60, sakit: ya}\n        hasil: cocok\n"),
        ("layanan.yaml", "{nama: Berobat}", "{nama: 'Berobat'}"),
    ],
)  # fmt: skip
def test_another_way_to_write_the_same_is_no_difference(file, old, new):
    assert pack_diff(FILES, changed(file, old, new)) == []


def test_another_division_into_files_is_no_difference():
    moved = {("aturan/lansia.yaml" if name == "pmks/08.yaml" else name): text
             for name, text in FILES.items()}  # fmt: skip
    assert pack_diff(FILES, moved) == []


def test_a_changed_key_is_told_before_and_after():
    found = only(FILES, changed("pmks/08.yaml", "urgensi: P2", "urgensi: P1"))
    assert (found.kind, found.name, found.title) == ("aturan", "PMKS-08", "Dasar")
    assert [key.sentence for key in found.keys] == ["maka.urgensi: P2 → P1"]
    assert found.basis == ("umum",)


def test_of_a_list_only_what_came_and_went_is_told():
    found = only(FILES, changed("pmks/08.yaml", "dokumen: [KTP]", "dokumen: [REKOM_DINSOS]"))
    (key,) = found.keys
    assert (key.added, key.removed) == (("REKOM_DINSOS",), ("KTP",))
    assert key.sentence == "maka.dokumen: ditambah REKOM_DINSOS; dihapus KTP"


def test_a_key_that_came_or_went_is_told():
    more = changed("pmks/08.yaml", "      dokumen: [KTP]\n", "      catatan: Baru\n")
    assert [key.sentence for key in only(FILES, more).keys] == [
        "maka.dokumen: tidak lagi [KTP]",
        "maka.catatan: kini Baru",
    ]


def test_the_same_members_in_another_order_are_told_as_a_whole():
    before = changed("pmks/08.yaml", "bentuk: [pendampingan]", "bentuk: [pendampingan, rujukan]")
    after = changed("pmks/08.yaml", "bentuk: [pendampingan]", "bentuk: [rujukan, pendampingan]")
    (key,) = only(before, after).keys
    assert key.sentence == "maka.bentuk: [pendampingan, rujukan] → [rujukan, pendampingan]"


@pytest.mark.parametrize(
    ("file", "old", "new", "kind", "name"),
    [
        ("pagar.yaml", "tindakan: tahan", "tindakan: peringatkan", "pagar", "PGR-04"),
        ("turunan.yaml", "nama: Dibantu ber", "nama: Ditolong ber", "aturan", "TUR-01"),
        ("pmks/08.yaml", "tertutup: tidak", "tertutup: ya", "jenis", "PMKS-08"),
        ("parameter.yaml", "nilai: 65", "nilai: 63", "parameter", "usia_lansia"),
        ("urgensi.yaml", "kirim_maks: 24 jam", "kirim_maks: 12 jam", "urgensi", "P0"),
        ("mitra.yaml", "nama: Panti", "nama: Panti provinsi", "mitra", "PSLU"),
        ("layanan.yaml", "nama: Santunan", "nama: Bantuan", "layanan", "santunan"),
        ("dokumen.yaml", "nama: KTP", "nama: Kartu", "dokumen", "KTP"),
        ("kosakata.yaml", "label: Sakit,", "label: Sakit berat,", "fakta", "sakit"),
        ("sumber.yaml", "diperiksa: tidak", "diperiksa: ya", "sumber", "umum"),
        ("paket.yaml", 'versi: "1"', 'versi: "2"', PACK, ""),
    ],
)
def test_everything_that_a_pack_says_is_compared(file, old, new, kind, name):
    assert things(FILES, changed(file, old, new)) == [(kind, name, "diubah")]


def test_days_off_are_compared_by_day_and_area():
    def days(*more):
        lines = "".join(f"      - {one}\n" for one in more)
        text = f"berkas: hari-libur\ntahun:\n  2028:\n    sumber: umum\n    hari:\n{lines}"
        return {**FILES, "hari-libur.yaml": text}

    national = "{tanggal: 2028-03-09, jenis: libur, nama: A}"
    local = "{tanggal: 2028-03-09, jenis: masuk, nama: B, wilayah: [16.03]}"
    assert things(days(national), days(national, local)) == [
        ("hari-libur", "2028-03-09 [16.03]", "ditambah")
    ]


def test_an_extending_pack_is_compared_by_what_counts_in_the_end():
    after = with_changes(
        entry("aturan: PMKS-08", "ubah: {maka: {urgensi: P1}}"),
        entry("aturan: PMKS-08-V1", "matikan: ya"),
    )
    assert things(FILES, after) == [
        (PACK, "", "diubah"),
        ("aturan", "PMKS-08", "diubah"),
        ("aturan", "PMKS-08-V1", "dihapus"),
        ("sumber", "sk-bupati", "ditambah"),
    ]


def test_what_is_added_one_way_is_removed_the_other_way():
    after = with_changes(entry("aturan: PMKS-08-V1", "matikan: ya"))
    turned = {DiffAction.ADDED: "dihapus", DiffAction.REMOVED: "ditambah"}
    there = [(kind, name, action) for kind, name, action in things(FILES, after)]
    back = [
        (one.kind, one.name, turned.get(one.action, "diubah")) for one in pack_diff(after, FILES)
    ]
    assert there == back
