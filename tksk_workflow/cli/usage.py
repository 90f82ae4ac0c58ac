"""Wrong usage in plain Indonesian: what was wrong on the command line, and where to look."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence
from typing import Any

from typer.exceptions import TyperException

_NO_COMMAND = re.compile(r"No such command '(?P<name>.*?)'\.")
_WORDINGS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), wording)
    for pattern, wording in (
        (r"Got unexpected extra arguments?\(?s?\)? \((?P<a>.*)\)", "argumen berlebih: {a}"),
        (r"Option '(?P<a>.*)' requires an argument\.?", "opsi {a} memerlukan nilai"),
        (r"Option '(?P<a>.*)' does not take a value\.?", "opsi {a} tidak memakai nilai"),
        (r"(?P<a>'.*') is not one of (?P<b>.*)\.", "{a} tidak dikenal; pilihannya: {b}"),
        (r"Input should be a valid integer.*", "harus bilangan bulat"),
        (r"Input should be greater than or equal to (?P<a>.*?)\.?", "paling sedikit {a}"),
        (r"Input should be less than or equal to (?P<a>.*?)\.?", "paling banyak {a}"),
        (r"(?i:file|path) (?P<a>'.*') does not exist\.", "berkas {a} tidak ada; periksa jalurnya"),
        (r"(?i:file|path) (?P<a>'.*') is a directory\.", "{a} folder; sebut satu berkas"),
        (r"Input should be a valid number.*", "harus angka"),
        (r"Input should be a valid boolean.*", "harus ya atau tidak"),
        (r"Input should be greater than (?P<a>.*?)\.?", "harus lebih dari {a}"),
        (r"Input should be less than (?P<a>.*?)\.?", "harus kurang dari {a}"),
        (r"Argument (?P<a>'.*') takes (?P<b>\d+) values\.?", "argumen {a} memerlukan {b} nilai"),
        (r"Option '(?P<a>.*)' requires (?P<b>\d+) arguments\.?", "opsi {a} memerlukan {b} nilai"),
        (r"Value (?P<a>.*) is not a valid .*", "{a} tidak dapat dipakai di sini"),
        (r"Missing command\.?", "perintahnya belum disebut"),
        (r"(?i:folder|directory) (?P<a>'.*') does not exist\.", "folder {a} tidak ada"),
        (r"(?i:folder|directory) (?P<a>'.*') is a file\.", "{a} berkas; sebut satu folder"),
        (r"(?i:file|path|directory) (?P<a>'.*') is not writable\.", "{a} tidak dapat ditulisi"),
        (r"(?i:file|path) (?P<a>'.*') is not readable\.", "berkas {a} tidak dapat dibaca"),
        (r"'(?P<a>.*)' does not match the formats? .*", "'{a}' bukan tanggal; contoh: 2026-11-25"),
    )
)


def explained(error: TyperException) -> tuple[str, str]:
    """Return what is wrong on the command line, and where to look; where is empty if unknown."""
    wording = _BY_KIND.get(type(error).__name__, _plainly)(error)
    context: Any = getattr(error, "ctx", None)
    return (
        f"Salah pakai: {wording.rstrip('?')}{'?' if wording.endswith('?') else '.'}",
        "" if context is None else f"lihat {context.command_path} --help",
    )


def wants_json(arguments: Sequence[str]) -> bool:
    """Say whether a command line asks for JSON, even one that cannot be understood."""
    wanted = False
    for number, word in enumerate(arguments):
        if word == "--":
            break
        name, given, value = word.partition("=")
        if name == "--format":
            following = arguments[number + 1 : number + 2]
            wanted = (value if given else "".join(following)) == "json"
    return wanted


def is_call_for_help(error: TyperException) -> bool:
    """Say whether nothing but help was shown: a group was called without a command."""
    return type(error).__name__ == "NoArgsIsHelpError"


def _missing(error: Any) -> str:
    if error.param is None:
        return "ada yang belum diisi"
    kind = "argumen" if error.param.param_type_name == "argument" else "opsi"
    return f"{kind} {_name_of(error.param)} belum diisi"


def _bad_value(error: Any) -> str:
    message = _translated(error.message)
    return message if error.param is None else f"{_name_of(error.param)}: {message}"


def _no_such_option(error: Any) -> str:
    context = getattr(error, "ctx", None)
    params = [] if context is None else context.command.params
    hidden = {name for param in params if getattr(param, "hidden", False) for name in param.opts}
    near = ", ".join(sorted(set(error.possibilities or ()) - hidden))
    return f"opsi {error.option_name} tidak ada" + (f"; maksud Anda {near}?" if near else "")


def _plainly(error: Any) -> str:
    unknown = _NO_COMMAND.match(error.message)
    context = getattr(error, "ctx", None)
    if unknown is None or context is None:
        return _translated(error.message)
    near = difflib.get_close_matches(unknown["name"], context.command.list_commands(context), n=2)
    meant = f"; maksud Anda {' atau '.join(near)}?" if near else ""
    return f"perintah '{unknown['name']}' tidak ada{meant}"


_BY_KIND: dict[str, Callable[[Any], str]] = {
    "MissingParameter": _missing,
    "BadParameter": _bad_value,
    "NoSuchOption": _no_such_option,
}


def _name_of(param: Any) -> str:
    if param.param_type_name == "argument":
        return str(param.metavar or param.name).upper()
    return str(param.opts[0])


def _translated(message: str) -> str:
    message = message.strip().removeprefix("Value error, ")
    for pattern, wording in _WORDINGS:
        match = pattern.fullmatch(message)
        if match is not None:
            return wording.format(**match.groupdict())
    return message.rstrip(".")
