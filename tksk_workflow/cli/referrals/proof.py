"""`tksk referral confirm` and `contact`: did help arrive, and with the right person?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from tksk_workflow.cli.output import (
    WRONG_USAGE,
    ActorOption,
    Format,
    FormatOption,
    NowOption,
    day,
    stop,
    words,
)
from tksk_workflow.cli.referrals.acting import Code, Note, on_referral, tell
from tksk_workflow.cli.typed_again import NOTHING_CHANGED, once

if TYPE_CHECKING:
    from tksk_workflow.cli.acting import Sitting
    from tksk_workflow.services.follow_up.contacts import Contacted
    from tksk_workflow.services.referrals.receipt import Confirmed

T = TypeVar("T")
_MOMENTS = [
    *("%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"),
    *("%Y-%m-%dT%H:%M%z", "%Y-%m-%dT%H:%M:%S%z"),
]
_MOMENT_HELP = "contoh: 2026-09-17T08:00 (jam kantor), atau dengan zona: 2026-09-17T08:00+09:00"

ReceivedBy = Annotated[
    str, typer.Option("--received-by", help="Siapa yang menerima, menurut hubungan: klien, wali …")
]
RightPerson = Annotated[
    bool, typer.Option("--right-person/--wrong-person", help="Orang yang tepat, atau orang lain.")
]
Method = Annotated[str, typer.Option("--method", help="Cara memastikan: kunjungan, foto …")]
Proof = Annotated[str, typer.Option("--proof", help="Nomor berita acara atau nama berkas foto.")]
ReceivedAt = Annotated[
    datetime | None,
    typer.Option(
        "--received-at",
        formats=_MOMENTS,
        metavar="WAKTU",
        help=f"Kapan diterima; bawaan: sekarang; {_MOMENT_HELP}.",
    ),
]
NextTier = Annotated[
    bool | None,
    typer.Option("--next-tier/--no-next-tier", help="Tahap berikutnya masih diperlukan?"),
]


def confirm(
    referral: Code,
    received_by: ReceivedBy,
    right_person: RightPerson,
    method: Method,
    proof: Proof,
    received_at: ReceivedAt = None,
    next_tier: NextTier = None,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Mencatat bukti penerimaan. Bila orang lain yang menerima, kasus diputuskan ulang."""
    with on_referral(referral, as_, output, now) as sitting:
        from tksk_workflow.services.referrals.receipt import confirm_receipt
        from tksk_workflow.services.referrals.typed_again import ReceiptDetails, confirmed_already

        at = local_moment(received_at, sitting)
        entered = ReceiptDetails(received_by, right_person, method, at, proof, next_tier)
        confirmed = once(
            lambda: confirm_receipt(
                sitting.app,
                sitting.actor,
                referral,
                received_by,
                right_person,
                method,
                at or sitting.now,
                proof,
                next_tier,
                sitting.now,
            ),
            lambda: confirmed_already(sitting.app, sitting.actor, referral, entered),
        )
        tell(sitting, confirmed, confirmed_sentence(confirmed))


def contact(
    referral: Code,
    outcome: Annotated[
        str,
        typer.Option(
            "--outcome",
            help="diterima_membaik, diterima_belum_membaik, tidak_diterima, masih_menunggu, "
            "tidak_bertemu.",
        ),
    ],
    method: Annotated[
        str,
        typer.Option("--method", help="kunjungan, telepon, pesan, di_kantor, atau lewat_keluarga."),
    ] = "kunjungan",
    at: Annotated[
        datetime | None,
        typer.Option(
            "--at",
            formats=_MOMENTS,
            metavar="WAKTU",
            help=f"Kapan dihubungi; bawaan: sekarang; {_MOMENT_HELP}.",
        ),
    ] = None,
    note: Note = "",
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Mencatat upaya menghubungi klien dan hasilnya."""
    with on_referral(referral, as_, output, now) as sitting:
        from tksk_workflow.services.follow_up.contacts import record_contact
        from tksk_workflow.services.follow_up.kinds import ContactMethod, ContactOutcome

        known = _one_of("--outcome", outcome, {item.value: item for item in ContactOutcome}, output)
        how = _one_of("--method", method, {item.value: item for item in ContactMethod}, output)
        done = record_contact(
            sitting.app,
            sitting.actor,
            referral,
            known,
            note,
            sitting.now,
            method=how,
            at=local_moment(at, sitting),
        )
        tell(sitting, done, _contacted_sentence(done))


def _one_of(option: str, text: str, known: dict[str, T], output: Format) -> T:
    if text not in known:
        stop(f"{option} '{text}' tidak dikenal", WRONG_USAGE, output, "pilih: " + ", ".join(known))
    return known[text]


def _contacted_sentence(done: Contacted) -> str:
    sentence = f"{done.referral}: {words(done.outcome)}."
    if done.not_reached:
        sentence = f"{done.referral}: {done.not_reached} kali berturut-turut tidak bertemu."
    if not done.changed:
        sentence = f"Kontak ini memang sudah tercatat; {NOTHING_CHANGED}. {sentence}"
    if done.reopened:
        sentence += " Rujukan gagal; kasus diputuskan ulang."
    if done.successor:
        sentence += f" Diteruskan dengan {done.successor}."
    if done.next_due:
        sentence += f" Tindak lanjut berikutnya {day(done.next_due)}."
    return sentence


def local_moment(value: datetime | None, sitting: Sitting) -> datetime | None:
    """Read a moment that was given without a zone as local time of the office."""
    if value is None or value.tzinfo is not None:
        return value
    return value.replace(tzinfo=sitting.app.zone)


def confirmed_sentence(confirmed: Confirmed) -> str:
    """Say what follows from a proof of receipt."""
    if confirmed.right_person:
        text = f"{confirmed.referral} selesai: diterima orang yang tepat."
    else:
        text = f"{confirmed.referral} gagal: diterima orang lain. Kasus diputuskan ulang."
    if not confirmed.changed:
        text = f"Bukti ini memang sudah tercatat; {NOTHING_CHANGED}. {text}"
    if confirmed.freed:
        text += f" Tahap berikutnya dapat dikirim: {', '.join(confirmed.freed)}."
    if confirmed.successor:
        text += f" Diteruskan dengan {confirmed.successor}."
    return text
