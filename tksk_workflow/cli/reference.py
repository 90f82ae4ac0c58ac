"""The reference page `docs/cli.md`, made from the commands themselves.

``python -m tksk_workflow.cli.reference > docs/cli.md`` writes it anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any, get_args

import typer

from tksk_workflow.cli.root import app

_HEAD = """# Perintah `tksk`

Halaman ini dibuat dari programnya: `python -m tksk_workflow.cli.reference > docs/cli.md`.

- `--as PERAN/PENGGUNA` menyebut siapa yang bertindak, misalnya `tksk/gelumbang` atau
  `mitra/PKM-GELUMBANG`. Yang tidak menyebutkannya memakai isi variabel `TKSK_AS`.
- `--format json` menjawab dengan satu nilai JSON pada keluaran baku, juga bila ada masalah:
  `{"error": {"kind", "message", "hint", "problems", …}}`.
- Kode keluar: 0 baik, 1 masukannya bermasalah (disebutkan), 2 salah pakai, 3 basis data atau
  layanan lain gagal, 70 kesalahan program.
"""

_LISTS = """## Bentuk daftar untuk `tksk import`

CSV (UTF-8; pemisah `;`, `,` atau tab) atau XLSX. Baris pertama berisi judul kolom; urutannya bebas.
Beberapa isian dalam satu sel dipisahkan `|`: `sakit_berat|tinggal_sendiri=tidak` dalam `kondisi`,
`KTP|KK` dalam `dokumen`.

| daftar | kolom wajib | kolom pilihan |
|---|---|---|
| `cases` | {case_required} | {case_optional} |
| `partners` | {partner_required} | {partner_optional} |
"""


def render() -> str:
    """Return the page: every command with its arguments and options."""
    root: Any = typer.main.get_command(app)
    parts = [_HEAD, *_sections(root, "tksk"), _lists()]
    return "\n".join(part.rstrip() + "\n" for part in parts)


def _sections(group: Any, path: str) -> Iterator[str]:
    for name in group.list_commands(None):
        command = group.get_command(None, name)
        full = f"{path} {name}"
        if hasattr(command, "list_commands"):
            yield f"## `{full}`\n\n{command.help}\n"
            yield from _sections(command, full)
        else:
            level = "##" if path == "tksk" else "###"
            yield f"{level} `{full}`\n\n{_command(command)}"


def _command(command: Any) -> str:
    lines = [_text(command.help), ""]
    shown = [param for param in command.params if not getattr(param, "hidden", False)]
    rows = [_row(param) for param in shown if param.name != "help"]
    if rows:
        lines += ["| argumen atau opsi | arti |", "|---|---|", *rows]
    return "\n".join(lines) + "\n"


def _row(param: Any) -> str:
    meaning = _text(getattr(param, "help", None))
    if param.param_type_name == "argument":
        name = param.metavar or param.name.upper()
    else:
        name = " / ".join((*param.opts, *param.secondary_opts))
    if param.required:
        meaning += " Wajib."
    choices = _choices(param)
    if choices:
        meaning += f" Pilihan: {', '.join(choices)}."
    return f"| `{name}` | {meaning.strip()} |"


def _choices(param: Any) -> list[str]:
    """Return the words that the parameter takes, when they are few and fixed."""
    return [str(word.value) for word in _enumeration(param.type_descriptor.annotation) or ()]


def _enumeration(annotation: Any) -> type[Enum] | None:
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return annotation
    found = (_enumeration(part) for part in get_args(annotation))
    return next((one for one in found if one is not None), None)


def _text(text: str | None) -> str:
    return " ".join((text or "").replace("|", "\\|").split())


def _lists() -> str:
    from tksk_workflow.services.importing import case_rows, partners

    def shown(columns: tuple[str, ...]) -> str:
        return ", ".join(f"`{column}`" for column in columns)

    return _LISTS.format(
        case_required=shown(tuple(case_rows.REQUIRED)),
        case_optional=shown(tuple(case_rows.OPTIONAL)),
        partner_required=shown(tuple(partners.REQUIRED)),
        partner_optional=shown(tuple(partners.OPTIONAL)),
    )


if __name__ == "__main__":
    typer.echo(render(), nl=False)
