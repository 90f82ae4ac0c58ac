"""`tksk audit decisions` and `tksk audit decision`, as an auditor types them."""

import csv
import json

import pytest
from sqlalchemy import text

AUDITOR = "auditor/inspektorat"


@pytest.fixture
def decided(office, world):
    for _ in range(3):
        world.register()
    world.route()
    return office


def test_a_list_says_where_the_next_page_is(decided):
    said = decided.says("audit", "decisions", "--limit", 2, as_=AUDITOR)

    assert said.count("KEP-") == 2
    assert "Halaman 1 dari 2; 3 keputusan. Lanjut: --page 2" in said
    last = decided.says("audit", "decisions", "--limit", 2, "--page", 2, as_=AUDITOR)
    assert last.count("KEP-") == 1


def test_each_line_of_the_list_names_the_case_so_that_its_decisions_can_be_compared(decided):
    said = decided.says("audit", "decisions", as_=AUDITOR)
    lines = decided.gives("audit", "decisions", as_=AUDITOR)["lines"]

    for line in lines:
        (row,) = [one for one in said.splitlines() if line["decision"] in one]
        assert line["case"] in row


def test_nobody_needs_to_be_named_to_audit(decided):
    assert decided.says("audit", "decisions", as_=None).count("KEP-") == 3


def test_nothing_found_is_a_sentence(decided):
    said = decided.says("audit", "decisions", "--rule", "KEB-20", as_=AUDITOR)
    assert "Tidak ada keputusan yang cocok." in said


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_all_that_is_found_goes_into_a_file_whatever_the_page(decided, tmp_path, ending):
    path = tmp_path / f"keputusan.{ending}"

    said = decided.says("audit", "decisions", "--limit", 1, "--out", path, as_=AUDITOR)

    assert "3 keputusan ditulis" in said
    text = path.read_text(encoding="utf-8")
    rows = (
        list(csv.DictReader(text.splitlines(), delimiter=";"))
        if ending == "csv"
        else json.loads(text)
    )
    assert len(rows) == 3
    assert all(row["decision"].startswith("KEP-") for row in rows)
    assert all("PMKS-08" in row["rules"] for row in rows)
    assert list(tmp_path.glob("*.tmp")) == []


def test_a_file_of_another_kind_is_wrong_usage(decided, tmp_path):
    said = decided.refuses("audit", "decisions", "--out", tmp_path / "k.xlsx", as_=AUDITOR, code=2)
    assert ".csv atau .json" in said


def test_a_file_that_cannot_be_written_is_said(decided, tmp_path):
    path = tmp_path / "tidak-ada" / "k.csv"
    assert "tidak dapat ditulis" in decided.refuses(
        "audit", "decisions", "--out", path, as_=AUDITOR, code=2
    )


def test_every_problem_of_a_question_is_listed(decided):
    said = decided.refuses(
        *("audit", "decisions", "--from", "2026-09-08", "--until", "2026-09-07"),
        *("--partner", "ENTAH"),
        as_=AUDITOR,
    )
    assert "periode:" in said
    assert "mitra: 'ENTAH'" in said


def test_a_decision_is_told_on_a_screen_and_to_a_program(decided):
    (first, *_) = decided.gives("audit", "decisions", as_=AUDITOR)["lines"]

    said = decided.says("audit", "decision", first["decision"], as_=AUDITOR)
    data = decided.gives("audit", "decision", first["decision"], as_=AUDITOR)

    for heading in ("FAKTA YANG DIPAKAI", "ATURAN YANG BERLAKU", "PAGAR", "SIAPA MELAKUKAN APA"):
        assert heading in said
    assert "→ DINSOS-A: pilihan pertama" in said
    assert f"Putar ulang: tksk audit replay {first['decision']}" in said
    assert (data["decision"], data["case"]) == (first["decision"], first["case"])
    assert data["case_code"] is None
    assert "Sama" in decided.says("audit", "replay", first["decision"], as_=AUDITOR)


def change(world, statement):
    with world.app.engine.begin() as connection:
        connection.execute(text(statement))


def test_a_decision_that_was_changed_consistently_is_named_by_every_check(decided, world):
    change(world, "UPDATE decision SET directory_hash = 'lain' WHERE id = 2")
    told = "keputusan D-2: isinya bukan yang tercatat dalam jejak audit"

    said = decided.refuses("audit", "replay", "D-2", as_=AUDITOR)
    assert told in said
    assert "Sama" in said
    assert told in decided.refuses("audit", "verify", as_=None)
    assert told in decided.refuses("db", "check", as_=None)
    data = json.loads(decided.refuses("audit", "verify", "--format", "json", as_=None))
    assert (data["intact"], data["broken"], len(data["altered_rows"])) == (False, [], 1)
    assert "Sama" in decided.says("audit", "replay", "D-1", as_=AUDITOR)


@pytest.mark.parametrize("column", ["facts", "result"])
@pytest.mark.parametrize("content", ["{", "[]", "", '{"usia": NaN'])
def test_a_decision_that_cannot_be_read_is_told_plainly(decided, world, column, content):
    with world.app.engine.begin() as connection:
        connection.execute(
            text(f"UPDATE decision SET {column} = :content WHERE id = 2"), {"content": content}
        )

    said = decided.refuses("audit", "replay", "D-2", as_=AUDITOR)

    assert "isinya bukan yang tercatat dalam jejak audit" in said
    assert "keputusan D-2: isinya bukan" in decided.refuses("audit", "verify", as_=None)


@pytest.mark.parametrize("other", ["mitra/LAIN", "rt_rw/x", "tksk/tksk-kelekar"])
def test_who_does_not_read_a_case_does_not_take_its_decision_again(decided, other):
    decided.refuses("audit", "replay", "D-1", as_=other)


def test_with_another_identity_key_the_chain_is_verified_and_the_seals_are_not(
    decided, monkeypatch
):
    assert decided.gives("audit", "verify", as_=None)["unchecked_rows"] == 0
    monkeypatch.setenv("TKSK_SECRET", "rahasia yang sama sekali lain")

    said = decided.says("audit", "verify", as_=None)

    assert "3 sidik dibuat dengan kunci identitas lain" in said
    assert "Jejak audit utuh" in said
    assert decided.gives("audit", "verify", as_=None)["unchecked_rows"] == 3


def test_the_coordinator_is_told_which_case_it_is(decided):
    (first, *_) = decided.gives("audit", "decisions", as_=AUDITOR)["lines"]
    said = decided.says("audit", "decision", first["decision"], as_="koordinator/muaraenim")
    assert "Untuk koordinator: kasus K-0000" in said


def test_others_are_shown_their_own_way(decided):
    assert "tksk case show" in decided.refuses("audit", "decisions", as_="tksk/tksk-gelumbang")
    assert "tidak ada" in decided.refuses("audit", "decision", "KEP-AAAA-AAAA-AAAA", as_=AUDITOR)
