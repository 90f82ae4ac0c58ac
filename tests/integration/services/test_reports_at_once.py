"""Two runs of the monthly report that make the same report at the same moment."""

import pytest

from flows.sweeping import BatchFailed
from tksk_workflow.services.monthly import reporting
from tksk_workflow.store.errors import DuplicateRecord
from tksk_workflow.store.models import OutboxMessage


def test_the_slower_of_two_runs_leaves_nothing_and_is_tried_again(world, monkeypatch):
    world.later(days=30)
    record = reporting._record

    def overtaken(uow, *rest):
        """What happens when the other run commits just before our messages are put."""
        found = record(uow, *rest)
        uow.session.add(
            OutboxMessage(
                key="laporan_bulanan:2026-09:16.03.06",
                kind=reporting.MESSAGE,
                recipient="dinsos",
                payload={},
                created_at=world.now,
                due_at=world.now,
            )
        )
        return found

    with monkeypatch.context() as patch:
        patch.setattr(reporting, "_record", overtaken)
        with pytest.raises(DuplicateRecord) as lost:
            reporting.due_reports(world.app, world.now, 10)

    assert BatchFailed(lost.value).passing
    assert [one for one in world.audit() if one.entity == reporting.ENTITY] == []
    assert world.messages(reporting.MESSAGE) == []
    assert reporting.due_reports(world.app, world.now, 10).counts["laporan_dibuat"] == 2
