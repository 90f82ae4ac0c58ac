"""What a pack states about the pack that it extends: a kabupaten changes the default rules."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class OverrideAction(StrEnum):
    """How a pack differs from its base in one thing."""

    ADD = "tambah"
    CHANGE = "ubah"
    REPLACE = "ganti"
    SWITCH_OFF = "matikan"


@dataclass(frozen=True, slots=True)
class Override:
    """One stated difference, with who wants it and why.

    Attributes:
        kind: what is changed: ``aturan``, ``pagar``, ``parameter``, …
        name: the id or word that is changed.
        keys: the keys that ``ubah`` gives, those inside ``maka`` as ``maka.urgensi``.
        sources: keys of the pack's sources; never empty.
        pack: name of the pack that states it.
        file, line: where it is stated.
    """

    kind: str
    name: str
    action: OverrideAction
    keys: tuple[str, ...]
    reason: str
    sources: tuple[str, ...]
    pack: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class BasePack:
    """A pack that another one extends; its text is part of that one's text."""

    name: str
    version: str
    content_hash: str
