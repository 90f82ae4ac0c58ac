"""Results from the centre against proposals."""

import pytest

from tksk_workflow.domain.reconciling import CentreOutcome, Verdict, compare


@pytest.mark.parametrize(
    ("proposed", "outcome", "verdict"),
    [
        (True, CentreOutcome.GRANTED, Verdict.AGREES),
        (True, CentreOutcome.REFUSED, Verdict.REFUSED),
        (True, None, Verdict.NO_RESULT),
        (False, CentreOutcome.GRANTED, Verdict.NOT_PROPOSED),
        (False, CentreOutcome.REFUSED, None),
        (False, None, None),
    ],
)
def test_a_result_agrees_only_with_what_was_proposed_and_granted(proposed, outcome, verdict):
    assert compare(proposed=proposed, outcome=outcome) is verdict


def test_everything_but_agreement_is_a_mismatch():
    assert [verdict for verdict in Verdict if not verdict.is_mismatch] == [Verdict.AGREES]
