"""Not asked is not "no": a case that waits for an answer is not in the manual queue."""

import pytest

from tests.integration.cli.conftest import COORDINATOR
from tests.integration.services.world import NOTHING_FITS

AUDITOR = "auditor/inspektorat"


@pytest.fixture
def waiting(office, world):
    """A case about which nothing has been asked yet."""
    return world.register(facts={}).case


@pytest.fixture
def queued(office, world):
    """A case that was asked about, and that no rule fits."""
    return world.register(facts={"kondisi": NOTHING_FITS, "adl": "mandiri"}).case


def test_a_decision_that_waits_for_answers_says_so_and_names_no_manual_queue(office, waiting):
    decided = office.says("case", "decide", waiting)
    data = office.gives("case", "decide", waiting)

    assert "menunggu jawaban" in decided
    assert data["manual"] is True
    assert data["waits_for_answer"] is True
    for command in ("show", "explain"):
        said = office.says("case", command, waiting)
        assert "antrean manual" not in said
        assert "menunggu jawaban" in said
        assert "tanyakan 1:" in said


def test_a_case_that_no_rule_fits_is_shown_in_the_manual_queue(office, queued):
    decided = office.says("case", "decide", queued)

    assert "antrean manual" in decided
    assert "menunggu jawaban" not in decided
    said = office.says("case", "show", queued)
    assert "antrean manual: koordinator menentukan rujukannya" in said
    assert office.gives("case", "show", queued)["decision"]["waits_for_answer"] is False


def test_a_cancelled_case_waits_for_nothing(office, waiting):
    office.says("case", "decide", waiting)
    office.says("case", "cancel", waiting, "--reason", "klien pindah", as_=COORDINATOR)

    said = office.says("case", "show", waiting)

    assert "menunggu jawaban" not in said
    assert "antrean manual" not in said


def test_an_auditor_tells_waiting_from_the_manual_queue(office, waiting, queued):
    for case, awaited, told in (
        (waiting, "menunggu jawaban", "keputusan menunggu jawaban"),
        (queued, "antrean manual", "Masuk antrean manual koordinator"),
    ):
        office.says("case", "decide", case)
        page = office.gives("audit", "decisions", "--limit", 1, as_=AUDITOR)["lines"]
        assert page[0]["waits_for_answer"] is (case == waiting)
        assert awaited in office.says("audit", "decisions", "--limit", 1, as_=AUDITOR)
        said = office.says("audit", "decision", page[0]["decision"], as_=AUDITOR)
        assert told in said
        assert ("antrean manual" in said.lower()) is (case == queued)
