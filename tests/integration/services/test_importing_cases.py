import pytest
from openpyxl import Workbook

from tests.integration.services.world import COORDINATOR, TKSK, mitra
from tksk_workflow.services.errors import InvalidInput, NotPermitted
from tksk_workflow.services.importing.cases import import_cases
from tksk_workflow.store.models import AuditEntry, Case, CaseDetail, Person

HEADING = (
    "nik;nama;tgl_lahir;jenis_kelamin;kode_kategori;catatan;jenis_disabilitas;desa;kondisi;dokumen"
)
OLD = "9903064503500001;Warga Satu;05-03-1950;P;PMKS-08;;;Gaung Telang;"


@pytest.fixture
def listed(tmp_path, world):
    def bring_in(*lines, actor=TKSK, encoding="utf-8", heading=HEADING, **more):
        path = tmp_path / "daftar.csv"
        path.write_bytes("\n".join((heading, *lines)).encode(encoding))
        return import_cases(world.app, actor, path, world.now, **more)

    return bring_in


def places(result):
    return [(one.row, one.column) for one in result.problems]


def test_good_rows_go_in_and_each_bad_row_is_reported_with_its_place(listed, world):
    result = listed(
        OLD + "sandang_pangan_papan_tak_terpenuhi;KTP|KK",
        "9903060503600002;Warga Dua;31-02-1960;L;PMKS-08;;;Gaung Telang;;",
        "9903060503600003;Warga Tiga;05-03-1960;X;PMKS-99;;;Entah Di Mana;;",
        ";Warga Empat;05-03-1961;L;PMKS-08;;;16.03.06.2004;sakit_brat;",
        "9903060503620005;Warga Lima;05-03-1962;L;PMKS-08;;;16.03.06.2004;;",
    )

    assert (result.rows_read, result.created, result.skipped) == (5, 2, 3)
    assert places(result) == [
        (3, "tgl_lahir"),
        (4, "jenis_kelamin"),
        (4, "kode_kategori"),
        (4, "desa"),
        (5, "kondisi"),
    ]
    assert "sakit_berat" in result.problems[-1].hint
    assert len(world.rows(Case)) == 2


def test_conditions_with_other_marks_between_them_are_told_the_right_one(listed, world):
    result = listed(OLD + "sakit_berat, tinggal_sendiri;")

    (problem,) = result.problems
    assert (problem.column, problem.hint) == (
        "kondisi",
        "contoh: sakit_berat|tinggal_sendiri=tidak",
    )


def test_who_somebody_is_has_columns_of_its_own_and_is_no_condition(listed, world):
    result = listed(OLD + "sakit|nik=9903064503500777|alamat=Jl. X;")

    assert places(result) == [(2, "kondisi"), (2, "kondisi")]
    said = repr(result.problems)
    assert "nik: data identitas" in said
    assert "9903064503500777" not in said
    assert "Jl. X" not in said
    assert world.rows(Case) == []


def test_importing_the_same_file_twice_changes_nothing(listed, world):
    lines = (OLD + "sakit_berat=tidak;KTP", ";Warga Dua;;L;PMKS-11;;;16.03.06.2004;;")
    first = listed(*lines)
    before = [(one.id, one.version, one.updated_at) for one in world.rows(Case)]
    world.later(days=3)

    second = listed(*lines)

    assert (first.created, second.created, second.unchanged) == (2, 0, 2)
    assert (second.updated, second.skipped, second.problems) == (0, 0, ())
    assert [(one.id, one.version, one.updated_at) for one in world.rows(Case)] == before
    assert len(world.rows(Person)) == 2


def test_several_categories_of_one_person_become_one_case(listed, world):
    result = listed(
        OLD + ";KTP",
        OLD.replace("PMKS-08", "PMKS-13") + ";KK",
        OLD.replace("PMKS-08", "pmks 9") + ";",
    )

    assert (result.created, result.updated) == (1, 2)
    (detail,) = world.rows(CaseDetail)
    assert detail.pmks == ["PMKS-08", "PMKS-09", "PMKS-13"]
    assert detail.facts["dokumen"] == ["KK", "KTP"]


def test_one_person_and_category_twice_in_a_file_is_a_duplicate(listed, world):
    result = listed(OLD + ";KTP", OLD + ";KTP", OLD + "sakit;KTP")

    assert (result.created, result.skipped) == (1, 2)
    assert places(result) == [(3, "kode_kategori"), (4, "kode_kategori")]
    assert "baris 2" in result.problems[1].reason


def test_an_older_list_does_not_overwrite_what_a_visit_found(listed, world):
    heading = HEADING + ";pembaruan_terakhir"
    listed(OLD + "tinggal_sendiri=ya;KTP;01-08-2026", heading=heading)
    world.visit("K-000001", {"kondisi": {"tinggal_sendiri": False}, "adl": "mandiri"})

    world.later(days=10)
    older = listed(OLD + "tinggal_sendiri=ya|sakit=ya;KTP;10-08-2026", heading=heading)
    (detail,) = world.rows(CaseDetail)
    assert older.updated == 1
    assert (detail.facts["tinggal_sendiri"], detail.facts["sakit"]) == (False, True)

    newer = listed(OLD + "tinggal_sendiri=ya;KTP;16-09-2026", heading=heading)
    (detail,) = world.rows(CaseDetail)
    assert newer.updated == 1
    assert (detail.facts["tinggal_sendiri"], detail.facts["adl"]) == (True, "mandiri")


def test_rows_of_data_from_days_to_come_or_long_past_are_all_told_and_leave_nothing(listed, world):
    heading = HEADING + ";pembaruan_terakhir"

    def row(name, updated, conditions=""):
        return f";{name};05-03-1950;P;PMKS-08;;;Gaung Telang;{conditions};;{updated}"

    result = listed(
        row("Warga Satu", "08-09-2026"),
        row("Warga Dua", "07-09-2026"),
        row("Warga Tiga", "05-03-1026"),
        row("Warga Empat", "07-09-2036"),
        row("Warga Lima", "", "pembaruan_terakhir=2026-09-08"),
        heading=heading,
    )

    column = "pembaruan_terakhir"
    assert places(result) == [(number, column) for number in (2, 4, 5, 6)]
    assert "07-09-2036 belum tiba" in result.problems[2].reason
    assert "hari ini 07-09-2026" in result.problems[2].hint
    assert result.created == len(world.rows(Case)) == len(world.rows(Person)) == 1


def test_a_nik_that_a_spreadsheet_has_damaged_is_flagged_and_the_row_goes_in(listed, world):
    result = listed("9,90306E+15;Warga Satu;05-03-1950;P;PMKS-08;;;Gaung Telang;;")

    assert (result.created, result.problems) == (1, ())
    assert [(one.row, one.column) for one in result.warnings] == [(2, "nik")]
    (person,) = world.rows(Person)
    assert (person.nik, person.nik_status) == (None, "cacat")


def test_one_nik_of_two_people_makes_two_persons_and_marks_both(listed, world):
    result = listed(
        OLD + ";KTP", OLD.replace("Warga Satu", "Budiman").replace("PMKS-08", "PMKS-13") + ";"
    )

    assert result.created == 2
    assert [person.nik_status for person in world.rows(Person)] == ["ganda", "ganda"]
    assert [one.row for one in result.warnings] == [3]


def test_an_emergency_without_nik_is_decided_on_import_and_leaves_at_once(listed, world):
    result = listed(";Mbah;05-03-1950;P;PMKS-08;;;Gaung Telang;sakit_berat|tinggal_sendiri;")

    assert result.created == 1
    assert dict(world.send().counts)["terkirim_P0"] >= 1
    assert world.referral("K-000001", "PKM-1").status == "requested"


def test_a_family_of_another_kecamatan_is_not_taken_in(listed, world):
    result = listed("9903060503700001;Warga;05-03-1970;L;PMKS-24;;;16.03.17.2007;;")

    assert (result.created, result.skipped) == (0, 1)
    assert "PGR-19" in result.problems[0].reason
    assert "16.03.17" in result.problems[0].hint
    assert world.rows(Person) == []


@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_the_separator_is_found_out(listed, separator):
    heading, line = HEADING.replace(";", separator), (OLD + ";KTP").replace(";", separator)
    assert listed(line, heading=heading).created == 1


def test_a_file_with_byte_order_mark_is_read(listed):
    assert listed(OLD + ";KTP", encoding="utf-8-sig").created == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (HEADING.encode() + b"\n;Caf\xe9;;L;PMKS-08;;;;;", "bukan UTF-8"),
        (b"", "kosong"),
        (b"nik;nama\n1;2", "kolom ini tidak ada"),
        ((HEADING + ";nik\n").encode(), "dua kali"),
        (HEADING.encode() + b'\n"tak ditutup;1', "rusak"),
        (b"PK\x03\x04 bukan zip", "bukan XLSX"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(world, tmp_path, content, said):
    path = tmp_path / "rusak.csv"
    path.write_bytes(content)
    with pytest.raises(InvalidInput) as caught:
        import_cases(world.app, TKSK, path, world.now)
    assert said in " ".join(problem.message for problem in caught.value.problems)


def test_a_spreadsheet_is_read_and_its_long_numbers_are_not_taken_for_a_nik(world, tmp_path):
    book = Workbook()
    sheet = book.active
    sheet.append(["NIK", "Nama", "Tanggal Lahir", "JK", "Kategori", "Desa", "Desil"])
    sheet.append(
        [
            9903064503500001,
            "Warga Satu",
            world.now.replace(year=1950, tzinfo=None),
            "P",
            "PMKS-08",
            "Gaung Telang",
            2,
        ]
    )
    sheet.append(["9903064503600002", "Warga Dua", "05-03-1960", "P", "PMKS-08", "Gaung Telang", 3])
    path = tmp_path / "daftar.xlsx"
    book.save(path)

    result = import_cases(world.app, TKSK, path, world.now)

    assert (result.created, result.problems) == (2, ())
    assert [one.row for one in result.warnings] == [2]
    assert [person.nik_status for person in world.rows(Person)] == ["cacat", "belum_diperiksa"]
    assert world.rows(CaseDetail)[0].facts["desil"] == 2


def test_an_unknown_column_is_reported_and_passed_over(listed):
    result = listed(OLD + ";KTP;x", heading=HEADING + ";pembaruan_terakir")
    assert result.created == 1
    assert [(one.row, one.hint) for one in result.warnings] == [
        (1, "mungkin maksud Anda 'pembaruan_terakhir'")
    ]


def test_a_row_with_more_cells_than_headings_is_not_guessed_at(listed):
    result = listed(OLD + ";KTP;lebih;lagi")
    assert (result.rows_read, result.created, result.skipped) == (1, 0, 1)


def test_a_partner_cannot_import_cases(listed):
    with pytest.raises(NotPermitted):
        listed(OLD + ";KTP", actor=mitra("PKM-1"))


def test_a_file_without_villages_takes_the_one_that_is_named(listed, world):
    heading = "nik;nama;tgl_lahir;jenis_kelamin;kode_kategori;catatan;jenis_disabilitas"
    line = "9903064503500001;Warga Satu;05-03-1950;P;PMKS-09;;mental"
    missing = listed(line, heading=heading)
    assert places(missing) == [(2, "desa")]

    result = listed(line, heading=heading, village="16.03.06.2004", actor=COORDINATOR)
    assert result.created == 1
    assert world.rows(CaseDetail)[0].facts["disabilitas"] == ["mental"]


def test_nobody_is_named_in_the_audit_log_of_an_import(listed, world):
    listed(OLD + "sakit_berat;KTP")
    text = " ".join(f"{entry.entity_id} {entry.data}" for entry in world.rows(AuditEntry))
    assert "990306" not in text
    assert "Warga" not in text
    assert "PMKS" not in text
