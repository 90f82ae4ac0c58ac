"""Facts as people type them on the command line: ``FAKTA=NILAI``, or a JSON object."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tksk_workflow.cli.output import WRONG_USAGE, Format, stop

if TYPE_CHECKING:
    from tksk_workflow.domain.rulepack import FactDefinition, RulePack

_HOW = "tulis sebagai FAKTA=NILAI, misalnya sakit_berat=ya atau dokumen=KTP,KK"
_JSON_HOW = 'contoh: --facts \'{"desil": 3, "kondisi": {"sakit_berat": true}}\' atau @berkas.json'


def read_json(text: str | None, output: Format) -> dict[str, Any]:
    """Read facts from a JSON object, or from the file that ``@`` names.

    Raises:
        typer.Exit: with code 2, after an explanation.
    """
    if text is None:
        return {}
    source = text
    if text.startswith("@"):
        try:
            source = Path(text[1:]).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            stop(f"--facts: berkas '{text[1:]}' tidak dapat dibaca", WRONG_USAGE, output, _JSON_HOW)
    try:
        found = json.loads(source)
    except ValueError as error:
        where = f" (baris {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        stop(f"--facts bukan JSON{where}", WRONG_USAGE, output, _JSON_HOW)
    if not isinstance(found, dict):
        stop("--facts harus objek JSON", WRONG_USAGE, output, _JSON_HOW)
    return found


def read_answers(items: Iterable[str], pack: RulePack, output: Format) -> dict[str, Any]:
    """Read answers; one without a value (``FAKTA=``) takes the answer back.

    Whether the fact exists and the value fits is for the service to say.

    Raises:
        typer.Exit: with code 2, after an explanation.
    """
    answers: dict[str, Any] = {}
    for item in items:
        name, equals, text = item.partition("=")
        name = name.strip()
        if not equals or not name:
            stop("jawaban tidak terbaca", WRONG_USAGE, output, _HOW)
        if name in answers:
            stop(f"'{name}' diisi dua kali", WRONG_USAGE, output, _HOW)
        answers[name] = _value(text.strip(), _definition(name, pack))
    return answers


def _definition(name: str, pack: RulePack) -> FactDefinition | None:
    from tksk_workflow.rulebook.facts import find_fact

    return find_fact(name, pack)


def _value(text: str, fact: FactDefinition | None) -> object:
    from tksk_workflow.domain.rulepack import FactKind

    if not text:
        return None
    if fact is not None and fact.kind is FactKind.SET:
        # Lists in files are separated by |; whoever copies a cell from there means the same.
        return [part.strip() for part in re.split(r"[,|;]", text) if part.strip()]
    if fact is not None and fact.kind is FactKind.NUMBER and re.fullmatch(r"-?[0-9]{1,9}", text):
        return int(text)
    return text
