from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tksk_workflow.domain.decision import ReferralProposal
from tksk_workflow.domain.pmks import Form
from tksk_workflow.domain.urgency import Term, TermUnit, Urgency, half
from tksk_workflow.services.routing.needs import merged

PLAIN = ReferralProposal(
    rule="A",
    partner_type="DINSOS_KAB",
    service="permakanan",
    urgency=Urgency.P2,
    forms=(Form.REFERRAL,),
    documents=("KTP",),
    documents_later=(),
    closed=False,
    authority="dinsos_kabupaten",
)

proposals = st.builds(
    lambda rule, urgency, kind, documents, held: replace(
        PLAIN,
        rule=rule,
        urgency=urgency,
        partner_type=kind,
        documents=tuple(documents),
        held_by=tuple(held),
    ),
    st.sampled_from("ABCDE"),
    st.sampled_from(Urgency),
    st.sampled_from(("DINSOS_KAB", "PUSKESMAS")),
    st.lists(st.sampled_from(("KTP", "KK", "SKTM")), unique=True),
    st.lists(st.sampled_from(("PGR-04", "PGR-05")), unique=True),
)


@given(st.lists(proposals, max_size=8))
def test_merging_keeps_every_rule_and_paper_and_the_highest_urgency(given_):
    needs = merged(given_)
    assert len({need.key for need in needs}) == len(needs)
    for need in needs:
        own = [one for one in given_ if one.partner_type == need.lead.partner_type]
        assert set(need.rules) == {one.rule for one in own}
        assert set(need.lead.documents) == {paper for one in own for paper in one.documents}
        assert need.lead.urgency.rank == min(one.urgency.rank for one in own)


@given(st.lists(proposals, max_size=8))
def test_what_holds_a_less_pressing_proposal_does_not_hold_a_more_pressing_one(given_):
    for need in merged(given_):
        equals = [
            one
            for one in given_
            if one.partner_type == need.lead.partner_type and one.urgency is need.lead.urgency
        ]
        assert set(need.lead.held_by) == {hold for one in equals for hold in one.held_by}


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (Term(TermUnit.HOURS, 24), Term(TermUnit.HOURS, 12)),
        (Term(TermUnit.WORKING_DAYS, 5), Term(TermUnit.WORKING_DAYS, 3)),
        (Term(TermUnit.WORKING_DAYS, 1), Term(TermUnit.WORKING_DAYS, 1)),
        (Term(TermUnit.NEXT_PERIOD), Term(TermUnit.NEXT_CUTOFF)),
    ],
)
def test_half_a_term_is_at_least_one_unit(term, expected):
    assert half(term) == expected
