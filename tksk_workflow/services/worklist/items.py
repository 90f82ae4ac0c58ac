"""What stands on a work list, and the words for it; codes only, no identity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tksk_workflow.store.models import Referral


class Task(StrEnum):
    """What has to be done, with the words on the list."""

    FOLLOW_UP = "tindak_lanjut"
    ESCALATION = "eskalasi"
    VISIT = "kunjungi"
    ASK = "tanyakan"
    VERIFY = "verifikasi"
    AWAIT_VERIFICATION = "menunggu_verifikasi"
    HELD = "rujukan_tertahan"
    FIND_PARTNER = "cari_mitra"
    RECOMMEND = "beri_rekomendasi"
    CONFIRM = "konfirmasi_penerimaan"
    OUTCOME = "isi_keberfungsian"
    CLOSE = "siap_ditutup"
    MANUAL = "antrean_manual"
    ANSWER = "jawab_rujukan"
    SERVE = "beri_layanan"
    VACANCY = "kecamatan_kosong"
    AGE = "usia_tksk"
    UNDELIVERED = "pesan_gagal"
    CLOSED_WAY = "jalur_pesan_tertutup"
    ACTIVITY = "kegiatan_kurang"
    AGREEMENT = "perjanjian_berakhir"
    MISMATCH = "hasil_pusat_berbeda"
    LOAD = "beban_kasus"
    OFFER = "tawaran_kasus"


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One line of a work list.

    Attributes:
        text: Indonesian; why it waits.
        due: until when, where there is a date.
    """

    task: Task
    case: str | None
    referral: str | None
    text: str
    urgency: str | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Worklist:
    """Everything that waits for one actor."""

    actor: str
    day: date
    items: tuple[WorkItem, ...]

    def of(self, task: Task) -> tuple[WorkItem, ...]:
        """Return the lines of one kind."""
        return tuple(item for item in self.items if item.task is task)


def about_referral(task: Task, referral: Referral, text: str) -> WorkItem:
    """Return the line of something to do about a referral."""
    return WorkItem(task, f"K-{referral.case_id:06d}", referral.code, text, referral.urgency)
