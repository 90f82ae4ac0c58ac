import json
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.domain.builders import PARTNER_TYPES, TODAY, partner
from tksk_workflow.domain.admission import Reason
from tksk_workflow.domain.areas import InvalidArea
from tksk_workflow.domain.decision import ReferralProposal
from tksk_workflow.domain.partner import AdmissionWindow, PartnerLoad
from tksk_workflow.domain.selection import Rank, directory_hash, select
from tksk_workflow.domain.urgency import Urgency

VILLAGE = "16.03.06.2023"
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def proposal(**changes):
    given_fields = {
        "rule": "PMKS-08",
        "partner_type": "DINSOS_KAB",
        "service": "layanan",
        "urgency": Urgency.P2,
        "forms": (),
        "documents": (),
        "documents_later": (),
        "closed": False,
        "authority": "mitra",
        **changes,
    }
    return ReferralProposal(**given_fields)


def chosen_from(*directory, wanted=None, facts=None, loads=None, exclude=(), village=VILLAGE):
    return select(
        wanted or proposal(),
        facts or {},
        village,
        directory,
        loads or {},
        TODAY,
        partner_types=PARTNER_TYPES,
        exclude=exclude,
    )


def order_of(selection):
    return [found.partner.code for found in selection.considered]


def reasons(selection):
    return {lost.code: lost.reason for lost in selection.rejected}


# --- who can serve


def test_only_partners_of_a_wanted_type_are_considered_or_rejected():
    selection = chosen_from(partner("A", type="RSUD"), partner("B"))
    assert order_of(selection) == ["B"]
    assert selection.rejected == ()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"active": False}, Reason.INACTIVE),
        ({"services": ("lain",)}, Reason.SERVICE_NOT_OFFERED),
        ({"areas": ("16.04", "17")}, Reason.OUT_OF_AREA),
        ({"areas": ()}, Reason.OUT_OF_AREA),
        ({"areas": ("16.03", "16.3.6")}, Reason.AREA_INVALID),
        ({"agreement_from": TOMORROW}, Reason.AGREEMENT_NOT_STARTED),
        ({"agreement_until": YESTERDAY}, Reason.AGREEMENT_EXPIRED),
        ({"admission": AdmissionWindow(min_age=72)}, Reason.TOO_YOUNG),
        ({"admission": AdmissionWindow(max_age=70)}, Reason.TOO_OLD),
        ({"admission": AdmissionWindow(sex="L")}, Reason.OTHER_SEX),
        ({"admission": AdmissionWindow(documents=("KTP", "SKTM"))}, Reason.PAPERS_MISSING),
    ],
)
def test_a_partner_that_cannot_serve_is_rejected_with_its_reason(changes, reason):
    facts = {"usia": 71, "jenis_kelamin": "P", "dokumen": frozenset({"KTP"})}
    selection = chosen_from(partner("A", **changes), facts=facts)
    assert selection.chosen is None
    assert reasons(selection) == {"A": reason}
    assert selection.rejected[0].explanation.startswith(reason.label)


@pytest.mark.parametrize(
    "changes",
    [
        {"services": ("layanan", "lain")},
        {"areas": (VILLAGE,)},
        {"areas": ("16.04", "16.03.06")},
        {"areas": ("",)},
        {"agreement_from": TODAY, "agreement_until": TODAY},
        {"admission": AdmissionWindow(min_age=71, max_age=71, sex="P", documents=("KTP",))},
    ],
)
def test_a_partner_whose_limits_are_just_met_can_serve(changes):
    facts = {"usia": 71, "jenis_kelamin": "P", "dokumen": frozenset({"KTP"})}
    assert order_of(chosen_from(partner("A", **changes), facts=facts)) == ["A"]


@pytest.mark.parametrize(
    ("dates", "reason"),
    [
        ({}, Reason.NO_AGREEMENT),
        ({"agreement_until": TOMORROW}, Reason.NO_AGREEMENT),
        ({"agreement_from": TOMORROW}, Reason.AGREEMENT_NOT_STARTED),
        ({"agreement_from": YESTERDAY, "agreement_until": YESTERDAY}, Reason.AGREEMENT_EXPIRED),
    ],
)
def test_a_company_without_an_agreement_in_force_is_never_chosen(dates, reason):
    selection = chosen_from(
        partner("CSR-1", type="CSR", **dates), wanted=proposal(partner_type="CSR")
    )
    assert reasons(selection) == {"CSR-1": reason}


def test_a_company_with_an_agreement_in_force_is_chosen():
    company = partner("CSR-1", type="CSR", agreement_from=TODAY)
    assert chosen_from(company, wanted=proposal(partner_type="CSR")).chosen == company


def test_an_unasked_age_sex_or_paper_excludes_nobody_but_is_remarked_on():
    strict = AdmissionWindow(min_age=60, sex="P", documents=("KTP",))
    (only,) = chosen_from(partner("A", admission=strict)).considered
    assert [remark.split()[0] for remark in only.remarks] == ["usia", "jenis", "dokumen"]
    (open_door,) = chosen_from(partner("B")).considered
    assert open_door.remarks == ()


@pytest.mark.parametrize("urgency", list(Urgency))
def test_missing_papers_turn_nobody_away_when_it_is_urgent(urgency):
    strict = partner("A", admission=AdmissionWindow(documents=("SKTM",)))
    selection = chosen_from(
        strict, wanted=proposal(urgency=urgency), facts={"dokumen": frozenset()}
    )
    if urgency in {Urgency.P0, Urgency.P1}:
        assert selection.considered[0].remarks == ("dokumen boleh menyusul: SKTM",)
    else:
        assert reasons(selection) == {"A": Reason.PAPERS_MISSING}


def test_an_age_limit_holds_in_an_emergency_too():
    elderly_home = partner("A", admission=AdmissionWindow(min_age=60))
    selection = chosen_from(elderly_home, wanted=proposal(urgency=Urgency.P0), facts={"usia": 8})
    assert reasons(selection) == {"A": Reason.TOO_YOUNG}


def test_who_has_refused_or_kept_silent_is_not_asked_again():
    selection = chosen_from(partner("A"), partner("B"), exclude=("A",))
    assert order_of(selection) == ["B"]
    assert reasons(selection) == {"A": Reason.ALREADY_TRIED}


def test_without_any_partner_nobody_is_chosen():
    selection = chosen_from()
    assert (selection.chosen, selection.fallbacks) == (None, ())
    assert not selection.awaiting_recommendation
    assert not selection.queued


def test_a_village_that_is_no_region_code_is_an_error():
    with pytest.raises(InvalidArea):
        chosen_from(partner("A"), village="Gelumbang")


# --- recommendation


@pytest.mark.parametrize(
    ("changes", "ordered"),
    [
        ({}, {"needs_recommendation": True}),
        ({"admission": AdmissionWindow(needs_recommendation=True)}, {}),
        ({"admission": AdmissionWindow(documents=("REKOM_DINSOS",))}, {}),
        ({"type": "PANTI", "level": "provinsi"}, {"partner_type": "PANTI"}),
    ],
)
@pytest.mark.parametrize(
    ("facts", "awaits"),
    [
        ({}, True),
        ({"dokumen": frozenset()}, True),
        ({"dokumen": frozenset({"REKOM_DINSOS"})}, False),
    ],
)
def test_a_partner_that_needs_a_recommendation_is_chosen_but_waits_for_it(
    changes, ordered, facts, awaits
):
    selection = chosen_from(partner("A", **changes), wanted=proposal(**ordered), facts=facts)
    assert order_of(selection) == ["A"]
    assert selection.awaiting_recommendation is awaits


def test_a_partner_that_needs_no_recommendation_waits_for_none():
    assert not chosen_from(partner("A")).awaiting_recommendation


# --- the order


@pytest.mark.parametrize(
    ("better", "worse", "rank"),
    [
        ({"capacity": 5}, {"capacity": 1}, Rank.FULL),
        ({"level": "pusat"}, {"type": "RSUD", "areas": (VILLAGE,)}, Rank.OTHER_TYPE),
        ({"type": "RSUD"}, {"type": "PUSKESMAS"}, Rank.OTHER_TYPE),
        ({"areas": ("16.03.06",), "level": "provinsi"}, {"areas": ("16.03",)}, Rank.FARTHER),
        ({"areas": ("16", VILLAGE)}, {"areas": ("16.03.06",)}, Rank.FARTHER),
        ({"level": "kabupaten"}, {"level": "provinsi"}, Rank.HIGHER_LEVEL),
        ({"level": "provinsi"}, {"level": "pusat"}, Rank.HIGHER_LEVEL),
        ({"ladder": 1, "capacity": 3}, {"ladder": 2}, Rank.LATER_TIER),
        ({"ladder": 0, "capacity": 3}, {"ladder": 2}, Rank.LATER_TIER),
        ({"capacity": 4}, {"capacity": 3}, Rank.BUSIER),
        ({}, {"capacity": 3}, Rank.BUSIER),
        ({}, {}, Rank.CODE),
    ],
)
def test_the_better_partner_comes_first_and_the_other_knows_why_it_does_not(better, worse, rank):
    # Codes run against the order, so that only the code itself can put them right.
    names = ("A", "B") if rank is Rank.CODE else ("B", "A")
    first, second = partner(names[0], **better), partner(names[1], **worse)
    loads = {code: PartnerLoad(open_referrals=1) for code in names}
    wanted = proposal(alternatives=("RSUD", "PUSKESMAS"))
    selection = chosen_from(second, first, wanted=wanted, loads=loads)
    assert selection.chosen == first
    assert selection.fallbacks == (second.code,)
    assert [found.behind for found in selection.considered] == [None, rank]
    assert rank.label


def test_the_shorter_queue_decides_when_the_load_is_the_same():
    loads = {"A": PartnerLoad(2, queued=1), "B": PartnerLoad(2)}
    assert order_of(chosen_from(partner("A"), partner("B"), loads=loads)) == ["B", "A"]


def test_fewer_referrals_decide_where_no_limit_is_known():
    loads = {"A": PartnerLoad(3), "B": PartnerLoad(2)}
    assert order_of(chosen_from(partner("A"), partner("B"), loads=loads)) == ["B", "A"]


def test_a_partner_without_a_place_on_the_ladder_is_a_first_step():
    first, unplaced = partner("A", ladder=1), partner("B")
    assert [found.behind for found in chosen_from(unplaced, first).considered] == [None, Rank.CODE]


def test_a_larger_house_with_more_people_can_be_the_emptier_one():
    loads = {"BESAR": PartnerLoad(50), "KECIL": PartnerLoad(4)}
    directory = (partner("KECIL", capacity=5), partner("BESAR", capacity=100))
    assert order_of(chosen_from(*directory, loads=loads)) == ["BESAR", "KECIL"]


def test_a_patient_goes_up_the_ladder_one_step_at_a_time():
    near = partner("RSUD-2", type="RSUD", ladder=1)
    far = partner("RSUD-1", type="RSUD", ladder=2)
    wanted = proposal(partner_type="RSUD")
    assert order_of(chosen_from(far, near, wanted=wanted)) == ["RSUD-2", "RSUD-1"]


def test_a_regency_serves_before_the_province_and_the_centre():
    directory = [partner(level, level=level) for level in ("pusat", "provinsi", "kabupaten")]
    assert order_of(chosen_from(*directory)) == ["kabupaten", "provinsi", "pusat"]


# --- full partners


def test_a_full_partner_loses_to_an_alternative_that_has_room():
    full = partner("A", areas=(VILLAGE,), capacity=2)
    roomy = partner("B", type="RSUD", areas=("16",))
    loads = {"A": PartnerLoad(2)}
    selection = chosen_from(full, roomy, wanted=proposal(alternatives=("RSUD",)), loads=loads)
    assert order_of(selection) == ["B", "A"]
    assert not selection.queued


@pytest.mark.parametrize("urgency", list(Urgency))
def test_when_all_are_full_the_client_queues_except_in_an_emergency(urgency):
    selection = chosen_from(
        partner("A", capacity=1),
        partner("B", capacity=0),
        wanted=proposal(urgency=urgency),
        loads={"A": PartnerLoad(5)},
    )
    assert selection.chosen is not None
    assert selection.queued is (urgency is not Urgency.P0)


def test_without_a_known_limit_a_partner_is_never_full():
    (only,) = chosen_from(partner("A"), loads={"A": PartnerLoad(10_000, 500)}).considered
    assert not only.full


# --- determinism

ages = st.none() | st.integers(0, 100)
partners_ = st.builds(
    lambda number, **fields: partner(f"M{number}", **fields),
    st.integers(0, 10**6),
    type=st.sampled_from(("DINSOS_KAB", "RSUD", "PANTI", "CSR", "PUSKESMAS")),
    level=st.sampled_from(("desa", "kecamatan", "kabupaten", "provinsi", "pusat")),
    areas=st.lists(
        st.sampled_from((VILLAGE, "16.03.06", "16.03", "16", "", "16.04")), max_size=2
    ).map(tuple),
    services=st.sampled_from(((), ("layanan",), ("lain",))),
    capacity=st.none() | st.integers(0, 5),
    active=st.booleans(),
    agreement_from=st.none() | st.sampled_from((YESTERDAY, TODAY, TOMORROW)),
    agreement_until=st.none() | st.sampled_from((YESTERDAY, TODAY, TOMORROW)),
    admission=st.builds(AdmissionWindow, ages, ages, st.sampled_from((None, "L", "P"))),
    ladder=st.integers(0, 3),
)
directories = st.lists(partners_, max_size=8, unique_by=lambda found: found.code)


@given(directories, st.data())
@settings(max_examples=200)
def test_the_choice_is_the_same_in_whatever_order_the_directory_comes(directory, data):
    loads = {
        found.code: PartnerLoad(data.draw(st.integers(0, 6)), data.draw(st.integers(0, 3)))
        for found in directory
    }
    facts = {"usia": data.draw(st.integers(0, 100))} if data.draw(st.booleans()) else {}
    wanted = proposal(
        alternatives=("RSUD", "PANTI", "CSR"), urgency=data.draw(st.sampled_from(Urgency))
    )
    first = chosen_from(*directory, wanted=wanted, facts=facts, loads=loads)
    mixed = data.draw(st.permutations(directory))
    assert chosen_from(*mixed, wanted=wanted, facts=facts, loads=loads) == first
    assert directory_hash(mixed) == directory_hash(directory)

    # Everybody of a wanted type is either considered or rejected, never both or neither.
    codes = {found.code for found in directory if found.type != "PUSKESMAS"}
    assert sorted([*order_of(first), *reasons(first)]) == sorted(codes)
    # Nobody with room stands behind somebody who is full.
    full = [found.full for found in first.considered]
    assert full == sorted(full)
    assert [found.behind is None for found in first.considered] == [
        n == 0 for n in range(len(full))
    ]


@given(directories)
@settings(max_examples=100)
def test_the_fallbacks_are_whom_a_new_choice_would_find_one_after_the_other(directory):
    wanted = proposal(alternatives=("RSUD", "PANTI", "CSR"))
    first = chosen_from(*directory, wanted=wanted)
    tried: list[str] = []
    for code in order_of(first):
        again = chosen_from(*directory, wanted=wanted, exclude=tried)
        assert again.chosen is not None
        assert again.chosen.code == code
        tried.append(code)
    assert chosen_from(*directory, wanted=wanted, exclude=tried).chosen is None


# --- the record


def test_the_record_of_a_choice_is_plain_data_with_reasons():
    selection = chosen_from(
        partner("A"), partner("B", active=False), partner("C", capacity=0), exclude=()
    )
    data = json.loads(json.dumps(selection.as_data()))
    assert data["chosen"] == "A"
    assert [(found["code"], found["behind"]) for found in data["considered"]] == [
        ("A", None),
        ("C", "penuh"),
    ]
    assert data["rejected"] == [
        {"code": "B", "reason": "tidak_aktif", "explanation": "sedang tidak aktif dalam direktori"}
    ]


def test_the_hash_of_a_directory_ignores_order_but_no_change():
    directory = [
        partner("A", areas=("16.03", "16.04"), agreement_from=date(2026, 1, 1)),
        partner("B", admission=AdmissionWindow(documents=("KTP", "KK"))),
    ]
    digest = directory_hash(directory)
    assert len(digest) == 64
    assert directory_hash(reversed(directory)) == digest
    assert (
        directory_hash(
            [partner("A", areas=("16.04", "16.03"), agreement_from=date(2026, 1, 1)), directory[1]]
        )
        == digest
    )
    assert directory_hash(directory[:1]) != digest
    served = [partner("A", services=pair) for pair in (("x", "y"), ("y", "x"), ("x", "z"))]
    assert directory_hash(served[:1]) == directory_hash(served[1:2])
    assert directory_hash(served[:1]) != directory_hash(served[2:])
    changed = partner("A", areas=("16.03", "16.04"), agreement_from=date(2026, 1, 2))
    assert directory_hash([changed, directory[1]]) != digest
