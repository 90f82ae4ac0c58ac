"""A case in the east of the country: its hours, its holidays, its days."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from tests.integration.services.world import COORDINATOR, VILLAGE, partner
from tksk_workflow.domain.calendar_days import CalendarDay, CalendarRules, DayKind
from tksk_workflow.domain.referral import Role
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.cases.intake import register_case
from tksk_workflow.services.cases.verification import verify
from tksk_workflow.services.cases.visits import record_visit
from tksk_workflow.services.follow_up.schedule import announce_due
from tksk_workflow.services.referrals.dispatch import send_ready
from tksk_workflow.services.referrals.listing import list_referrals
from tksk_workflow.services.referrals.overdue import overdue_referrals
from tksk_workflow.services.routing.deciding import decide_case
from tksk_workflow.services.worklist.listing import worklist
from tksk_workflow.store.models import Referral, Worker
from tksk_workflow.store.unit_of_work import UnitOfWork

JAYAPURA = "91.71.01.1001"
TKSK_EAST = Actor(Role.TKSK, "tksk-jayapura")


def sent_in_the_east(world):
    """A referral of class P2 that left on Monday at 08:00 WIB, which is 10:00 WIT."""
    with UnitOfWork(world.app.session_factory) as uow:
        uow.partners.save(partner("DINSOS-JPR", "DINSOS_KAB", areas=("91.71",)))
        uow.workers.add(
            Worker(
                code=TKSK_EAST.user,
                role="tksk",
                area="91.71.01",
                active=True,
                since=date(2026, 1, 1),
            )
        )
        uow.commit()
    case = register_case(world.app, TKSK_EAST, world.person(village=JAYAPURA), world.now).case
    record_visit(world.app, TKSK_EAST, case, True, None, "dikunjungi", None, world.now)
    for role in (Role.VILLAGE_HEAD, Role.NEIGHBOURHOOD):
        verify(world.app, Actor(role, f"{role.value}-jpr"), case, True, "", world.now)
    decide_case(world.app, TKSK_EAST, case, world.now)
    send_ready(world.app, world.now, 100)
    return world.referral(case, "DINSOS-JPR")


def late(world, moment):
    with UnitOfWork(world.app.session_factory, read_only=True) as uow:
        return set(overdue_referrals(world.app, uow, moment))


def test_an_answer_is_due_when_offices_there_close_two_hours_before_jakarta(world):
    referral = sent_in_the_east(world)
    assert referral.answer_due_at == datetime(2026, 9, 14, 7, 0, tzinfo=UTC)

    (line,) = list_referrals(world.app, TKSK_EAST, world.now)
    assert line.zone == "WIT"


def test_a_follow_up_is_announced_when_its_day_has_begun_there(world):
    sent_in_the_east(world)
    first = min(one.due_on for one in world.follow_ups())
    midnight_there = datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(hours=9)

    before = announce_due(world.app, midnight_there - timedelta(minutes=1), 100)
    after = announce_due(world.app, midnight_there, 100)

    assert "diumumkan" not in before.counts
    assert after.counts["diumumkan"] == 1


def test_a_missed_follow_up_is_late_when_its_day_is_over_there(world):
    referral = sent_in_the_east(world)
    with UnitOfWork(world.app.session_factory) as uow:
        row = uow.session.scalars(select(Referral).where(Referral.id == referral.id)).one()
        row.answer_due_at = world.now + timedelta(days=90)
        uow.commit()
    first = min(one.due_on for one in world.follow_ups()) + timedelta(days=1)
    over_there = datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(hours=9)

    assert late(world, over_there - timedelta(minutes=1)) == set()
    assert late(world, over_there) == {referral.id}


def test_a_local_day_off_moves_only_the_terms_of_its_area(world):
    closed = CalendarDay(date(2026, 9, 8), DayKind.HOLIDAY, "Pemungutan suara", ("91.71",))
    pack, files = world.app.rules_folder
    local = replace(pack, calendar=CalendarRules((closed,)), content_hash="f" * 64)
    vars(world.app)["rules_folder"] = local, files
    here = sent_in_the_east(world)
    there = world.referral(world.sent_case(village=VILLAGE), "DINSOS-A")
    assert here.answer_due_at == datetime(2026, 9, 15, 7, 0, tzinfo=UTC)
    assert there.answer_due_at == datetime(2026, 9, 14, 9, 0, tzinfo=UTC)


def test_a_work_list_is_of_the_day_that_it_is_where_its_reader_works(world):
    sent_in_the_east(world)
    just_after_midnight = datetime(2026, 9, 10, 15, 30, tzinfo=UTC)
    assert worklist(world.app, TKSK_EAST, just_after_midnight).day == date(2026, 9, 11)
    assert worklist(world.app, COORDINATOR, just_after_midnight).day == date(2026, 9, 10)
