"""Findings of the analysis that a pack accepts: wanted as they are, for a stated reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class AcceptableFinding(StrEnum):
    """What may be wanted: what the analysis asks to look at, not what is surely a mistake.

    The words are those of the analysis' own kinds.
    """

    BOUNDARY = "celah-batas"
    UNUSED_OPTION = "pilihan-tak-dijawab"
    SHADOWED = "tertutupi"
    CONTRADICTION = "bertentangan"


@dataclass(frozen=True, slots=True)
class AcceptedFinding:
    """One stated acceptance.

    Attributes:
        rules: exactly the rules and guards that the finding is about.
        sources: keys of the pack's sources; may be empty.
        file, line: where it is stated.
        inherited: it is stated by the pack that this one extends.
    """

    kind: AcceptableFinding
    rules: frozenset[str]
    reason: str
    sources: tuple[str, ...]
    file: str
    line: int
    inherited: bool = False
