"""`tksk rules` and `tksk lifecycle`: answers, problems and exit codes."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from tests.unit.rulebook.tiny_pack import FILES, changed
from tksk_workflow import __version__
from tksk_workflow.cli.root import app

RUNNER = CliRunner()
GOOD = (
    '{"id": "a", "pmks": ["PMKS-08"], "usia": 71, "kondisi": ["sakit"], "nik": "9903066010500001"}'
)


def run(*arguments, stdin=None):
    return RUNNER.invoke(app, [str(argument) for argument in arguments], input=stdin)


def written(directory, files):
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return directory


@pytest.fixture
def pack(tmp_path):
    return written(tmp_path / "paket", FILES)


@pytest.fixture
def broken(tmp_path):
    return written(
        tmp_path / "rusak", changed("pmks/08.yaml", "mitra: DINSOS_KAB", "mitra: DINSOS_KEB")
    )


@pytest.fixture
def failing(tmp_path):
    return written(
        tmp_path / "gagal",
        changed("pmks/08.yaml", "{usia: 60, sakit: ya}", "{usia: 59, sakit: ya}"),
    )


def test_a_good_pack_is_fine(pack):
    result = run("rules", "check", pack)

    assert result.exit_code == 0
    assert "tidak bermasalah" in result.stdout


def test_a_good_pack_is_an_empty_list_for_programs(pack):
    result = run("rules", "check", pack, "--format", "json")

    assert (result.exit_code, json.loads(result.stdout)) == (0, [])


def test_a_broken_pack_is_shown_with_line_and_caret(broken):
    result = run("rules", "check", broken)

    assert result.exit_code == 1
    assert "pmks/08.yaml:17:19" in result.stdout
    assert "^" in result.stdout
    assert "mungkin maksud Anda 'DINSOS_KAB'" in result.stdout


def test_a_check_says_what_it_could_not_look_at(tmp_path, broken, failing):
    files = changed("kosakata.yaml", "[mandiri, dibantu]", "[mandiri, dibantu")
    unread = written(tmp_path / "buta", files)

    said = run("rules", "check", unread).stdout
    assert "BELUM DIPERIKSA: aturan dan pagar, karena ini belum terbaca: kosakata." in said
    english = run("rules", "check", unread, "--lang", "en").stdout
    assert "NOT CHECKED yet: the rules and guards" in english
    said = run("rules", "check", broken).stdout
    assert "BELUM DIPERIKSA" not in said
    assert "Contoh belum dijalankan" in said
    assert "belum" not in run("rules", "check", failing).stdout.lower()
    assert "BELUM" not in run("rules", "check", tmp_path / "tiada").stdout


def test_a_broken_pack_is_a_list_for_programs(broken):
    result = run("rules", "check", broken, "--format", "json")

    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert [set(problem) for problem in found] == [
        {"file", "line", "column", "code", "message", "hint", "rule"}
    ]
    assert (found[0]["file"], found[0]["line"], found[0]["code"], found[0]["rule"]) == (
        "pmks/08.yaml",
        17,
        "mitra-tak-dikenal",
        "PMKS-08",
    )


def test_an_example_that_fails_fails_the_check_and_the_test(failing):
    checked = run("rules", "check", failing, "--format", "json")
    tested = run("rules", "test", failing)

    assert (checked.exit_code, tested.exit_code) == (1, 1)
    assert json.loads(checked.stdout)[0]["code"] == "contoh-gagal"
    assert json.loads(checked.stdout)[0]["rule"] == "PMKS-08"
    assert "9 contoh dijalankan, 1 gagal" in tested.stdout
    assert "contoh 'Sakit' dari PMKS-08: " in tested.stdout


def test_examples_are_counted(pack):
    result = run("rules", "test", pack)

    assert (result.exit_code, "9 contoh dijalankan, 0 gagal" in result.stdout) == (0, True)


def test_a_pack_that_cannot_be_read_stops_every_command(broken, tmp_path):
    facts = tmp_path / "fakta.jsonl"
    facts.write_text(GOOD, encoding="utf-8")

    for arguments in (
        ["rules", "test", broken],
        ["rules", "decide", "--facts", facts, "--pack", broken],
        ["rules", "explain", "--facts", facts, "--pack", broken],
        ["rules", "analyse", broken],
    ):
        result = run(*arguments)
        assert result.exit_code == 1
        assert "aturan PMKS-08: jenis mitra 'DINSOS_KEB'" in result.stderr
        assert "Traceback" not in result.output


def test_a_pack_that_cannot_be_read_is_one_error_for_programs(broken, pack, tmp_path):
    facts = tmp_path / "fakta.jsonl"
    facts.write_text(GOOD, encoding="utf-8")

    for arguments in (
        ["test", broken],
        ["explain", "--facts", facts, "--pack", broken],
        ["analyse", broken],
        ["show", broken],
        ["changelog", pack, broken],
        ["simulate", "--facts", facts, "--pack", broken],
    ):
        result = run("rules", *arguments, "--format", "json")
        error = json.loads(result.stdout)["error"]
        assert (result.exit_code, result.stderr) == (1, "")
        assert (error["kind"], error["message"]) == (
            "Problem",
            "Paket aturan ini tidak dapat dipakai.",
        )
        (problem,) = error["problems"]
        assert (problem["file"], problem["code"]) == ("pmks/08.yaml", "mitra-tak-dikenal")


@pytest.mark.parametrize("engine", ["inference", "bulk"])
def test_good_lines_are_decided_and_bad_ones_reported(pack, tmp_path, engine):
    facts = tmp_path / "fakta.jsonl"
    facts.write_text(
        f'{GOOD}\n\n{{"id": "b", "usia": "71"}}\n{{"id": "c", "adl": "mandri"}}\nx\n{GOOD}\n'
    )

    result = run(
        "rules",
        "decide",
        "--facts",
        facts,
        "--pack",
        pack,
        "--date",
        "2026-11-25",
        "--engine",
        engine,
    )

    assert result.exit_code == 1
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["a", "a"]
    assert f"{facts}:3: usia: " in result.stderr
    assert f"{facts}:4: adl: " in result.stderr
    assert f"{facts}:5: " in result.stderr
    assert "mungkin maksud Anda 'mandiri'" in result.stderr
    assert "9903066010500001" not in result.output


def test_facts_may_come_from_standard_input(pack):
    result = run(
        "rules", "decide", "--facts", "-", "--pack", pack, "--date", "2026-11-25", stdin=GOOD
    )

    assert result.exit_code == 0
    assert json.loads(result.stdout)["date"] == "2026-11-25"


def test_no_lines_are_no_decisions(pack):
    result = run("rules", "decide", "--facts", "-", "--pack", pack, stdin="\n\n")

    assert (result.exit_code, result.stdout) == (0, "")


def test_the_day_chooses_the_numbers(pack):
    later = GOOD.replace("71", "63")

    def partners(day):
        result = run("rules", "decide", "--facts", "-", "--pack", pack, "--date", day, stdin=later)
        return [found["partner_type"] for found in json.loads(result.stdout)["referrals"]]

    assert partners("2026-01-01") == ["DINSOS_KAB"]
    assert partners("2031-01-01") == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["rules", "decide", "--facts", "tidak-ada.jsonl"], 2),
        (["rules", "decide", "--facts", "."], 2),
        (["rules", "check", "tidak-ada"], 1),
        (["rules", "check", "--format", "xml"], 2),
        (["rules", "check", "--date", "kemarin"], 2),
        (["rules", "decide"], 2),
        (["rules", "decide", "--facts", "-", "--engine", "clips"], 2),
        (["rules", "decide", "--facts", "-", "--date", "2026-02-30"], 2),
        (["rules", "decide", "--facts", "-", "--tanggal", "2026-02-03"], 2),
        (["rules", "chek"], 2),
        (["lifecycle", "--format", "yaml"], 2),
    ],
)
def test_a_mistake_on_the_command_line_is_explained(arguments, code):
    result = run(*arguments)

    assert result.exit_code == code
    assert result.output
    assert "Traceback" not in result.output


def test_a_day_without_numbers_is_explained(pack):
    result = run(
        "rules", "decide", "--facts", "-", "--pack", pack, "--date", "2019-01-01", stdin=GOOD
    )

    assert result.exit_code == 1
    assert "usia_lansia" in result.stderr


def test_an_explanation_is_for_people_and_for_programs(pack):
    text = run(
        "rules", "explain", "--facts", "-", "--pack", pack, "--date", "2026-11-25", stdin=GOOD
    )
    data = run(
        "rules",
        "explain",
        "--facts",
        "-",
        "--pack",
        pack,
        "--date",
        "2026-11-25",
        "--format",
        "json",
        stdin=GOOD,
    )

    assert (text.exit_code, data.exit_code) == (0, 0)
    assert "PMKS-08 Dasar" in text.stdout
    assert "PMKS-08-V1 Darurat: tanyakan sendiri" in text.stdout
    (case,) = json.loads(data.stdout)["cases"]
    rules = {rule["rule"]: rule for rule in case["rules"]}
    assert rules["PMKS-08"]["outcome"] == "cocok"
    assert rules["PMKS-08-V1"]["to_ask"] == ["sendiri"]


def test_the_life_cycle_is_given_to_programs():
    found = json.loads(run("lifecycle", "--format", "json").stdout)

    assert set(found) == {"statuses", "transitions"}
    assert len(found["statuses"]) == 10
    assert all(set(move) == {"from", "to", "event", "actors"} for move in found["transitions"])
    assert {move["to"] for move in found["transitions"]} <= set(found["statuses"])


def test_the_life_cycle_is_given_to_people():
    result = run("lifecycle")

    assert result.exit_code == 0
    assert "draft → requested: kirim" in result.stdout


def test_the_version_is_told():
    assert __version__ in run("--version").stdout


def test_reading_rules_loads_no_database_and_no_flow_engine(pack):
    code = (
        "import sys; from tksk_workflow.cli.root import app\n"
        f"try: app(['rules', 'check', {str(pack)!r}])\nexcept SystemExit as end: assert not end.code\n"
        "print([m for m in ('sqlalchemy', 'prefect', 'numpy', 'rich') if m in sys.modules])"
    )

    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert result.stdout.splitlines()[-1] == "[]"


def test_a_case_without_answers_is_said_to_wait_not_to_be_queued(pack):
    def explained(case):
        arguments = ("--facts", "-", "--pack", pack, "--date", "2026-11-25")
        return run("rules", "explain", *arguments, stdin=case).stdout

    waiting = explained('{"id": "a", "pmks": ["PMKS-08"]}')
    assert "tidak ada; keputusan menunggu jawaban" in waiting
    assert "antrean manual" not in waiting
    queued = explained('{"id": "a", "pmks": ["PMKS-08"], "usia": 30}')
    assert "tidak ada; kasus masuk antrean manual koordinator" in queued


def test_mistakes_are_explained_in_english_for_whoever_asks(broken, pack):
    said = run("rules", "check", broken, "--lang", "en")
    data = run("rules", "check", broken, "--lang", "en", "--format", "json")

    assert said.exit_code == data.exit_code == 1
    assert "partner type 'DINSOS_KEB' is unknown" in said.stdout
    assert "perhaps you mean 'DINSOS_KAB'" in said.stdout
    assert "problems in" in said.stdout
    assert all(
        {"file", "line", "column", "code", "message", "hint", "rule"} == row.keys()
        for row in json.loads(data.stdout)
    )
    assert "has no problems" in run("rules", "check", pack, "--lang", "en").stdout
