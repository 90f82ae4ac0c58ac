"""Help pages in Indonesian: headings, usage line, kinds of values, the help option itself."""

from __future__ import annotations

import re
from typing import Any

import typer

_PANELS = {
    "ARGUMENTS_PANEL_TITLE": "Argumen",
    "OPTIONS_PANEL_TITLE": "Opsi",
    "COMMANDS_PANEL_TITLE": "Perintah",
    "REQUIRED_LONG_STRING": "[wajib]",
    "DEFAULT_STRING": "[bawaan: {}]",
}
_USAGE = "Pakai: "
_KINDS = {
    "bool": "",
    "int": "ANGKA",
    "int range": "ANGKA",
    "float": "ANGKA",
    "str": "TEKS",
    "list[str]": "TEKS",
    "list[int]": "ANGKA",
    "path": "JALUR",
    "file": "JALUR",
    "directory": "JALUR",
    "%Y-%m-%d": "TANGGAL",
    "%Y-%m-%d|%d-%m-%Y": "TANGGAL",
}
_AND_SO_ON = "..."
_LIST = re.compile(r"<list\[(?P<choices>.*)\]>")


class HelpContext(typer.Context):
    """Writes the help page of its command in Indonesian."""

    def get_help(self) -> str:
        """Return or show the page."""
        _translate_panels()
        command: Any = self.command
        for param in command.get_params(self):
            _translate(param, self)
        return super().get_help()

    def make_formatter(self) -> Any:
        """Return a formatter whose usage line begins in Indonesian."""
        formatter: Any = super().make_formatter()
        write = formatter.write_usage
        formatter.write_usage = lambda program, arguments="": write(program, arguments, _USAGE)
        return formatter


def with_indonesian_help(command: Any) -> Any:
    """Make a command, and what is below it, show its help in Indonesian; returns it."""
    command.context_class = HelpContext
    command.options_metavar = "[OPSI]"
    if hasattr(command, "subcommand_metavar"):
        command.subcommand_metavar = "PERINTAH [ARGUMEN]..."
    for below in getattr(command, "commands", {}).values():
        with_indonesian_help(below)
    return command


def _translate_panels() -> None:
    from typer import rich_utils

    for constant, text in _PANELS.items():
        setattr(rich_utils, constant, text)
    rich_utils.OptionHighlighter.highlights[-1] = rf"(?P<usage>{_USAGE})"


def _translate(param: Any, context: typer.Context) -> None:
    """Say in Indonesian what kind of value a parameter takes; ``--help`` says what it does."""
    if param.name == "help":
        param.help = "Tampilkan halaman ini."
    shown = param.display_type(context)
    kind = _KINDS.get(shown.strip("<>"))
    listed = _LIST.fullmatch(shown)
    if param.param_type_name == "argument":
        # Its name says what it takes; only a choice has more to say.
        if kind is not None:
            param.display_type_rich = lambda ctx: None
        if str(param.metavar).endswith(_AND_SO_ON):
            param.get_usage_pieces = lambda ctx: _without_doubled_dots(param, ctx)
    elif param.metavar is not None:
        return
    elif kind is not None:
        param.metavar = kind
    elif listed is not None:
        param.metavar = f"<{listed['choices']}>"


def _without_doubled_dots(argument: Any, context: typer.Context) -> list[str]:
    """Write ``[NOMOR]...``: the library adds dots, also to a name that ends with its own."""
    pieces = type(argument).get_usage_pieces(argument, context)
    return [piece.replace(_AND_SO_ON, "", 1) for piece in pieces]
