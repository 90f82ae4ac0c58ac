"""The life cycles as a page of documentation, made from the tables that run them.

``docs/lifecycle.md`` is the result of `render`; a test holds the two together, so the
picture that people look at cannot differ from what the program does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tksk_workflow.domain.case import CASE_TRANSITIONS, CaseStatus
from tksk_workflow.domain.referral import (
    TERMINAL,
    TRANSITIONS,
    BusinessStatus,
    Event,
    RefusalReason,
    Role,
    Status,
)

ROLE_NAMES = {
    Role.TKSK: "TKSK",
    Role.COMPANION: "pendamping",
    Role.VILLAGE_OPERATOR: "operator SIKS desa",
    Role.VILLAGE_HEAD: "kepala desa/lurah",
    Role.NEIGHBOURHOOD: "RT/RW",
    Role.SUBDISTRICT: "kasi kesos kecamatan",
    Role.COORDINATOR: "koordinator",
    Role.DINSOS_VERIFIER: "verifikator Dinas Sosial",
    Role.SOCIAL_WORKER: "pekerja sosial",
    Role.UPTD_PPA: "UPTD PPA",
    Role.HEALTH_FACILITY: "fasilitas kesehatan",
    Role.PARTNER: "mitra",
    Role.AUDITOR: "auditor",
    Role.SYSTEM: "jadwal otomatis",
}

_INTRODUCTION = """\
# Daur hidup rujukan dan kasus

Halaman ini dibuat dari tabel perpindahan di `tksk_workflow/domain/referral.py` dan
`tksk_workflow/domain/case.py`; jangan disunting dengan tangan. Setelah tabel berubah,
buat ulang:

```sh
.venv/bin/python -m tksk_workflow.reports.lifecycle_doc > docs/lifecycle.md
```

Perpindahan yang tidak tercantum di sini ditolak.
"""

_REFERRAL = """\
## Rujukan

Sepuluh status rujukan adalah status FHIR `Task` menurut panduan *closed-loop referral*
HL7 SDOH Clinical Care. Terlambat bukan status, melainkan pertanyaan tentang waktu. Mitra
yang menyatakan selesai belum menyelesaikan rujukan: TKSK atau koordinator yang
mengonfirmasi penerimaan.
"""

_REFUSALS = """\
### Penolakan dan akibatnya

Mitra menolak dengan salah satu alasan ini (PGR-12); tiap alasan punya akibat sendiri.
"""

_BUSINESS = """\
### Keadaan di dalam status

Keadaan memberi tahu di mana rujukan berada di dalam statusnya. Setiap penantian punya
tenggat: kesiapan kasus, jawaban, rekomendasi, giliran, dan tindak lanjut. Yang terlambat
dibawa ke TKSK, lalu koordinator, lalu Dinas Sosial, masing-masing dengan tenggatnya
(`eskalasi_maks` pada kelas urgensi). Kasus belum siap selama kunjungan, verifikasi,
jawaban, atau berkasnya masih kurang; tenggatnya tenggat kirim rujukan yang tertahan.
"""

_CASE = """\
## Kasus

Satu kasus dapat memiliki banyak rujukan. Kasus berpindah di sekeliling rujukannya. Kasus
yang terbuka selalu dapat dialihkan ke wilayah lain atau dibatalkan; keduanya hanya
dicantumkan dalam tabel.
"""


def render() -> str:
    """Return the whole page as Markdown."""
    parts = (
        _INTRODUCTION,
        _REFERRAL,
        _referral_diagram(),
        _referral_statuses(),
        _referral_moves(),
        _BUSINESS,
        _business(),
        _REFUSALS,
        _refusals(),
        _CASE,
        _case_diagram(),
        _case_moves(),
    )
    return "\n".join(parts)


def _referral_diagram() -> str:
    drawn = [move for move in TRANSITIONS if move.event is not Event.VOID]
    voided = len(TRANSITIONS) - len(drawn)
    return _mermaid(
        [
            *(f'state "{status.label}" as {_node(status)}' for status in Status),
            f"[*] --> {_node(Status.DRAFT)}",
            *(
                f"{_node(move.source)} --> {_node(move.target)} : {_words(move.event)}"
                for move in drawn
            ),
            *(f"{_node(status)} --> [*]" for status in Status if status in TERMINAL),
            f"note right of {_node(Status.ENTERED_IN_ERROR)}",
            f"    Dari {voided} status lainnya, termasuk yang sudah berakhir.",
            "end note",
        ]
    )


def _referral_statuses() -> str:
    return _table(
        ("status", "sebutan", "masih terbuka"),
        ((f"`{status}`", status.label, "ya" if status.is_open else "tidak") for status in Status),
    )


def _referral_moves() -> str:
    return _table(
        ("dari", "peristiwa", "menjadi", "oleh", "syarat"),
        (
            (
                move.source.label,
                _words(move.event),
                move.target.label,
                _names(move.actors),
                move.guard or "-",
            )
            for move in TRANSITIONS
        ),
    )


def _refusals() -> str:
    return _table(
        ("alasan", "akibat"), ((f"`{reason}`", reason.consequence) for reason in RefusalReason)
    )


def _business() -> str:
    return ", ".join(f"`{state}`" for state in BusinessStatus) + ".\n"


def _case_diagram() -> str:
    leaving = {CaseStatus.HANDED_OVER, CaseStatus.CANCELLED}
    return _mermaid(
        [
            *(
                f'state "{_words(status)}" as {_node(status)}'
                for status in CaseStatus
                if status not in leaving
            ),
            f"[*] --> {_node(CaseStatus.IDENTIFIED)}",
            *(
                f"{_node(move.source)} --> {_node(move.target)} : {_words(move.event)}"
                for move in CASE_TRANSITIONS
                if move.target not in leaving
            ),
            f"{_node(CaseStatus.CLOSED)} --> [*]",
        ]
    )


def _case_moves() -> str:
    return _table(
        ("dari", "peristiwa", "menjadi", "oleh"),
        (
            (_words(move.source), _words(move.event), _words(move.target), _names(move.actors))
            for move in CASE_TRANSITIONS
        ),
    )


def _mermaid(lines: Iterable[str]) -> str:
    body = "\n".join(f"    {line}" for line in lines)
    return f"```mermaid\nstateDiagram-v2\n{body}\n```\n"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"


def _node(status: Status | CaseStatus) -> str:
    return status.value.replace("-", "_")


def _words(value: Event | str) -> str:
    return str(value).replace("_", " ")


def _names(roles: Iterable[Role]) -> str:
    return ", ".join(ROLE_NAMES[role] for role in roles)


if __name__ == "__main__":
    print(render(), end="")  # noqa: T201
