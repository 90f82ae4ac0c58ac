"""Partner types and services that nobody offers in some village."""

from __future__ import annotations

from datetime import date

from tests.unit.domain.builders import partner
from tests.unit.rulebook.sound_pack import DAY, applying, needs, rule
from tksk_workflow.domain.partner import Partner
from tksk_workflow.rulebook.analysis import Finding, FindingKind, analyse

NEAR, FAR = "16.03.06.2023", "16.03.07.2001"
VILLAGES = (NEAR, FAR)
CLINIC = partner("PKM", type="PUSKESMAS", areas=("16.03",))


def _missing(*directory: Partner, to: str = "PSLU", more: str = "") -> list[Finding]:
    order = rule("KEB-01", "{sakit: ya}", to=to, service="berobat")
    if more:
        order = order.replace("layanan: berobat}", f"layanan: berobat, {more}}}")
    found = analyse(needs(order), DAY, directory, VILLAGES)
    return [one for one in found if one.kind is FindingKind.NO_PARTNER and "KEB-01" in one.rules]


def test_a_type_that_nobody_offers_anywhere_is_found_with_a_case() -> None:
    (found,) = _missing(CLINIC)
    assert found.villages == VILLAGES
    assert found.example == {"sakit": True, "wilayah": NEAR}
    pack = needs(rule("KEB-01", "{sakit: ya}", to="PSLU", service="berobat"))
    assert "KEB-01" in applying(pack, found.example)
    assert "PSLU" in found.message


def test_only_the_villages_outside_of_the_area_are_named() -> None:
    (found,) = _missing(partner("P1", type="PSLU", areas=("16.03.06",)))
    assert found.villages == (FAR,)
    assert found.example["wilayah"] == FAR


def test_partners_that_cover_all_villages_together_are_enough() -> None:
    assert (
        _missing(
            partner("P1", type="PSLU", areas=("16.03.06",)),
            partner("P2", type="PSLU", areas=(FAR,)),
        )
        == []
    )


def test_an_alternative_of_the_rule_is_enough() -> None:
    assert _missing(CLINIC, more="atau: [PUSKESMAS]") == []


def test_a_partner_without_the_service_does_not_count() -> None:
    (found,) = _missing(partner("P1", type="PSLU", services=("santunan",)))
    assert "berobat" in found.message


def test_an_inactive_partner_does_not_count() -> None:
    assert len(_missing(partner("P1", type="PSLU", active=False))) == 1


def test_an_agreement_counts_only_on_its_days() -> None:
    ended = partner(
        "P1", type="PSLU", agreement_from=date(2025, 1, 1), agreement_until=date(2026, 11, 24)
    )
    running = partner("P2", type="PSLU", agreement_from=date(2025, 1, 1), agreement_until=DAY)
    assert len(_missing(ended)) == 1
    assert _missing(ended, running) == []


def test_without_a_directory_nothing_is_said_about_partners() -> None:
    pack = needs(rule("KEB-01", "{sakit: ya}"))
    assert all(one.kind is not FindingKind.NO_PARTNER for one in analyse(pack, DAY))


def test_an_empty_directory_offers_nothing() -> None:
    pack = needs(rule("KEB-01", "{sakit: ya}"))
    assert any(one.kind is FindingKind.NO_PARTNER for one in analyse(pack, DAY, ()))
