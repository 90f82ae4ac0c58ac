"""What a message says: a template per kind, in plain Indonesian.

The outbox holds codes, dates and neutral words only, so no template can name a person
or a type of problem. A kind without a template of its own says no more than where to look.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo
from functools import cache
from typing import Any

from babel.dates import format_date
from jinja2 import Environment, PackageLoader, StrictUndefined

from tksk_workflow.messaging.channel import Letter

GENERAL = "umum"
_SUFFIX = ".txt.j2"
_LOCALE = "id_ID"


def render(
    kind: str, key: str, data: Mapping[str, Any], written_at: datetime, zone: tzinfo
) -> Letter:
    """Write the letter of a message.

    Args:
        kind: chooses the template; the first line of a template is the subject.
        key: the outbox key; the letter carries its digest, which tells nothing.
        data: the payload of the outbox.
        written_at: when the message was put into the outbox.
        zone: the clock of the office, for deadlines.

    Raises:
        jinja2.UndefinedError: the payload lacks what the template shows.
    """
    template = _environment().get_template((kind if kind in kinds() else GENERAL) + _SUFFIX)
    text = template.render(
        data,
        saat=lambda value: _moment(value, zone),
        tanggal_panjang=_day,
        mendesak_dahulu=_pressing_first,
    )
    subject, _, body = text.partition("\n")
    return Letter(
        key=hashlib.sha256(key.encode()).hexdigest()[:40],
        kind=kind,
        subject=" ".join(subject.split()),
        text=body.strip() + "\n",
        data=data,
        written_at=written_at,
    )


@cache
def kinds() -> frozenset[str]:
    """Return the kinds of messages that have a template of their own."""
    return frozenset(
        name.removesuffix(_SUFFIX)
        for name in _environment().list_templates()
        if name.endswith(_SUFFIX) and not name.startswith("_")
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("tksk_workflow.messaging"),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - plain text
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _moment(value: str, zone: tzinfo) -> str:
    at = datetime.fromisoformat(value).astimezone(zone)
    return f"{format_date(at.date(), 'full', locale=_LOCALE)} pukul {at:%H.%M} {at.tzname()}"


def _pressing_first(listed: Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """By the moment, not by its text: each is written by the clock of its own village."""
    return sorted(listed, key=lambda one: datetime.fromisoformat(one["sebelum"]))


def _day(value: str) -> str:
    return format_date(date.fromisoformat(value), "full", locale=_LOCALE)
