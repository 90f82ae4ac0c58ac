"""Sentences in a window: broken between words, and the rest set a little further in.

A date and its hour stay together, and so does a command in quotes, which somebody copies.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

SOLID_SPACE = "\N{NO-BREAK SPACE}"
_FURTHER_IN = "  "
_MOMENT = re.compile(r"(?<=\d{2}-\d{2}-\d{4}) (?=\d{2}:\d{2})|(?<=\d{2}:\d{2}) (?=WI[BT]|WITA)")
_COMMAND = re.compile(r"'tksk [^']*'")


def lines_within(text: str, width: int) -> Iterator[str]:
    """Break a text into lines no longer than a width, as far as its words allow it."""
    for line in text.split("\n"):
        if len(line) <= width:
            yield line
            continue
        words = line.lstrip(" ")
        indent = " " * (len(line) - len(words))
        broken = textwrap.wrap(
            _COMMAND.sub(_solid, held_together(words)),
            width,
            initial_indent=indent,
            subsequent_indent=indent + _FURTHER_IN,
            break_long_words=False,
            break_on_hyphens=False,
        )
        yield from (one.replace(SOLID_SPACE, " ") for one in broken)


def held_together(text: str) -> str:
    """Let nothing part a date from its hour, nor the hour from its zone."""
    return _MOMENT.sub(SOLID_SPACE, text)


def _solid(found: re.Match[str]) -> str:
    return found[0].replace(" ", SOLID_SPACE)
