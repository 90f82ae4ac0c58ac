import pytest
from sqlalchemy import select

from flows import sweeping
from flows.registry import BY_NAME, FLOWS
from flows.route_cases import route_batch
from flows.sweeping import BatchFailed, RowsSetAside, SweepStuck
from tksk_workflow.services.counts import SET_ASIDE, Counts
from tksk_workflow.services.follow_up import silence
from tksk_workflow.services.lifecycle import climbing
from tksk_workflow.services.referrals.dispatch import send_ready
from tksk_workflow.services.routing import deciding
from tksk_workflow.services.routing.deciding import route_waiting
from tksk_workflow.services.sweeps import FAILED, begin_sweep, last_runs
from tksk_workflow.store.errors import StaleRecord
from tksk_workflow.store.invariants import check_invariants
from tksk_workflow.store.models import (
    AuditEntry,
    Base,
    Case,
    CentreResult,
    DecileReading,
    OutboxMessage,
)
from tksk_workflow.store.unit_of_work import UnitOfWork

pytestmark = pytest.mark.flow

MORNING = "2026-09-01T06:00"
SECRET = "Warga Rahasia 9903061507820001"


def contents(app):
    """Everything in the record except the runs themselves."""
    with app.session_factory() as session:
        return {
            table.name: session.execute(select(table).order_by(*table.primary_key)).all()
            for table in Base.metadata.sorted_tables
            if table.name != "sweep"
        }


def routed(app, at):
    route_waiting(app, at(MORNING), 1000)


def sent(app, at):
    routed(app, at)
    send_ready(app, at(MORNING), 1000)


def listed_by_the_centre(app, at):
    """Routed, and the centre has sent a decile and a result about the first case."""
    routed(app, at)
    with UnitOfWork(app.session_factory) as uow:
        uow.currency.add_reading(
            DecileReading(case_id=1, period="2026-T3", decile=9, imported_at=at(MORNING))
        )
        uow.currency.add_result(
            CentreResult(
                case_id=1,
                period="2026-08",
                service="usulan_dtsen",
                outcome="diterima",
                imported_at=at(MORNING),
            )
        )
        uow.commit()


def nothing(app, at):
    pass


@pytest.mark.parametrize(
    ("name", "before", "as_of"),
    [
        ("rutekan", nothing, "2026-09-01"),
        ("kirim", routed, "2026-09-01"),
        ("cek-balasan", sent, "2026-09-03"),
        ("tindak-lanjut", sent, "2026-09-02"),
        ("siklus-data", routed, "2026-09-17"),
        ("putaran-bulanan", sent, "2026-10-01"),
        ("perjanjian", nothing, "2027-12-01"),
        ("pembaruan-dtsen", listed_by_the_centre, "2026-09-02"),
        ("rekonsiliasi-pusat", listed_by_the_centre, "2026-09-02"),
    ],
)
def test_a_flow_does_its_work_once_and_a_second_run_changes_nothing(name, before, as_of, app, at):
    before(app, at)
    untouched = contents(app)
    flow = BY_NAME[name].load()

    counts = flow(as_of)
    done = contents(app)
    again = flow(as_of)

    assert sum(counts.values()) > 0
    assert done != untouched
    assert sum(again.values()) == 0
    assert contents(app) == done
    with app.session_factory() as session:
        assert check_invariants(session) == []


def test_every_run_stands_in_our_own_record(app):
    BY_NAME["kirim"].load()("2026-09-01")

    run = last_runs(app, ["kirim", "rutekan"])

    assert list(run) == ["kirim"]
    assert run["kirim"].as_of.isoformat() == "2026-08-31T23:30:00+00:00"


def test_a_run_that_was_killed_is_simply_run_again(app, at):
    begin_sweep(app, "rutekan", at(MORNING))
    route_waiting(app, at(MORNING), limit=5)

    counts = BY_NAME["rutekan"].load()("2026-09-01")

    assert counts["kasus_diputuskan"] > 0
    with app.session_factory() as session:
        assert check_invariants(session) == []


def test_batches_go_on_until_nothing_is_left(app, monkeypatch):
    monkeypatch.setattr(sweeping, "BATCH", 5)

    counts = BY_NAME["rutekan"].load()("2026-09-01")

    monkeypatch.undo()
    assert counts["kasus_diputuskan"] > 5
    assert BY_NAME["rutekan"].load()("2026-09-01") == {}


def test_a_failure_is_seen_by_the_coordinator_without_anybodys_data(app, monkeypatch):
    def broken(*_):
        raise ValueError(SECRET)

    monkeypatch.setattr(deciding, "route_waiting", broken)

    with pytest.raises(BatchFailed) as failure:
        BY_NAME["rutekan"].load()("2026-09-01")

    assert SECRET not in str(failure.value)
    assert "ValueError" in str(failure.value)
    assert last_runs(app, ["rutekan"]) == {}
    with app.session_factory() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == FAILED)).one()
        message = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == FAILED)).one()
    assert entry.data["alur"] == "rutekan"
    assert "ValueError" in entry.data["galat"]
    assert SECRET not in str(entry.data)
    assert message.recipient == "koordinator"
    assert SECRET not in str(message.payload)


def test_a_lost_race_is_tried_again(app, monkeypatch):
    calls = []

    def lost_once(*args):
        calls.append(args)
        if len(calls) == 1:
            raise StaleRecord
        return route_waiting(*args)

    monkeypatch.setattr(deciding, "route_waiting", lost_once)
    monkeypatch.setattr(route_batch, "retry_delay_seconds", [0, 0, 0])

    counts = BY_NAME["rutekan"].load()("2026-09-01")

    assert len(calls) == 2
    assert counts["kasus_diputuskan"] > 0


def test_a_defect_is_not_tried_again(app, monkeypatch):
    calls = []

    def broken(*args):
        calls.append(args)
        raise KeyError

    monkeypatch.setattr(deciding, "route_waiting", broken)

    with pytest.raises(BatchFailed):
        BY_NAME["rutekan"].load()("2026-09-01")

    assert len(calls) == 1


def test_a_run_does_all_it_can_and_fails_all_the_same_for_the_row_that_it_cannot(app, monkeypatch):
    whole, broken_at = deciding._decide, []

    def broken(desk, case, actor):
        broken_at[:] = broken_at or [case.code]
        if case.code == broken_at[0]:
            raise ValueError(SECRET)
        return whole(desk, case, actor)

    monkeypatch.setattr(deciding, "_decide", broken)

    with pytest.raises(RowsSetAside, match="1 baris"):
        BY_NAME["rutekan"].load()("2026-09-01")

    counts = last_runs(app, ["rutekan"])["rutekan"].counts
    assert counts[SET_ASIDE] == 1
    assert counts["kasus_diputuskan"] > 1
    with app.session_factory() as session:
        told = session.scalars(select(AuditEntry).where(AuditEntry.action == FAILED)).one()
        waiting = session.scalars(select(Case.id).where(Case.needs_decision)).all()
    assert told.data["galat"] == "1 baris tidak terproses"
    assert [f"K-{number:06d}" for number in waiting] == broken_at


def test_what_comes_after_a_part_that_fails_is_done_all_the_same(app, monkeypatch):
    def broken(*_):
        raise ValueError(SECRET)

    done = []
    monkeypatch.setattr(silence, "check_answers", broken)
    monkeypatch.setattr(climbing, "climb_overdue", lambda *_: done.append(1) or Counts())

    with pytest.raises(BatchFailed, match="ValueError"):
        BY_NAME["cek-balasan"].load()("2026-09-01")

    assert done == [1]
    assert last_runs(app, ["cek-balasan"]) == {}


def test_a_batch_that_never_ends_is_stopped(app, monkeypatch):
    monkeypatch.setattr(deciding, "route_waiting", lambda *_: Counts({}, more=True))

    with pytest.raises(SweepStuck, match="rutekan"):
        BY_NAME["rutekan"].load()("2026-09-01")


def test_flows_take_a_day_or_moment_and_nothing_personal():
    for entry in FLOWS:
        flow = entry.load()
        assert flow.name == entry.name
        assert list(flow.parameters.properties) == ["as_of"]
