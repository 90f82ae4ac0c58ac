"""What identifies never passes to an auditor, whatever part of the record it stands in."""

from tksk_workflow.config import default_rules_dir
from tksk_workflow.rulebook.loading import load_pack
from tksk_workflow.services.audit.access import facts_shown, partner_shown, scrubbed
from tksk_workflow.services.audit.pseudonyms import Pseudonyms

NAMES = Pseudonyms(b"kunci untuk pengujian")


def test_dates_of_people_places_and_unknown_facts_are_left_out():
    facts = {"usia": 71, "tanggal_lahir": "1950-03-05", "wilayah": "16.03.06.2023", "catatan": "x"}

    assert facts_shown(facts, load_pack(default_rules_dir()).facts) == {"usia": 71}


def test_a_recorded_value_loses_villages_case_codes_and_identifying_facts():
    value = {
        "id": "K-000012",
        "trace": [{"facts": {"wilayah": "16.03.06.2023", "usia": 71}}],
        "text": "desa 16.03.06.2023",
        "version": "1.0",
    }

    assert scrubbed(value, NAMES) == {
        "id": NAMES.case(12),
        "trace": [{"facts": {"usia": 71}}],
        "text": "desa 16.03.06",
        "version": "1.0",
    }


def test_a_partner_that_left_the_directory_is_not_named():
    """Nothing says any more whether it was one of a village."""
    assert "PUSKESOS-2023" not in partner_shown("PUSKESOS-2023", {})
