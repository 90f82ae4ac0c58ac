"""Two sweeps at once: nothing is claimed twice and nobody waits for long."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from tests.support.records import NOW, a_case, a_referral, a_routed_case
from tksk_workflow.domain.partner import Partner
from tksk_workflow.domain.referral import Status
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.store.models import AuditEntry, Case
from tksk_workflow.store.unit_of_work import UnitOfWork


@pytest.mark.parametrize("workers", [2, 4])
def test_sweeps_at_the_same_time_decide_every_case_exactly_once(session_factory, workers):
    with UnitOfWork(session_factory) as uow:
        uow.session.add_all(a_case() for _ in range(60))
        uow.commit()
    start = Barrier(workers)

    def sweep(name):
        start.wait()
        while True:
            with UnitOfWork(session_factory) as uow:
                claimed = uow.cases.waiting_for_decision(7, NOW)
                for case in claimed:
                    case.needs_decision = False
                    uow.audit.record(f"sistem/{name}", "rutekan", "kasus", case.code, {}, NOW)
                uow.commit()
            if not claimed:
                return

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(sweep, range(workers)))

    with UnitOfWork(session_factory) as uow:  # asking for work claims it: no read-only unit
        assert uow.cases.waiting_for_decision(99, NOW) == []
        decided = uow.session.scalars(select(AuditEntry.entity_id)).all()
        codes = [case.code for case in uow.session.scalars(select(Case))]
        assert sorted(decided) == sorted(codes)


@pytest.mark.parametrize("database_kind", [pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_a_sweep_steps_over_what_another_one_holds(session_factory):
    with UnitOfWork(session_factory) as uow:
        uow.partners.save(Partner("PKM-UJI", "PUSKESMAS", "Uji", "kecamatan", ("16.03.06",)))
        case, decision = a_routed_case(uow)
        for attempt in range(1, 5):
            uow.referrals.add(
                a_referral(
                    case,
                    decision,
                    partner_code="PKM-UJI",
                    attempt=attempt,
                    open_key=f"kunci {attempt}",
                    status=(Status.DRAFT if attempt < 3 else Status.REQUESTED).value,
                    answer_due_at=NOW,
                )
            )
        uow.commit()
    later = NOW + timedelta(days=1)

    with UnitOfWork(session_factory) as first, UnitOfWork(session_factory) as second:
        sent = first.due.ready_to_send(later, 1, [Urgency.P2])
        other = second.due.ready_to_send(later, 9, [Urgency.P2])
        assert {item.attempt for item in (*sent, *other)} == {1, 2}
        assert not {item.id for item in sent} & {item.id for item in other}

        overdue = first.due.answers_overdue(later, 1)
        rest = second.due.answers_overdue(later, 9)
        assert {item.attempt for item in (*overdue, *rest)} == {3, 4}


@pytest.mark.parametrize("database_kind", [pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_a_claimed_row_is_read_anew(session_factory):
    with UnitOfWork(session_factory) as uow:
        case, _ = a_routed_case(uow)
        uow.commit()

    with UnitOfWork(session_factory) as late:
        assert late.cases.get(case.id).worker == "tksk-gelumbang"
        with UnitOfWork(session_factory) as quick:
            quick.cases.get(case.id).worker = "lain"
            quick.commit()
        claimed = late.cases.claim(case.id)
        assert (claimed.worker, claimed.version) == ("lain", 2)
        claimed.worker = "terakhir"
        late.commit()
