"""The reference page `docs/acuan-aturan.md`: every key of every file, and every problem code.

Keys come from the same definitions as the JSON Schema, codes and their wording from the
readers themselves. ``python -m tksk_workflow.rulebook.reference.language_page >
docs/acuan-aturan.md`` writes it anew; a test holds page and code together.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from tksk_workflow.rulebook.default_pack import default_pack_path
from tksk_workflow.rulebook.loading import load_pack
from tksk_workflow.rulebook.schema.document import pack_schema

_HEAD = """# Acuan berkas aturan

Halaman ini dibuat dari program, jangan disunting dengan tangan:
`python -m tksk_workflow.rulebook.reference.language_page > docs/acuan-aturan.md`.
Cara menulis aturan ada di [panduan](panduan-aturan.md), kata-katanya di [kosakata](kosakata.md).
"""
_FILES = "berkas_"
_CONDITIONS = "syarat"
_MOST = 14
# Whoever has more keys lists the facts of the pack; those are in the vocabulary.
_MOST_KEYS = 40
_SHARED = ("fields", "phrases", "number_phrases", "vocabulary")
_TELLERS = frozenset({"add", "wrong", "_refuse"})
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def render() -> str:
    """Return the page as Markdown."""
    definitions = pack_schema(load_pack(default_pack_path()))["definitions"]
    shown = {name: found for name, found in definitions.items() if _is_shown(name, found)}
    files = sorted(name for name in shown if name.startswith(_FILES))
    parts = [_HEAD, "## Berkas\n"]
    for name in files:
        parts.append(f"### `berkas: {name.removeprefix(_FILES)}`\n")
        parts.append(_table(("kunci", "wajib", "isi"), _keys(shown[name])))
    parts.append("## Bagian-bagian\n")
    for name in sorted(set(shown) - set(files)):
        parts.append(f"### `{name}`\n")
        parts.append(_table(("kunci", "wajib", "isi"), _keys(shown[name])))
    parts.append(
        "## Kode masalah\n\nKolom kedua adalah salah satu pesannya; kata dalam kurung diisi.\n"
    )
    parts.append(_table(("kode", "pesan"), sorted(problem_codes().items())))
    return "\n".join(parts)


def problem_codes() -> dict[str, str]:
    """Return every code that a reader gives, with the words of one of its messages."""
    found: dict[str, str] = {}
    # What all readers share speaks before what one of them says of its own.
    modules = sorted(
        Path(__file__).parents[1].rglob("*.py"), key=lambda one: (one.stem not in _SHARED, one)
    )
    for path in modules:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if node.func.attr not in _TELLERS:
                continue
            for code, message in pairwise(node.args):
                said = next(_texts(message, templates=True), "")
                for name in _texts(code, templates=False):
                    if said and _CODE.fullmatch(name):
                        found.setdefault(name, said)
    return found


def _texts(node: ast.AST, *, templates: bool) -> Iterator[str]:
    """Yield the texts that an argument may be: codes, or templates of messages."""
    match node:
        case ast.Constant(str() as text):
            yield text
        case ast.IfExp(body=one, orelse=other):
            yield from _texts(one, templates=templates)
            yield from _texts(other, templates=templates)
        case ast.Call(func=ast.Name("tell"), args=[ast.Constant(str() as text)]) if templates:
            yield text


def _is_shown(name: str, found: Mapping[str, Any]) -> bool:
    keys = found.get("properties", {})
    return 0 < len(keys) <= _MOST_KEYS and not name.startswith(_CONDITIONS)


def _keys(found: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, ...]]:
    """Yield every key, those inside of others below them: ``aturan[].maka.urgensi``."""
    required = set(found.get("required", ()))
    for key, content in found.get("properties", {}).items():
        yield f"`{above}{key}`", "ya" if key in required else "", _content(content)
        for suffix, inner in _inside(content):
            if len(inner["properties"]) <= _MOST_KEYS:
                yield from _keys(inner, f"{above}{key}{suffix}.")


def _inside(content: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Find what stands inside of a key: pairs, items of a list, entries by name."""
    if content.get("properties"):
        yield "", content
    for suffix, inner in (
        ("[]", content.get("items")),
        (".NAMA", content.get("additionalProperties")),
        (".NAMA", next(iter(content.get("patternProperties", {}).values()), None)),
    ):
        if isinstance(inner, Mapping):
            yield from ((suffix + deeper, found) for deeper, found in _inside(inner))
    for several in ("anyOf", "oneOf"):
        for one in content.get(several, ()):
            yield from _inside(one)


def _content(found: Mapping[str, Any]) -> str:
    """Say in a few words what a key holds."""
    if "$ref" in found:
        name = str(found["$ref"]).rpartition("/")[2]
        return "syarat" if name.startswith(_CONDITIONS) else f"lihat `{name}`"
    if "const" in found:
        return f"`{found['const']}`"
    if "enum" in found:
        words = [str(one) for one in found["enum"]]
        more = ", …" if len(words) > _MOST else ""
        return ", ".join(f"`{word}`" for word in words[:_MOST]) + more
    for several in ("anyOf", "oneOf"):
        if several in found:
            return " atau ".join(dict.fromkeys(_content(one) for one in found[several]))
    if found.get("type") == "array":
        items = found.get("items")
        return f"daftar: {_content(items)}" if isinstance(items, Mapping) else "daftar"
    kinds = {"object": "pasangan kunci dan isi", "integer": "bilangan", "string": "teks"}
    return kinds.get(str(found.get("type")), "teks")


def _table(headings: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [f"| {' | '.join(headings)} |", f"|{'---|' * len(headings)}"]
    lines += [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    print(render(), end="")  # noqa: T201
