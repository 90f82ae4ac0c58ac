import csv
import io

from tksk_workflow.demo.caseload import build_caseload
from tksk_workflow.demo.csv_files import CASE_COLUMNS, cases_as_csv, partners_as_csv
from tksk_workflow.demo.directory import build_directory

PEOPLE = build_caseload(5, size=40)


def rows(text):
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_the_same_seed_writes_the_same_bytes():
    assert cases_as_csv(build_caseload(5, size=40)) == cases_as_csv(PEOPLE)


def test_the_columns_are_those_of_the_import_guide_first():
    text = cases_as_csv(PEOPLE)

    assert text.startswith(
        "nik;nama;tgl_lahir;jenis_kelamin;kode_kategori;catatan;jenis_disabilitas;"
    )
    assert tuple(rows(text)[0]) == CASE_COLUMNS


def test_an_answer_of_no_is_written_and_an_unasked_question_is_not():
    for person, row in zip(PEOPLE, rows(cases_as_csv(PEOPLE)), strict=True):
        written = set(row["kondisi"].split("|")) - {""}
        assert len(written) == len(person.told)
        for fact, value in person.told.items():
            assert (f"{fact}=tidak" in written) == (value is False)


def test_bad_rows_are_added_on_purpose_and_carry_no_number():
    plain, spoilt = rows(cases_as_csv(PEOPLE)), rows(cases_as_csv(PEOPLE, with_bad_rows=True))

    added = spoilt[len(plain) :]

    assert len(added) == 8
    assert added[-1] == plain[0]
    assert all(row["nik"] == "" for row in added[:-1])


def test_the_directory_is_written_with_dates_and_areas():
    written = {row["kode"]: row for row in rows(partners_as_csv(build_directory()))}

    assert written["CSR-KEBUN-CONTOH"]["mou_selesai"] == "30-06-2026"
    assert written["RPTC"]["wilayah"] == "nasional"
    assert written["PSLU-HARAPAN-KITA"]["rekomendasi"] == "ya"
