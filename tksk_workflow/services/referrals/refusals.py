"""What follows when a partner says no."""

from __future__ import annotations

from tksk_workflow.domain.referral import RefusalReason
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.services.actors import SYSTEM
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.lifecycle.escalation import escalate
from tksk_workflow.services.lifecycle.settling import PAPERS, Level
from tksk_workflow.services.referrals.next_partner import (
    NEXT_PARTNER,
    continues_with,
    find_next,
    follow_up_referral,
    go_on_with,
    nobody_left,
    serving_instead,
)
from tksk_workflow.services.routing.deciding import decide_in, known_facts
from tksk_workflow.services.routing.holds import PAPERS_RETURNED, PAPERS_THEN, sorted_papers
from tksk_workflow.store.escalations import ABOUT_PARTNER
from tksk_workflow.store.models import Case, Referral

# Words of the vocabulary for `balasan_mitra`.
ANSWER_FULL = "penuh"
ANSWER_REFUSED = "ditolak"
ANSWER_LATE = "lewat_tenggat"


# The directory promised something that the partner does not do.
_DIRECTORY_WRONG = {
    RefusalReason.NOT_OUR_SERVICE: "menyatakan layanan ini bukan layanannya",
    RefusalReason.OUT_OF_AREA: "menyatakan daerah ini di luar wilayahnya",
}


def after_refusal(
    desk: Desk, found: Referral, case: Case, reason: RefusalReason
) -> Referral | None:
    """Do what a refusal asks for; returns the referral that carries on, if any."""
    papers_may_follow = desk.pack.urgency_classes[Urgency(found.urgency)].papers_may_follow
    if reason is RefusalReason.PAPERS_MISSING and not papers_may_follow:
        return _back_for_papers(desk, found, case)
    if reason is RefusalReason.NOT_ELIGIBLE:
        return decide_again(desk, found, case)
    if reason in _DIRECTORY_WRONG:
        _question_directory(desk, found, case, reason)
    answer = ANSWER_FULL if reason is RefusalReason.FULL else ANSWER_REFUSED
    return next_or_coordinator(desk, found, case, answer)


def _question_directory(desk: Desk, found: Referral, case: Case, reason: RefusalReason) -> None:
    """Ask the coordinator to look at the directory; once per partner and reason."""
    text = f"mitra {found.partner_code} {_DIRECTORY_WRONG[reason]}; periksa direktori"
    key = f"{ABOUT_PARTNER}{found.partner_code}:{reason.value}"
    escalate(desk, key, Level.COORDINATOR, text, case, referral=found, again=True)


def decide_again(desk: Desk, found: Referral, case: Case) -> Referral | None:
    """Decide the case anew; returns the referral that now serves the need, if any."""
    desk.uow.flush()
    decide_in(desk, case, SYSTEM)
    return serving_instead(desk.uow, found)


def next_or_coordinator(desk: Desk, found: Referral, case: Case, answer: str) -> Referral | None:
    """Go on with the next partner as the guards say, or bring it before the coordinator."""
    code = None
    if NEXT_PARTNER in continues_with(desk, answer):
        code = find_next(desk, found, case)
    if code is None:
        nobody_left(desk, found, case)
        return None
    return go_on_with(desk, found, case, code)


def _back_for_papers(desk: Desk, found: Referral, case: Case) -> Referral:
    """A new draft to the same partner waits until there are other papers than now."""
    desk.uow.flush()
    papers = sorted_papers(known_facts(desk, case))
    draft = follow_up_referral(
        desk,
        found,
        case,
        {
            "held_by": [PAPERS_RETURNED],
            "selection": {**found.selection, PAPERS_THEN: papers},
        },
    )
    escalate(
        desk,
        f"{PAPERS}:{draft.code}",
        Level.TKSK,
        "mitra mengembalikan rujukan; lengkapi berkasnya",
        case,
        referral=draft,
    )
    return draft
