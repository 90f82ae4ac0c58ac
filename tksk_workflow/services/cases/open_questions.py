"""What a TKSK would set in motion by asking: the open questions of a case as it stands now."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from tksk_workflow.rulebook.explaining.answering import QuestionEffects, effects_of_answers
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.disclosure import require_case_reader, sees_matter
from tksk_workflow.services.facts.known import by_office_day, facts_of_case
from tksk_workflow.services.transaction import reading

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application


def answers_of_case(
    app: Application, actor: Actor, case: str | int, now: datetime, most: int
) -> tuple[QuestionEffects, ...]:
    """Return the most valuable questions, and what each answer would change.

    Empty for whoever does not read what the case is about.

    Raises:
        NotFound, NotPermitted, Refused: as everywhere.
    """
    with reading(app) as uow:
        found = uow.cases.get(case)
        require_case_reader(uow, actor, found)
        if not sees_matter(actor):
            return ()
        desk = Desk(app, uow, now)
        facts = facts_of_case(
            found, uow.cases.visits(found.id), uow.cases.verifications(found.id), desk.pack.facts
        )
        facts = by_office_day(facts, desk.today, desk.today_in(found.village))
        decision = desk.router.decide(found.code, facts)
        return effects_of_answers(desk.router, facts, decision, most)
