"""Printable documents: a Typst template and data in, PDF out; the same in, the same out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

_TEMPLATES = Path(__file__).parent / "templates"


def typeset(template: str, data: Mapping[str, Any]) -> bytes:
    """Return a PDF.

    Only the fonts that come with the typesetter are used, and no moment of making is
    written, so that a document can be made again to the byte.

    Args:
        template: name of a template, such as ``laporan_bulanan.typ``.
        data: values for the template; whatever JSON can carry.
    """
    return typst.compile(
        str(_TEMPLATES / template),
        root=str(_TEMPLATES),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
