"""Somebody who meets Pasal 9, unless a test takes something away."""

from dataclasses import replace
from datetime import date

from tksk_workflow.domain.appointment import Candidate, Education, Origin

FIT = Candidate(
    birth_date=date(1998, 5, 20),
    education=Education.UPPER_SECONDARY,
    lives_there=True,
    id_card_there=True,
    healthy=True,
    good_conduct=True,
    uses_computer=True,
    origins=frozenset({Origin.PSM}),
)
VACANT = "16.03.08"
"""A kecamatan of Muara Enim for which nobody is registered."""
VACANT_VILLAGE = "16.03.08.2001"


def candidate(**changes):
    return replace(FIT, **changes)
