from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tksk_workflow.domain.delivery import MOST_ATTEMPTS, wait_after

KEYS = st.text(max_size=40)


@given(KEYS)
def test_a_message_is_given_up_after_the_last_attempt_and_not_before(key):
    waits = [wait_after(attempts, key) for attempts in range(1, MOST_ATTEMPTS + 1)]

    assert None not in waits[:-1]
    assert waits[-1] is None


@given(KEYS)
def test_all_attempts_together_take_two_to_four_days(key):
    total = sum((wait_after(n, key) for n in range(1, MOST_ATTEMPTS)), timedelta())

    assert timedelta(days=2) < total < timedelta(days=4)


@given(KEYS, st.integers(1, MOST_ATTEMPTS - 1))
def test_the_wait_is_the_same_on_every_machine(key, attempts):
    assert wait_after(attempts, key) == wait_after(attempts, key)


def test_messages_that_failed_together_are_not_tried_together():
    waits = {wait_after(1, f"pesan:{number}") for number in range(50)}

    assert len(waits) > 40
    assert max(waits) <= timedelta(minutes=1) * 1.2
    assert min(waits) >= timedelta(minutes=1) * 0.8
