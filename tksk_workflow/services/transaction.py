"""One use case, one transaction; what the store and the domain refuse, in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tksk_workflow.domain.areas import InvalidArea
from tksk_workflow.domain.case import CaseMoveNotAllowed, IllegalCaseTransition
from tksk_workflow.domain.referral import IllegalTransition, NotAllowed
from tksk_workflow.services.errors import (
    Conflict,
    InputProblem,
    InvalidInput,
    NotFound,
    NotPermitted,
    Refused,
)
from tksk_workflow.services.long_texts import too_long
from tksk_workflow.services.what_next import after_case, after_referral
from tksk_workflow.store.errors import (
    DoubleReferral,
    DuplicateRecord,
    RecordNotFound,
    StaleRecord,
    TextTooLong,
)
from tksk_workflow.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

_ANY_CODE = "periksa kodenya"
_WHERE_LISTED = {
    kind: f"lihat yang ada dengan 'tksk {command}'"
    for kind, command in {
        "kasus": "case list",
        "rujukan": "referral list",
        "keputusan": "audit decisions",
        "mitra": "partner list",
        "eskalasi": "escalation list",
        "hasil": "result list",
        "petugas": "worker list",
        "pesan": "outbox list",
    }.items()
}


@contextmanager
def transaction(app: Application) -> Iterator[UnitOfWork]:
    """Open a unit of work for one use case and commit it at the end.

    Raises:
        ServiceError: what the store or a life cycle refused, in plain words. An
            unavailable database stays what it is: that is no matter of the use case.
    """
    with _plain_words(), UnitOfWork(app.session_factory) as uow:
        yield uow
        uow.commit()


@contextmanager
def reading(app: Application) -> Iterator[UnitOfWork]:
    """Open a unit of work that only reads, and takes no lock."""
    with _plain_words(), UnitOfWork(app.session_factory, read_only=True) as uow:
        yield uow


@contextmanager
def batch(app: Application) -> Iterator[UnitOfWork]:
    """Open the transaction of one batch of a sweep and commit it at the end.

    A lost race stays a `StaleRecord`, so that the sweep runs the batch again.
    """
    with UnitOfWork(app.session_factory) as uow:
        yield uow
        uow.commit()


@contextmanager
def _plain_words() -> Iterator[None]:
    try:
        yield
    except RecordNotFound as error:
        raise NotFound(str(error), _WHERE_LISTED.get(error.kind, _ANY_CODE)) from None
    except TextTooLong as error:
        raise InvalidInput(too_long(error)) from None
    except StaleRecord as error:
        raise Conflict(str(error), "ulangi perintah ini") from None
    except DoubleReferral as error:
        raise Refused("PGR-10", str(error)) from None
    except DuplicateRecord as error:
        raise Conflict(str(error), "muat ulang, lalu periksa apakah sudah ada") from None
    except IllegalTransition as error:
        raise Conflict(str(error), after_referral(error.status, error.role)) from None
    except NotAllowed as error:
        raise NotPermitted(str(error), after_referral(error.status, error.role)) from None
    except IllegalCaseTransition as error:
        raise Conflict(str(error), after_case(error.status, error.role)) from None
    except CaseMoveNotAllowed as error:
        raise NotPermitted(str(error), after_case(error.status, error.role)) from None
    except InvalidArea as error:
        raise InvalidInput([InputProblem("desa", str(error))]) from None
