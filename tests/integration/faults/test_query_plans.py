"""The cost of a sweep grows with what is due, not with what is stored: PostgreSQL's own plans."""

import re

import pytest
from sqlalchemy import event, text

from tests.benchmarks.plans import plans_of
from tests.integration.services.conftest import START
from tests.integration.services.test_delivering import Road
from tests.integration.services.world import World
from tests.support.caseload_rows import multiply
from tksk_workflow.messaging.channel import ChannelKind
from tksk_workflow.services.follow_up.readiness import check_readiness
from tksk_workflow.services.follow_up.schedule import announce_due
from tksk_workflow.services.follow_up.silence import check_answers
from tksk_workflow.services.outbox.delivering import deliver_waiting
from tksk_workflow.services.referrals.dispatch import send_ready
from tksk_workflow.services.routing.deciding import route_waiting

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

STORED, DUE = 20_000, 20
LARGE = ("referral", "follow_up", "case_file", "case_detail", "person", "outbox", "audit_log")

DELIVERED = """
    INSERT INTO outbox (key, kind, recipient, payload, created_at, due_at, delivered_at, attempts)
    SELECT 'lama:' || i, 'penyerahan', 'tksk/lama', '{}', :at, :at, :at, 1
    FROM generate_series(1, :number) AS i
"""

SWEEPS = {
    "rutekan": lambda app, now: route_waiting(app, now, 100),
    "kirim": lambda app, now: send_ready(app, now, 100),
    "cek-balasan": lambda app, now: check_answers(app, now, 100),
    "kesiapan": lambda app, now: check_readiness(app, now, 100),
    "tindak-lanjut": lambda app, now: announce_due(app, now, 100),
    "kirim-pesan": lambda app, now: deliver_waiting(app, now, 100, {ChannelKind.EMAIL: Road()}),
}


@pytest.fixture
def stored(app):
    """A record with many open referrals of which few are due, and statistics that say so.

    The copies have no history, so the promises of the record are not asked for here.
    """
    world = World(app, START)
    world.furnish()
    case = world.sent_case()
    referral = world.referral(case, "DINSOS-A")
    with world.app.engine.begin() as connection:
        multiply(connection, referral.id, STORED, DUE, world.now)
        connection.execute(text(DELIVERED), {"number": STORED, "at": world.now})
    with world.app.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    return world


def claims_of(world, work):
    """What the work asks the database for with a claim, as it was sent."""
    asked = []

    def note(_connection, _cursor, statement, parameters, _context, _many):
        if "FOR UPDATE" in statement:
            asked.append((statement, parameters))

    event.listen(world.app.engine, "before_cursor_execute", note)
    work(world.app, world.now)
    event.remove(world.app.engine, "before_cursor_execute", note)
    return asked


@pytest.mark.parametrize("database_kind", ["postgresql"])
@pytest.mark.parametrize("name", SWEEPS)
def test_what_a_sweep_claims_is_found_through_an_index(stored, name):
    claims = claims_of(stored, SWEEPS[name])

    assert claims
    for statement, parameters in claims:
        with stored.app.engine.connect() as connection:
            plan = "\n".join(
                line for (line,) in connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)
            )
        read_whole = set(re.findall(r"Seq Scan on (\w+)", plan)) & set(LARGE)
        assert read_whole == set(), plan


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_follow_ups_that_a_sweep_has_looked_at_are_not_read_again(stored):
    announce_due(stored.app, stored.now, STORED)
    with stored.app.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE follow_up"))

    plans = plans_of(stored.app, stored.now)["tindak-lanjut"]

    assert "ix_follow_up_to_announce" in plans
    assert "ix_follow_up_due" not in plans
