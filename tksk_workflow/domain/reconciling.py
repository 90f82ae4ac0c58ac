"""What came back from the centre, compared with what was proposed (S38, KEB-14)."""

from __future__ import annotations

from enum import StrEnum


class CentreOutcome(StrEnum):
    """What the centre says about one person and one service."""

    GRANTED = "diterima"
    REFUSED = "ditolak"


class Verdict(StrEnum):
    """How a result relates to a proposal."""

    AGREES = "sesuai"
    REFUSED = "ditolak_pusat"
    NOT_PROPOSED = "tidak_diusulkan"
    NO_RESULT = "tanpa_hasil"

    @property
    def is_mismatch(self) -> bool:
        """Somebody has to look at it."""
        return self is not Verdict.AGREES


def compare(*, proposed: bool, outcome: CentreOutcome | None) -> Verdict | None:
    """Return the verdict about one person and one service in one period.

    Args:
        proposed: a proposal for this service left in the period.
        outcome: what the centre says; None when it says nothing.

    Returns:
        None when there is neither a proposal nor anything to object to: a refusal of what
        nobody proposed is no matter of ours.
    """
    if outcome is CentreOutcome.GRANTED:
        return Verdict.AGREES if proposed else Verdict.NOT_PROPOSED
    if not proposed:
        return None
    return Verdict.NO_RESULT if outcome is None else Verdict.REFUSED
