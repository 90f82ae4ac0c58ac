"""What commands say about messages that do not leave."""

from __future__ import annotations

from datetime import tzinfo
from typing import TYPE_CHECKING

from tksk_workflow.cli.output import moment
from tksk_workflow.domain.delivery import LONG_WAIT

if TYPE_CHECKING:
    from tksk_workflow.services.outbox.closed_ways import ClosedWay


def closed_way_line(way: ClosedWay, zone: tzinfo) -> str:
    """Say that nothing has left by a way for days, and why."""
    from tksk_workflow.messaging.troubles import in_words

    return (
        f"Jalur {way.channel} tidak dapat dipakai: {way.messages} pesan menunggu lebih dari "
        f"{LONG_WAIT.days} hari, sejak {moment(way.since, zone)}; sebab terakhir: "
        f"{in_words(way.last_error)}."
    )
