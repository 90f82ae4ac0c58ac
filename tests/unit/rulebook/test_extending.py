"""A kabupaten's pack extends another one: it adds, changes and switches off, with reasons."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from tests.unit.rulebook.district_pack import BASE, HEADER, SOURCES, entry, with_changes
from tests.unit.rulebook.tiny_pack import FILES, problems_of
from tksk_workflow.config import default_rules_dir
from tksk_workflow.domain.overrides import OverrideAction
from tksk_workflow.domain.rulepack import Place
from tksk_workflow.domain.urgency import Term, TermUnit, Urgency
from tksk_workflow.rulebook.default_pack import shipped_pack
from tksk_workflow.rulebook.examples import check_files, run_examples
from tksk_workflow.rulebook.loading import load_pack, load_texts
from tksk_workflow.rulebook.problems import Findings, PackError, Problem
from tksk_workflow.rulebook.reading.pack_folder import content_hash, read_files
from tksk_workflow.rulebook.router import Router

MARK = "▶"
DAY = date(2026, 11, 25)
SAMPLE = Path(__file__).parents[3] / "docs" / "contoh-paket-kabupaten"
NEW_RULE = (
    "tambah: {nama: Baru, jika: {sendiri: ya}, maka: {urgensi: P3, bentuk: [rujukan], "
    "rujuk: [{mitra: DINSOS_KAB, layanan: santunan}]}, contoh: ["
    "{nama: a, fakta: {usia: 60, sendiri: ya}, hasil: cocok}, "
    "{nama: b, fakta: {usia: 60, sendiri: tidak}, hasil: tidak cocok}]}"
)


def rule_of(files, name):
    return next(rule for rule in load_texts(files).rules if rule.id == name)


def test_a_pack_without_changes_decides_as_its_base():
    extended, base = load_texts(with_changes()), load_texts(FILES)
    assert extended.name == "kabupaten"
    assert [rule.condition for rule in extended.rules] == [rule.condition for rule in base.rules]
    assert extended.parameters == base.parameters
    assert [(one.name, one.version, one.content_hash) for one in extended.bases] == [
        ("kecil", "1", base.content_hash)
    ]
    assert extended.content_hash != base.content_hash


def test_given_keys_change_and_the_others_stay():
    files = with_changes(entry("aturan: PMKS-08", "ubah: {maka: {urgensi: P1}}"))
    before, after = rule_of(FILES, "PMKS-08"), rule_of(files, "PMKS-08")
    assert (before.urgency, after.urgency) == (Urgency.P2, Urgency.P1)
    assert after.orders == before.orders
    assert after.condition == before.condition
    assert after.sources == ("umum", "sk-bupati")


def test_a_condition_is_changed_as_a_whole():
    files = with_changes(entry("aturan: PMKS-08-V1", "ubah: {jika: {sendiri: ya}}"))
    facts = {"usia": 70, "pmks": frozenset({"PMKS-08"}), "sendiri": True, "sakit": False}
    with Router(load_texts(files), DAY, "evaluator") as router:
        assert {one.rule for one in router.decide("K-1", facts).referrals} == {"PMKS-08-V1"}


def test_a_rule_is_replaced_as_a_whole():
    files = with_changes(entry("aturan: PMKS-08", NEW_RULE.replace("tambah", "ganti")))
    rule = rule_of(files, "PMKS-08")
    assert (rule.name, rule.urgency, rule.documents) == ("Baru", Urgency.P3, ())
    assert rule.sources == ("sk-bupati",)


def test_a_list_is_told_what_to_add_and_what_to_take_out():
    files = with_changes(
        entry("dokumen: KK", "tambah: {nama: Kartu keluarga}"),
        entry("fakta: dokumen", "ubah: {anggota: {tambah: [KK]}}"),
        entry("aturan: PMKS-08", "ubah: {maka: {dokumen: {tambah: [KK], hapus: [KTP]}}}"),
    )
    assert rule_of(files, "PMKS-08").documents == ("KK",)


def test_an_example_is_taken_out_by_its_name():
    files = with_changes(entry("aturan: PMKS-08", "ubah: {contoh: {hapus: [Belum ditanya]}}"))
    assert [one.name for one in rule_of(files, "PMKS-08").examples] == ["Sakit", "Muda"]


@pytest.mark.parametrize(
    ("name", "kind", "shared"), [("PMKS-08-V2", "pmks", True), ("KEB-01", "kebutuhan", False)]
)
def test_a_new_rule_joins_the_rules_of_its_kind(name, kind, shared):
    rule = rule_of(with_changes(entry(f"aturan: {name}", NEW_RULE)), name)
    assert rule.kind == kind
    assert rule.sources == ("sk-bupati",)
    # A variant shares the condition of its type's file.
    assert (rule.pmks == "PMKS-08") is shared


def test_a_rule_that_is_switched_off_is_gone_and_may_still_be_named():
    base = {
        **BASE,
        "induk/pmks/08.yaml": FILES["pmks/08.yaml"].replace(
            "      dokumen: [KTP]\n", "      dokumen: [KTP]\n      gantikan: [PMKS-08-V1]\n"
        ),
    }
    files = {**with_changes(entry("aturan: PMKS-08-V1", "matikan: ya")), **base}
    pack = load_texts(files)
    assert [rule.id for rule in pack.rules if rule.kind == "pmks"] == ["PMKS-08"]
    assert rule_of(files, "PMKS-08").replaces == ()


def test_guards_parameters_terms_types_and_partners_change_too():
    pack = load_texts(
        with_changes(
            entry("pagar: PGR-04", "ubah: {maka: {alasan: Kunjungi dahulu.}}"),
            entry(
                "parameter: usia_lansia",
                "ubah: {nilai: {tambah: "
                "[{nilai: 58, berlaku_sejak: 2026-06-01, sumber: sk-bupati}]}}",
            ),
            entry("urgensi: P2", "ubah: {kirim_maks: 1 hari kerja}"),
            entry("jenis: PMKS-08", "ubah: {alias: [LUT, lansia]}"),
            entry("mitra: RSUD", "ubah: {nama: Rumah sakit kabupaten}"),
        )
    )
    assert pack.guards[0].reason == "Kunjungi dahulu."
    assert [pack.parameters["usia_lansia"].on(date(2026, month, 1)) for month in (5, 6)] == [60, 58]
    grade = pack.urgency_classes[Urgency.P2]
    assert grade.send_within == Term(TermUnit("hari kerja"), 1)
    assert grade.follow_up_days == (7,)
    assert pack.pmks_types["PMKS-08"].aliases == ("LUT", "lansia")
    assert pack.partner_types["RSUD"].name == "Rumah sakit kabupaten"


def test_every_change_is_kept_with_its_reason_source_and_place():
    (found,) = load_texts(
        with_changes(entry("aturan: PMKS-08", "ubah: {nama: Lain, maka: {urgensi: P1}}"))
    ).overrides
    assert (found.kind, found.name, found.action) == ("aturan", "PMKS-08", OverrideAction.CHANGE)
    assert found.keys == ("nama", "maka.urgensi")
    assert (found.reason, found.sources) == ("Kami berbeda", ("sk-bupati",))
    assert (found.pack, found.file, found.line) == ("kabupaten", "perubahan.yaml", 3)


def test_words_of_an_own_file_are_simply_new():
    files = with_changes(layanan="berkas: layanan\nlayanan:\n  antar: {nama: Antar jemput}\n")
    assert load_texts(files).services.keys() == {"berobat", "santunan", "antar"}


def test_days_off_of_both_packs_count():
    base = (
        "berkas: hari-libur\ntahun:\n  2028:\n    sumber: umum\n    hari:\n"
        "      - {tanggal: 2028-03-09, jenis: libur, nama: Hari jadi}\n"
    )
    own = base.replace("03-09", "05-02").replace("umum", "sk-bupati")
    files = {**with_changes(), "hari-libur.yaml": own, "induk/hari-libur.yaml": base}
    days = {one.day: one.sources for one in load_texts(files).calendar.days}
    assert days == {date(2028, 3, 9): ("umum",), date(2028, 5, 2): ("sk-bupati",)}


def test_a_pack_of_a_pack_of_a_pack_is_one_pack():
    province = with_changes(entry("aturan: PMKS-08", "ubah: {maka: {urgensi: P3}}"))
    files = {
        "paket.yaml": HEADER.replace("kecil", "kabupaten").replace("nama: kab", "nama: kec_kab"),
        "perubahan.yaml": "berkas: perubahan\nperubahan:\n  - "
        + entry("aturan: PMKS-08", "ubah: {maka: {dokumen: []}}")
        + "\n",
        **{f"induk/{name}": text for name, text in province.items()},
    }
    pack = load_texts(files)
    rule = rule_of(files, "PMKS-08")
    assert (rule.urgency, rule.documents) == (Urgency.P3, ())
    assert [base.name for base in pack.bases] == ["kabupaten", "kecil"]
    assert [base.content_hash for base in pack.bases] == [
        content_hash(province),
        content_hash(FILES),
    ]
    assert [one.pack for one in pack.overrides] == ["kabupaten", "kec_kabupaten"]


def test_the_text_of_both_packs_makes_the_hash():
    files = with_changes()
    changed_base = {
        **files,
        "induk/layanan.yaml": files["induk/layanan.yaml"].replace("Berobat", "Obat"),
    }
    changed_own = {**files, "sumber.yaml": files["sumber.yaml"].replace("rekaan", "lain")}
    hashes = {load_texts(one).content_hash for one in (files, changed_base, changed_own)}
    assert len(hashes) == 3


# ------------------------------------------------------------------------- mistakes

_URGENT = "ubah: {maka: {urgensi: P1}}"
BROKEN = [
    ("tanpa-alasan", f"▶{{aturan: PMKS-08, sumber: [sk-bupati], {_URGENT}}}"),
    ("tanpa-sumber", f"▶{{aturan: PMKS-08, alasan: Beda, {_URGENT}}}"),
    ("sumber-tak-dikenal", f"{{aturan: PMKS-08, alasan: Beda, sumber: [▶sk-camat], {_URGENT}}}"),
    ("kunci-kurang", "▶{alasan: Beda, sumber: [sk-bupati], matikan: ya}"),
    ("kunci-kurang", "▶{aturan: PMKS-08, alasan: Beda, sumber: [sk-bupati]}"),
    ("kunci-berlebih", entry("aturan: PMKS-08-V1", f"matikan: ▶ya, {_URGENT}")),
    ("kunci-berlebih", entry("aturan: PMKS-08, pagar: ▶PGR-04", "matikan: ya")),
    ("kunci-tak-dikenal", entry("aturan: PMKS-08-V1", "▶matika: ya, matikan: ya")),
    ("aturan-tak-dikenal", entry("aturan: ▶PMKS-08-V7", "matikan: ya")),
    ("pagar-tak-dikenal", entry("pagar: ▶PGR-44", "matikan: ya")),
    ("parameter-tak-dikenal", entry("parameter: ▶usia_lanisa", "ubah: {satuan: hari}")),
    ("jenis-tak-dikenal", entry("jenis: ▶PMKS-09", "ubah: {alias: [x]}")),
    ("ganda", entry("aturan: ▶PMKS-08-V1", NEW_RULE)),
    ("ganda", entry("layanan: ▶berobat", "tambah: {nama: Lagi}")),
    ("tindakan-salah", entry("layanan: berobat", "matikan: ▶ya")),
    ("tindakan-salah", entry("urgensi: P1", "tambah: ▶{label: x}")),
    ("nilai-salah", entry("aturan: PMKS-08-V1", "matikan: ▶tidak")),
    ("jenis-salah", entry("aturan: PMKS-08-V1", "ubah: ▶P1")),
    ("jenis-salah", entry("aturan: PMKS-08-V1", "ubah: ▶{}")),
    ("aturan-dasar-kurang", entry("aturan: ▶PMKS-08", "matikan: ya")),
    ("kunci-salah-tempat", entry("aturan: PMKS-08", "ubah: {▶id: PMKS-08-V4}")),
    ("kunci-salah-tempat", entry("jenis: PMKS-08", "ubah: {▶aturan: []}")),
    ("kunci-tak-dikenal", entry("aturan: PMKS-08", "ubah: {▶urgensi: P1}")),
    ("kunci-tak-dikenal", entry("aturan: PMKS-08", "ubah: {maka: {▶urgent: P1}}")),
    ("nilai-salah", entry("aturan: PMKS-08", "ubah: {maka: {urgensi: ▶P9}}")),
    ("fakta-tak-dikenal", entry("aturan: PMKS-08", "ubah: {jika: {▶sakitt: ya}}")),
    ("mitra-tak-dikenal", entry("aturan: PMKS-08", "ubah: {maka: {rujuk: [{mitra: ▶RS, layanan: berobat}]}}")),
    ("tidak-ada-dalam-daftar", entry("aturan: PMKS-08", "ubah: {maka: {dokumen: {hapus: [▶KTPP]}}}")),
    ("dokumen-tak-dikenal", entry("aturan: PMKS-08", "ubah: {maka: {dokumen: {tambah: [▶KTPP]}}}")),
    ("id-salah", entry("aturan: ▶PMKS-8-V1", NEW_RULE)),
    ("nilai-salah", entry("urgensi: P2", "ubah: {kirim_maks: ▶2 hari}")),
    ("kunci-kurang", entry("aturan: KEB-01", NEW_RULE.replace("tambah: {nama: Baru, ", "tambah: ▶{"))),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "text"), BROKEN, ids=[f"{number}-{case[0]}" for number, case in enumerate(BROKEN)]
)
def test_a_mistake_shows_where_it_was_made(code, text):
    lines = with_changes(text)["perubahan.yaml"].split("\n")
    line = next(number for number, one in enumerate(lines, start=1) if MARK in one)
    column = lines[line - 1].index(MARK) + 1
    found = problems_of(with_changes(text.replace(MARK, "")))
    assert [(one.code, one.file, one.line, one.column) for one in found] == [
        (code, "perubahan.yaml", line, column)
    ]


def test_a_mistake_of_the_base_shows_in_the_base():
    broken = FILES["pmks/08.yaml"].replace("urgensi: P2", "urgensi: P9")
    files = {**with_changes(), "induk/pmks/08.yaml": broken}
    line = broken[: broken.index("P9")].count("\n") + 1
    assert [(one.code, one.file, one.line) for one in problems_of(files)] == [
        ("nilai-salah", "induk/pmks/08.yaml", line)
    ]


def test_one_thing_is_changed_once():
    change = entry("aturan: PMKS-08", _URGENT)
    (found,) = problems_of(with_changes(change, change))
    assert (found.code, found.line) == ("ganda", 4)
    assert "baris 3" in found.message


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("kebutuhan", FILES["turunan.yaml"].replace("turunan", "kebutuhan"), "bukan-perubahan"),
        ("urgensi", FILES["urgensi.yaml"], "bukan-perubahan"),
        ("layanan", "berkas: layanan\nlayanan:\n  berobat: {nama: Lagi}\n", "ganda"),
    ],
)
def test_what_the_base_has_is_not_written_anew_without_a_reason(name, text, code):
    (found,) = problems_of(with_changes(**{name: text}))
    assert (found.code, found.file) == (code, f"{name}.yaml")
    assert "perubahan" in found.hint


def test_changes_without_a_base_mean_nothing():
    text = with_changes(entry("aturan: PMKS-08", _URGENT))["perubahan.yaml"]
    (found,) = problems_of({**FILES, "perubahan.yaml": text})
    assert (found.code, found.file) == ("tanpa-induk", "perubahan.yaml")


@pytest.mark.parametrize(
    ("header", "base", "code"),
    [
        (HEADER, {}, "induk-tidak-ada"),
        (HEADER.replace("kecil", "besar"), BASE, "induk-tidak-ada"),
        (HEADER.replace("memperluas: kecil", "memperluas: [kecil]"), BASE, "jenis-salah"),
    ],
)
def test_a_base_that_is_not_there_is_one_problem(header, base, code):
    files = {"paket.yaml": header, "sumber.yaml": SOURCES, **base}
    assert [(one.code, one.file, one.line) for one in problems_of(files)] == [
        (code, "paket.yaml", 6)
    ]


def test_a_header_that_cannot_be_read_is_the_only_news():
    files = {**with_changes(entry("aturan: PMKS-08", _URGENT)), "paket.yaml": "berkas: [paket"}
    assert [one.code for one in problems_of(files)] == ["yaml-salah"]


# ------------------------------------------------------------------------- on disk


def _write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def _own(**changed: str) -> dict[str, str]:
    files = with_changes(entry("aturan: PMKS-08", _URGENT))
    own = {name: text for name, text in files.items() if not name.startswith("induk/")}
    return {**own, **changed}


def test_the_base_is_found_by_its_path_and_kept_with_the_text(tmp_path):
    _write(tmp_path / "dasar", FILES)
    header = HEADER.replace("memperluas: kecil", "memperluas: ../dasar")
    folder = _write(tmp_path / "kabupaten", _own(**{"paket.yaml": header}))
    pack = load_pack(folder)
    files = read_files(folder, Findings())
    kept = _write(tmp_path / "simpanan", files)
    assert pack.content_hash == content_hash(files) == load_texts(files).content_hash
    # What was kept needs the other folder no more.
    for path in sorted((tmp_path / "dasar").rglob("*.yaml")):
        path.unlink()
    assert load_pack(kept).content_hash == pack.content_hash


def test_the_shipped_pack_is_found_by_its_name(monkeypatch):
    monkeypatch.setenv("TKSK_RULES", str(SAMPLE))
    name, folder = shipped_pack()
    base = load_pack(folder)
    assert base.name == name
    assert [one.content_hash for one in load_pack(SAMPLE).bases] == [base.content_hash]
    assert folder == default_rules_dir()


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("kabupaten-lain", "tidak dikenal"),
        ("../tidak-ada", "tidak ditemukan"),
        ("..", "tidak memuat paket.yaml"),
        (".", "memperluas dirinya sendiri"),
        ("./dalam", "di dalam folder paket"),
        ("../putar", "memperluas dirinya sendiri"),
    ],
)
def test_a_base_that_cannot_be_is_told_at_its_line(tmp_path, named, said):
    header = HEADER.replace("memperluas: kecil", f"memperluas: {named}")
    folder = _write(tmp_path / "kabupaten", _own(**{"paket.yaml": header}))
    _write(folder / "dalam", {} if named != "./dalam" else {"paket.yaml": FILES["paket.yaml"]})
    _write(
        tmp_path / "putar",
        _own(**{"paket.yaml": HEADER.replace("memperluas: kecil", "memperluas: ../kabupaten")}),
    )
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    found = next(one for one in caught.value.problems if one.code == "induk-tidak-ada")
    assert said in found.message
    assert found.file.removeprefix("induk/") == "paket.yaml"
    assert found.line == 6


def test_an_endless_row_of_packs_is_refused(tmp_path):
    for number in range(8):
        header = HEADER.replace("memperluas: kecil", f"memperluas: ../p{number + 1}")
        _write(tmp_path / f"p{number}", {"paket.yaml": header, "sumber.yaml": SOURCES})
    _write(tmp_path / "p8", FILES)
    findings = Findings()
    read_files(tmp_path / "p0", findings)
    (found,) = findings.problems
    assert found.code == "induk-tidak-ada"
    assert os.sep not in found.file.removeprefix("induk/" * 4)


def test_an_example_of_the_base_that_fails_names_the_change(tmp_path):
    _write(tmp_path / "dasar", FILES)
    own = _own(
        **{
            "paket.yaml": HEADER.replace("memperluas: kecil", "memperluas: ../dasar"),
            "perubahan.yaml": "berkas: perubahan\nperubahan:\n  - "
            + entry("aturan: PMKS-08", "ubah: {jika: {sendiri: ya}}")
            + "\n",
        }
    )
    _, problems, _ = check_files(_write(tmp_path / "kabupaten", own), DAY)
    assert {(one.code, one.file) for one in problems} == {("contoh-gagal", "induk/pmks/08.yaml")}
    assert all("perubahan.yaml baris 3" in one.hint for one in problems), problems


def test_the_sample_of_the_guide_is_sound():
    pack, problems, _ = check_files(SAMPLE, DAY)
    assert problems == []
    assert pack is not None
    assert {one.action for one in pack.overrides} >= {
        OverrideAction.ADD,
        OverrideAction.CHANGE,
        OverrideAction.SWITCH_OFF,
    }
    assert all(result.held for result in run_examples(pack, DAY))


def test_places_of_both_packs_are_told_apart():
    rule = rule_of(with_changes(entry("aturan: KEB-01", NEW_RULE)), "KEB-01")
    base = rule_of(with_changes(), "PMKS-08")
    assert rule.place.file == "perubahan.yaml"
    assert isinstance(base.place, Place)
    assert base.place.file == "induk/pmks/08.yaml"


def test_problems_sort_by_file():
    broken = {**with_changes(), "induk/layanan.yaml": "berkas: [x", "sumber.yaml": "berkas: [x"}
    found: list[Problem] = problems_of(broken)
    assert [one.file for one in found] == ["induk/layanan.yaml", "sumber.yaml"]
