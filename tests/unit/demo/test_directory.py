from datetime import date

from tksk_workflow.demo.caseload import villages
from tksk_workflow.demo.directory import build_directory
from tksk_workflow.domain.areas import AreaLevel, covers, is_valid_area

DIRECTORY = build_directory()


def of_type(code):
    return [institution for institution in DIRECTORY if institution.type == code]


def test_codes_are_unique_and_areas_and_levels_are_real():
    codes = [institution.code for institution in DIRECTORY]

    assert len(set(codes)) == len(codes)
    for institution in DIRECTORY:
        assert AreaLevel(institution.level)
        assert all(is_valid_area(area) for area in institution.areas)


def test_every_village_has_a_government_and_a_welfare_window_of_its_own():
    for kind in ("PEMDES", "PUSKESOS", "PSM"):
        served = [area for institution in of_type(kind) for area in institution.areas]
        assert sorted(served) == sorted(code for code, _ in villages())


def test_every_institution_serves_the_kecamatan():
    some_village = {code for code, _ in villages()}

    for institution in DIRECTORY:
        assert any(covers(area, village) for area in institution.areas for village in some_village)


def test_one_company_has_an_agreement_in_force_and_one_an_expired_one():
    today = date(2026, 9, 1)

    in_force = [
        company.agreement_from <= today <= company.agreement_until for company in of_type("CSR")
    ]

    assert sorted(in_force) == [False, True]


def test_the_health_route_climbs_from_the_small_hospital_to_the_big_one():
    hospitals = sorted(of_type("RSUD"), key=lambda institution: institution.ladder)

    assert [hospital.code for hospital in hospitals] == ["RSUD-GELUMBANG", "RSUD-RABAIN"]


def test_the_home_for_the_old_has_200_places_from_age_60_by_recommendation():
    (home,) = of_type("PSLU")

    assert (home.capacity, home.min_age, home.needs_recommendation) == (200, 60, True)


def test_the_rehabilitation_centre_admits_ages_15_to_40():
    (centre,) = of_type("IPWL")

    assert (centre.min_age, centre.max_age) == (15, 40)
