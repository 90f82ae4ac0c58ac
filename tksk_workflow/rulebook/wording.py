"""What is wrong with a pack, said in Indonesian, and in English for whoever asks.

A message is Indonesian text that remembers its template and the values in it. The
English catalogue has the same template in English; what a coordinator wrote stays as
it was written.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

_CATALOGUE = Path(__file__).parent.parent / "locale" / "en" / "LC_MESSAGES" / "rules.po"


class Told(str):
    """Indonesian text made from a template; equal to the text itself."""

    template: str
    values: dict[str, Any]

    __slots__ = ("template", "values")

    def __new__(cls, template: str, values: dict[str, Any]) -> Told:
        """Fill the template in."""
        self = super().__new__(cls, template.format(**values))
        self.template = template
        self.values = values
        return self


def tell(template: str, /, **values: object) -> str:
    """Return the text of a template with ``{names}``, ready to be said in English too."""
    return Told(template, values)


def in_english(text: str) -> str:
    """Return the English of a message; words without an entry stay as they are."""
    if isinstance(text, Told):
        values = {
            name: in_english(value) if isinstance(value, str) else value
            for name, value in text.values.items()
        }
        return catalogue().get(text.template, text.template).format(**values)
    return catalogue().get(text, text)


@cache
def catalogue() -> dict[str, str]:
    """Return the English catalogue: template in Indonesian to template in English."""
    from babel.messages.pofile import read_po  # noqa: PLC0415 - only English needs it

    with _CATALOGUE.open("rb") as file:
        found = read_po(file, locale="en")
    return {str(entry.id): str(entry.string) for entry in found if entry.id and entry.string}
