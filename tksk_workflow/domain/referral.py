"""The life cycle of a referral: one table says which moves exist, and whose they are.

The statuses are the ten of FHIR ``Task`` in the HL7 SDOH Clinical Care closed-loop
referral. "Overdue" is not among them: it is a question about time. The finer
`BusinessStatus` tells people where inside a status the referral stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """Status of a referral, as defined by FHIR Task."""

    DRAFT = "draft"
    REQUESTED = "requested"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    IN_PROGRESS = "in-progress"
    ON_HOLD = "on-hold"
    COMPLETED = "completed"
    FAILED = "failed"
    ENTERED_IN_ERROR = "entered-in-error"

    @property
    def label(self) -> str:
        """The word that a social worker reads."""
        return _LABELS[self]

    @property
    def is_open(self) -> bool:
        """Work is still going on; an open referral blocks a second one of its kind."""
        return self not in TERMINAL


_LABELS = {
    Status.DRAFT: "konsep",
    Status.REQUESTED: "diajukan",
    Status.ACCEPTED: "diterima mitra",
    Status.REJECTED: "ditolak mitra",
    Status.CANCELLED: "dibatalkan",
    Status.IN_PROGRESS: "dalam layanan",
    Status.ON_HOLD: "tertunda",
    Status.COMPLETED: "selesai",
    Status.FAILED: "gagal",
    Status.ENTERED_IN_ERROR: "salah catat",
}

TERMINAL = frozenset(
    {
        Status.REJECTED,
        Status.CANCELLED,
        Status.COMPLETED,
        Status.FAILED,
        Status.ENTERED_IN_ERROR,
    }
)


class BusinessStatus(StrEnum):
    """Where inside a status the referral stands (DOMAIN 6.1)."""

    PREPARED = "disiapkan"
    HELD = "tertahan"
    AWAITING_TIER = "menunggu_tahap_sebelumnya"
    AWAITING_RECOMMENDATION = "menunggu_rekomendasi_dinsos"
    SENT = "terkirim"
    REMINDED = "diingatkan"
    ACCEPTED = "disanggupi"
    QUEUED = "antre"
    RETURNED = "dikembalikan"
    IN_SERVICE = "dalam_layanan"
    DELIVERED = "diserahkan_belum_dikonfirmasi"
    CONFIRMED = "diterima_orang_yang_tepat"
    NOT_RECEIVED = "tidak_diterima"
    REFUSED = "ditolak"
    SILENT = "tidak_menjawab"
    WITHDRAWN = "dicabut"
    MISTAKEN = "salah_catat"
    NOT_RECOMMENDED = "tidak_direkomendasikan"


class Event(StrEnum):
    """What happens to a referral."""

    SEND = "kirim"
    ACCEPT = "terima"
    REFUSE = "tolak"
    WITHDRAW = "cabut"
    START = "mulai_layanan"
    QUEUE = "antrekan"
    RESUME = "lanjutkan"
    COMPLETE = "selesaikan"
    FAIL = "gagalkan"
    VOID = "nyatakan_salah_catat"


class Role(StrEnum):
    """Who acts (DOMAIN 6.2). ``SYSTEM`` is a scheduled run."""

    TKSK = "tksk"
    COMPANION = "pendamping"
    VILLAGE_OPERATOR = "operator_siks_desa"
    VILLAGE_HEAD = "kades"
    NEIGHBOURHOOD = "rt_rw"
    SUBDISTRICT = "kasi_kesos"
    COORDINATOR = "koordinator"
    DINSOS_VERIFIER = "dinsos_verifikator"
    SOCIAL_WORKER = "peksos"
    UPTD_PPA = "uptd_ppa"
    HEALTH_FACILITY = "faskes"
    PARTNER = "mitra"
    AUDITOR = "auditor"
    SYSTEM = "sistem"


@dataclass(frozen=True, slots=True)
class Transition:
    """One allowed move: from a status, by an event, to a status, by these roles.

    ``guard`` is a sentence that says what else must hold; the service that carries
    out the move enforces it.
    """

    source: Status
    event: Event
    target: Status
    actors: tuple[Role, ...]
    guard: str = ""


class IllegalTransition(Exception):
    """The referral cannot make this move from where it stands."""

    def __init__(self, status: Status, event: Event, role: Role) -> None:
        """Keep all three, so that callers can say what is possible instead."""
        self.status = status
        self.event = event
        self.role = role
        super().__init__(f"rujukan berstatus '{status}' ({status.label}) tidak dapat '{event}'")


class NotAllowed(Exception):
    """The move exists, but not for this role."""

    def __init__(self, status: Status, role: Role, event: Event, allowed: tuple[Role, ...]) -> None:
        """Keep where it stands, so that callers can say what is possible, and who may."""
        self.status = status
        self.role = role
        self.event = event
        self.allowed = allowed
        names = ", ".join(allowed)
        super().__init__(
            f"peran '{role}' tidak berwenang untuk '{event}' (yang berwenang: {names})"
        )


_WORKER = (Role.TKSK, Role.COORDINATOR)
_WORKER_OR_RUN = (Role.TKSK, Role.COORDINATOR, Role.SYSTEM)
_PARTNER = (Role.PARTNER,)
_CONFIRM = (Role.TKSK, Role.COORDINATOR)
_CLIENT_SIDE = (Role.TKSK, Role.COORDINATOR, Role.SYSTEM)
_COORDINATOR = (Role.COORDINATOR,)

_SEND_GUARD = "tidak ada pagar yang menahan (PGR-03, PGR-04, PGR-05, PGR-09, PGR-11)"
_REASON = "dengan alasan"
_PROOF = "dengan bukti penerimaan oleh orang yang tepat (PGR-14)"

TRANSITIONS: tuple[Transition, ...] = (
    Transition(Status.DRAFT, Event.SEND, Status.REQUESTED, _WORKER_OR_RUN, _SEND_GUARD),
    Transition(Status.REQUESTED, Event.ACCEPT, Status.ACCEPTED, _PARTNER),
    Transition(Status.REQUESTED, Event.REFUSE, Status.REJECTED, _PARTNER, _REASON),
    Transition(Status.REQUESTED, Event.WITHDRAW, Status.CANCELLED, _CLIENT_SIDE, _REASON),
    Transition(Status.ACCEPTED, Event.START, Status.IN_PROGRESS, _PARTNER),
    Transition(Status.ACCEPTED, Event.QUEUE, Status.ON_HOLD, _PARTNER),
    Transition(Status.ACCEPTED, Event.COMPLETE, Status.COMPLETED, _CONFIRM, _PROOF),
    Transition(
        Status.ACCEPTED,
        Event.FAIL,
        Status.FAILED,
        (*_PARTNER, *_WORKER_OR_RUN),
        _REASON,
    ),
    Transition(Status.ACCEPTED, Event.WITHDRAW, Status.CANCELLED, _CLIENT_SIDE, _REASON),
    Transition(Status.IN_PROGRESS, Event.QUEUE, Status.ON_HOLD, _PARTNER),
    Transition(Status.IN_PROGRESS, Event.COMPLETE, Status.COMPLETED, _CONFIRM, _PROOF),
    Transition(
        Status.IN_PROGRESS,
        Event.FAIL,
        Status.FAILED,
        (*_PARTNER, *_WORKER_OR_RUN),
        _REASON,
    ),
    Transition(Status.IN_PROGRESS, Event.WITHDRAW, Status.CANCELLED, _CLIENT_SIDE, _REASON),
    Transition(Status.ON_HOLD, Event.RESUME, Status.IN_PROGRESS, _PARTNER),
    Transition(Status.ON_HOLD, Event.COMPLETE, Status.COMPLETED, _CONFIRM, _PROOF),
    Transition(Status.ON_HOLD, Event.FAIL, Status.FAILED, (*_PARTNER, *_WORKER_OR_RUN), _REASON),
    Transition(Status.ON_HOLD, Event.WITHDRAW, Status.CANCELLED, _CLIENT_SIDE, _REASON),
    # A draft has not left the house yet: whoever prepared it may take it back.
    Transition(Status.DRAFT, Event.VOID, Status.ENTERED_IN_ERROR, _WORKER_OR_RUN, _REASON),
    *(
        Transition(status, Event.VOID, Status.ENTERED_IN_ERROR, _COORDINATOR, _REASON)
        for status in Status
        if status not in {Status.DRAFT, Status.ENTERED_IN_ERROR}
    ),
)

_BY_MOVE = {(move.source, move.event): move for move in TRANSITIONS}


def transition(status: Status, event: Event, role: Role) -> Transition:
    """Look up a move.

    Raises:
        IllegalTransition: the table has no such move from this status.
        NotAllowed: the role may not make it.
    """
    move = _BY_MOVE.get((status, event))
    if move is None:
        raise IllegalTransition(status, event, role)
    if role not in move.actors:
        raise NotAllowed(status, role, event, move.actors)
    return move


def events_from(status: Status) -> dict[Event, tuple[Role, ...]]:
    """Return what can happen to a referral that stands here, and who may do it."""
    return {move.event: move.actors for move in TRANSITIONS if move.source is status}


def event_between(source: Status, target: Status) -> Event | None:
    """Name the event that leads from one status to another, or None if none does."""
    for move in TRANSITIONS:
        if move.source is source and move.target is target:
            return move.event
    return None


class RefusalReason(StrEnum):
    """Why a partner refuses; each reason has its own consequence (DOMAIN PGR-12)."""

    FULL = "penuh"
    NOT_ELIGIBLE = "tidak_memenuhi_syarat"
    PAPERS_MISSING = "dokumen_kurang"
    NOT_OUR_SERVICE = "bukan_layanan_kami"
    OUT_OF_AREA = "di_luar_wilayah"
    OTHER = "lainnya"

    @property
    def consequence(self) -> str:
        """What follows, in a sentence that people read."""
        return _CONSEQUENCES[self]


_NEXT = "mitra berikutnya; bila tidak ada, koordinator"
_CONSEQUENCES = {
    RefusalReason.FULL: _NEXT,
    RefusalReason.NOT_ELIGIBLE: "kasus diputuskan ulang tanpa mitra ini, dengan fakta yang "
    "ditemukan",
    RefusalReason.PAPERS_MISSING: "kembali ke TKSK sampai berkasnya berubah; pada kelas yang "
    "berkasnya boleh menyusul, mitra berikutnya",
    RefusalReason.NOT_OUR_SERVICE: f"{_NEXT}; koordinator memeriksa direktori",
    RefusalReason.OUT_OF_AREA: f"{_NEXT}; koordinator memeriksa direktori",
    RefusalReason.OTHER: f"{_NEXT}; alasannya wajib dijelaskan",
}


class FunctioningOutcome(StrEnum):
    """Did social functioning change (Pasal 7 ayat (3), S11)?"""

    BETTER = "membaik"
    SAME = "tetap"
    WORSE = "memburuk"
