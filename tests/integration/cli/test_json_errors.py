"""Whoever asks for JSON gets JSON, also when something is wrong: always of one shape."""

import json

import pytest

from tests.integration.cli.conftest import COORDINATOR
from tests.integration.services.world import VILLAGE
from tksk_workflow.services.cases import intake

KEYS = {"kind", "message", "hint", "problems"}


def error_of(office, *arguments, as_=COORDINATOR, code):
    """The error that a command answers with on standard output, and on nothing else."""
    answer = office.run(*arguments, as_=as_)
    assert answer.exit_code == code, answer.output
    assert answer.stderr == ""
    body = json.loads(answer.stdout)
    assert set(body) == {"error"}
    assert set(body["error"]) >= KEYS
    return body["error"]


@pytest.mark.parametrize(
    ("arguments", "said", "hint"),
    [
        (("case", "list", "--statu", "x"), "opsi --statu tidak ada", "tksk case list --help"),
        (("case", "show"), "argumen KASUS belum diisi", "tksk case show --help"),
        (("case", "list", "--status", "x"), "tidak dikenal", "tksk case list --help"),
        (("case", "list", "--limit", "x"), "harus bilangan bulat", "tksk case list --help"),
        (("case", "lst"), "perintah 'lst' tidak ada", "tksk case --help"),
        (("audit", "verify", "--anchor", "tiada"), "berkas 'tiada' tidak ada", "tksk audit"),
        (("import", "cases", "tiada.csv"), "berkas 'tiada.csv' tidak ada", "tksk import"),
        (("rules", "explain", "--facts", "tiada"), "berkas 'tiada' tidak ada", "jalurnya"),
        (("rules", "what-if", "--facts", "tiada"), "'tiada' tidak ada", "tksk rules"),
        (("rules", "analyse", "--directory", "tiada"), "'tiada' tidak ada", "jalurnya"),
        (("rules", "explain", "--facts", "-", "--date", "x"), "bukan tanggal", "2026-11-25"),
    ],
)
@pytest.mark.parametrize("asking", [("--format", "json"), ("--format=json",)])
def test_wrong_usage_is_json_for_whoever_asked_for_it(office, arguments, said, hint, asking):
    as_ = COORDINATOR if arguments[0] in ("case", "import") else None
    error = error_of(office, *arguments, *asking, as_=as_, code=2)

    assert error["kind"] == "WrongUsage"
    assert said in error["message"]
    assert hint in error["hint"]


@pytest.mark.parametrize(
    "asking", [(), ("--format", "text"), ("--format", "json", "--format=text")]
)
def test_nobody_else_gets_json(office, asking):
    answer = office.run("case", "list", "--statu", "x", *asking)

    assert answer.exit_code == 2
    assert answer.stdout == ""
    assert "Salah pakai: opsi --statu tidak ada" in answer.stderr


def test_every_refusal_has_the_same_keys(office, world, monkeypatch):
    asked = ("--format", "json")
    assert error_of(office, "case", "list", *asked, as_=None, code=2)["kind"] == "WrongUsage"
    assert error_of(office, "case", "show", "K-999999", *asked, code=1)["kind"] == "NotFound"
    wrong = ("case", "add", "--name", " ", "--village", VILLAGE, "--sex", "X")
    error = error_of(office, *wrong, *asked, code=1)
    assert {one["field"] for one in error["problems"]} == {"nama", "jenis_kelamin"}
    case = world.register().case
    error = error_of(office, "case", "close", case, *asked, code=1)
    assert error["kind"] in {"Conflict", "Refused"}
    monkeypatch.setenv("TKSK_DATABASE_URL", "postgresql://127.0.0.1:1/tiada")
    assert error_of(office, "case", "list", *asked, code=3)["kind"] == "DependencyFailed"


def test_a_mistake_of_the_program_is_json_without_data(office, world, monkeypatch):
    def broken(*_, **__):
        raise KeyError("Warga Rahasia 9903064503500001")

    monkeypatch.setattr(intake, "register_case", broken)
    arguments = ("case", "add", "--name", "Warga Rahasia", "--village", VILLAGE)
    error = error_of(office, *arguments, "--format", "json", code=70)

    assert error["kind"] == "ProgramFailed"
    assert "Rahasia" not in json.dumps(error)


def test_explanations_are_one_value_and_name_the_facts_that_cannot_be_read(office, tmp_path):
    path = tmp_path / "fakta.jsonl"
    good = [f'{{"id": "{name}", "pmks": ["PMKS-08"]}}\n' for name in "bc"]
    path.write_text('{"id": "a", "usia": "tua"}\n' + "".join(good))
    arguments = ("rules", "explain", "--facts", path, "--format", "json")

    answer = office.run(*arguments, as_=None)

    assert answer.exit_code == 1
    assert answer.stderr == ""
    told = json.loads(answer.stdout)
    assert [case["id"] for case in told["cases"]] == ["b", "c"]
    assert set(told["error"]) == KEYS
    assert [(one["line"], one["field"]) for one in told["error"]["problems"]] == [(1, "usia")]
    path.write_text("".join(good))
    assert set(office.gives(*arguments[:-2], as_=None)) == {"cases"}


def test_a_simulation_on_unreadable_facts_names_them(office, tmp_path):
    path = tmp_path / "fakta.jsonl"
    path.write_text('{"id": "a", "usia": "tua"}\n')
    arguments = ("rules", "simulate", "--pack", "rules", "--facts", path, "--format", "json")

    error = error_of(office, *arguments, as_=None, code=1)

    assert [(one["line"], one["field"]) for one in error["problems"]] == [(1, "usia")]
