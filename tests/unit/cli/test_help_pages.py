"""Help pages and usage errors speak Indonesian, whatever the command."""

import re

import pytest
import typer
from typer.testing import CliRunner

from tksk_workflow.cli.root import COMMANDS, app, loaded
from tksk_workflow.cli.usage import explained

ENGLISH = re.compile(
    r"Usage|OPTIONS|ARGS|COMMAND\b|Show this|Options|Arguments|Commands|required|default:"
    r"|<(str|int|bool|path|file|float|int range|list\[.*)>"
)


def pages():
    """The arguments of every command and group."""
    yield ()
    for name, (module, attribute) in COMMANDS.items():
        yield (name,)
        for below in getattr(loaded(name, module, attribute), "commands", {}):
            yield (name, below)


@pytest.mark.parametrize("page", list(pages()), ids=" ".join)
def test_no_help_page_has_english_headings_or_kinds_of_values(page):
    said = CliRunner().invoke(app, [*page, "--help"], env={"COLUMNS": "200"}).stdout

    assert "Pakai: tksk" in said
    assert "Tampilkan halaman ini." in said
    assert not ENGLISH.findall(said)


@pytest.mark.parametrize(
    ("page", "usage"),
    [
        (("outbox", "retry"), "Pakai: tksk outbox retry [OPSI] [NOMOR]... "),
        (("case", "answer"), "Pakai: tksk case answer [OPSI] {KASUS} [FAKTA=NILAI]... "),
    ],
)
def test_a_usage_line_says_once_that_more_may_follow(page, usage):
    for _ in range(2):
        assert usage in CliRunner().invoke(app, [*page, "--help"]).stdout


@pytest.mark.parametrize("arguments", [[], ["case"], ["case", "-h"], ["referral", "list", "-h"]])
def test_help_is_indonesian_however_it_is_asked_for(arguments):
    answer = CliRunner().invoke(app, arguments)

    assert "Pakai: tksk" in answer.output
    assert not ENGLISH.findall(answer.output)


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("Missing command.", "perintahnya belum disebut"),
        ("Argument 'a' takes 2 values.", "argumen 'a' memerlukan 2 nilai"),
        ("Option '--a' requires 2 arguments.", "opsi --a memerlukan 2 nilai"),
        ("Directory 'a' does not exist.", "folder 'a' tidak ada"),
        ("Directory 'a' is a file.", "'a' berkas; sebut satu folder"),
        ("Path 'a' is not writable.", "'a' tidak dapat ditulisi"),
        ("Input should be a valid number, unable to parse", "harus angka"),
        ("Input should be greater than 3", "harus lebih dari 3"),
        ("Input should be greater than or equal to 3", "paling sedikit 3"),
        ("Value 'a' is not a valid Path.", "'a' tidak dapat dipakai di sini"),
    ],
)
def test_messages_of_the_command_line_library_are_translated(message, said):
    assert explained(typer.BadParameter(message)) == (f"Salah pakai: {said}.", "")
