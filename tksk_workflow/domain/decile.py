"""Deciles of DTSEN, and what follows when one changes (DOMAIN 3.4, S33, S37).

A decile is 1 (the poorest) to 10; 0 means not ranked. A cap is the highest decile that a
programme takes: a parameter of the pack, because every regency sets its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

UNRANKED = 0


def within(decile: int | None, cap: int) -> bool:
    """Say whether a decile is ranked and not above a cap."""
    return decile is not None and UNRANKED < decile <= cap


def caps_crossed(before: int | None, after: int, caps: Mapping[str, int]) -> tuple[str, ...]:
    """Return the caps on whose other side a household now is, in either direction.

    A decile that was not known before crosses every cap: rules waited for it.
    """
    return tuple(
        name
        for name, cap in sorted(caps.items())
        if before is None or within(before, cap) is not within(after, cap)
    )


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What a refreshed decile says about the help that somebody gets.

    Attributes:
        no_longer: programmes that are received although the decile is above their cap.
        left_out: nothing is received although the decile is one of the poor (S37).
    """

    no_longer: tuple[str, ...]
    left_out: bool


def entitlement(
    decile: int, received: frozenset[str], caps: Mapping[str, int], poor_up_to: int
) -> Entitlement:
    """Compare what somebody receives with the caps.

    Args:
        decile: the refreshed one.
        received: programmes, named as the caps are; empty means: gets nothing.
        caps: highest decile by programme; programmes without a cap are never objected to.
        poor_up_to: the highest decile that is called poor.
    """
    over = tuple(
        name for name in sorted(received) if name in caps and not within(decile, caps[name])
    )
    return Entitlement(over, left_out=not received and within(decile, poor_up_to))
