"""`tksk outbox deliver`, killed by SIGKILL at random points, against a real mail server.

The points are those of the database: a letter is handed over between two of them. Whoever
is killed after handing a letter over and before writing that down sends it once more, under
the same Message-ID: at most one letter per kill, and never none.
"""

import json
import os
import random
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.integration.cli.conftest import COORDINATOR, SECRET, START
from tests.integration.services.world import COORDINATOR as COORDINATING
from tests.integration.services.world import World
from tests.support.killing import settings_for
from tests.support.mail import Postmaster, mail_server
from tksk_workflow.messaging.channel import ChannelKind
from tksk_workflow.services.application import open_application
from tksk_workflow.services.outbox.desk import set_address
from tksk_workflow.store.invariants import check_invariants
from tksk_workflow.store.models import AuditEntry, OutboxMessage
from tksk_workflow.store.transfer.copying import copy_database

pytestmark = [pytest.mark.slow]

SEED = int(os.environ.get("TKSK_FAULT_SEED", "20260901"))
KILLS = 3 * int(os.environ.get("TKSK_FAULT_KILLS", "1"))
AFTER_THE_CLAIM = timedelta(minutes=11)
"""What a killed delivery had claimed is free again."""


@pytest.fixture(scope="session")
def full_outbox(tmp_path_factory):
    """The file of a record with letters to several recipients."""
    folder = tmp_path_factory.mktemp("full-outbox")
    app = open_application(settings_for(f"sqlite:///{folder / 'tksk.db'}", folder))
    world = World(app, START)
    world.furnish()
    for _ in range(10):
        world.sent_case()
    with app.session_factory() as session:
        recipients = set(session.scalars(select(OutboxMessage.recipient)))
    for number, recipient in enumerate(sorted(recipients)):
        address = f"kotak-{number}@contoh.example"
        set_address(app, COORDINATING, recipient, ChannelKind.EMAIL, address, world.now)
    app.close()
    return folder / "tksk.db"


def test_a_killed_delivery_loses_no_letter_and_repeats_at_most_the_one_in_its_hands(
    full_outbox, empty_database_url, database_kind, guillotine, tmp_path, capsys
):
    copy_database(f"sqlite:///{full_outbox}", empty_database_url)
    app = open_application(settings_for(empty_database_url, tmp_path), migrate=False)
    chance = random.Random(f"{SEED} deliver {database_kind}")
    postmaster, kills, now = Postmaster(), 0, START + timedelta(hours=1)

    def deliver(port, point=0):
        environment = {
            "TKSK_HOME": str(tmp_path),
            "TKSK_DATABASE_URL": empty_database_url,
            "TKSK_SECRET": SECRET,
            "TKSK_SMTP_HOST": "127.0.0.1",
            "TKSK_SMTP_PORT": str(port),
            "TKSK_SMTP_FROM": "TKSK <tksk@dinsos.example>",
            "TKSK_SMTP_SECURITY": "none",
        }
        command = ["outbox", "deliver", "--as", COORDINATOR, "--now", now.isoformat()]
        return guillotine.run(tmp_path, environment, [*command, "--format", "json"], point)

    with mail_server(postmaster) as port:
        for _ in range(KILLS):
            ended = deliver(port, chance.randint(1, 60))
            kills += ended.killed
            assert "Traceback" not in ended.said
            assert unrecorded(app, postmaster) <= kills
            now += AFTER_THE_CLAIM
        ended = deliver(port)
        assert ended.code == 0, ended.said
        now += AFTER_THE_CLAIM
        assert json.loads(deliver(port).said)["counts"] == {}
    with app.session_factory() as session:
        keys = list(session.scalars(select(OutboxMessage.key)))
        waiting = [one for one in session.scalars(select(OutboxMessage)) if not one.delivered_at]
        written = session.scalars(
            select(AuditEntry.entity_id).where(AuditEntry.action == "kirim_pesan")
        ).all()
        broken = check_invariants(session)
    app.close()
    letters = Counter(letter["Message-ID"] for letter in postmaster.letters)
    with capsys.disabled():
        print(f"\nkill -9 of outbox deliver, {database_kind}, seed {SEED}: {kills}")

    assert (waiting, broken) == ([], [])
    assert len(letters) == len(keys), "a letter was lost, or went under two names"
    assert sorted(Counter(written).values()) == [1] * len(keys)
    assert kills > 0
    assert letters.total() - len(letters) <= kills


def unrecorded(app, postmaster):
    """How many letters more the server has than the record knows of."""
    with app.session_factory() as session:
        known = sum(one.delivered_at is not None for one in session.scalars(select(OutboxMessage)))
    return len(postmaster.letters) - known
