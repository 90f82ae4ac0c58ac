"""Sentences in narrow and wide windows, and where nobody looks."""

import json

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from tksk_workflow.cli.output import say, stop
from tksk_workflow.cli.prose import lines_within
from tksk_workflow.cli.root import app

LONG = (
    "    alasan: Varian anak menambah pendampingan, akta lahir, dan surat dokter; jadi tidak ganda."
)
CASE = '{"id": "a", "pmks": ["PMKS-08"], "usia": 71}'


def test_a_long_line_is_broken_between_words_and_the_rest_stands_further_in():
    assert list(lines_within(LONG, 60)) == [
        "    alasan: Varian anak menambah pendampingan, akta lahir,",
        "      dan surat dokter; jadi tidak ganda.",
    ]


@pytest.mark.parametrize("text", ["", "pendek", "  kolom   lain", LONG])
def test_what_fits_stays_as_it_is(text):
    assert list(lines_within(text, 120)) == [text]


def test_lines_of_one_text_are_broken_each_for_itself():
    assert list(lines_within("satu dua tiga\nempat", 10)) == ["satu dua", "  tiga", "empat"]


@pytest.mark.parametrize("width", range(24, 50))
def test_a_moment_and_a_command_in_quotes_stay_whole(width):
    said = "Tertinggal sejak 01-09-2026 04:00 WIB; lihat 'tksk flow health' sekarang juga."
    lines = list(lines_within(said, width))

    for whole in ("01-09-2026 04:00 WIB", "'tksk flow health'"):
        assert any(whole in line for line in lines)
    assert max(map(len, lines)) <= width


@given(st.text("ab-_/. ", max_size=200), st.integers(12, 90))
def test_no_word_is_lost_or_broken_in_any_window(text, width):
    lines = list(lines_within(text, width))

    assert " ".join(lines).split() == text.split()
    assert all(len(line) <= width or len(line.split()) == 1 for line in lines)


def test_whoever_names_a_width_reads_lines_within_it_and_a_pipe_whole_ones(monkeypatch, capsys):
    for width, most in (("40", 40), (None, 200)):
        if width is None:
            monkeypatch.delenv("COLUMNS", raising=False)
        else:
            monkeypatch.setenv("COLUMNS", width)
        say(LONG)
        with pytest.raises(typer.Exit):
            stop(LONG.strip(), 1, hint=LONG.strip())
        answer = capsys.readouterr()
        for written, parts in ((answer.out, 1), (answer.err, 2)):
            lines = written.splitlines()
            assert max(map(len, lines)) <= most
            assert (len(lines) > parts) is (width is not None)


def test_what_programs_read_is_never_broken(tmp_path):
    facts = tmp_path / "fakta.jsonl"
    facts.write_text(CASE, encoding="utf-8")
    asked = ("rules", "decide", "--facts", str(facts), "--engine", "bulk", "--date", "2026-11-25")

    answer = CliRunner().invoke(app, asked, env={"COLUMNS": "40"})

    assert json.loads(answer.stdout)["id"] == "a"
    assert len(answer.stdout.splitlines()) == 1
