"""One open case per person: whatever is new about somebody belongs into that one.

Two cases side by side would each ask for the same help, and neither would know what the
other has got.
"""

from __future__ import annotations

from tksk_workflow.services.desk import Desk
from tksk_workflow.services.errors import Conflict


def require_no_open_case(desk: Desk, person_id: int) -> None:
    """Refuse to open a case, new or again, beside one that is open.

    The person is locked until the end of the transaction, so that two who open one at the
    same moment do not both succeed.

    Raises:
        Conflict: with the code of the open case.
    """
    desk.lock_persons([person_id])
    current = desk.uow.cases.of_person(person_id, only_open=True)
    if current:
        raise Conflict(
            f"orang ini sudah punya kasus terbuka: {current[0].code}",
            f"tambahkan keterangannya pada {current[0].code}",
        )
