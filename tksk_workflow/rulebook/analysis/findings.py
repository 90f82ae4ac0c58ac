"""What an analysis says about a pack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tksk_workflow.domain.accepted import AcceptedFinding
from tksk_workflow.domain.conditions import Value


class Level(StrEnum):
    """How much a finding calls for a change."""

    PROBLEM = "masalah"
    CHECK = "periksa"
    NOTE = "keterangan"

    @property
    def rank(self) -> int:
        """0 for what is surely a mistake."""
        return list(Level).index(self)


class FindingKind(StrEnum):
    """What was proved."""

    DEAD = "tak-pernah-berlaku"
    GAP = "celah"
    BOUNDARY = "celah-batas"
    UNUSED_OPTION = "pilihan-tak-dijawab"
    DUPLICATE = "kembar"
    SHADOWED = "tertutupi"
    CONTRADICTION = "bertentangan"
    OVERLAP = "tumpang-tindih"
    NO_PARTNER = "tanpa-mitra"
    OUTSIDE = "di-luar-syarat"
    UNANSWERED = "tanpa-aturan"
    OUTDATED = "penerimaan-usang"

    @property
    def heading(self) -> str:
        """The heading that a coordinator reads."""
        return _TITLES[self]


_TITLES = {
    FindingKind.DEAD: "Tidak pernah berlaku",
    FindingKind.GAP: "Celah: ada keadaan yang tidak dijawab aturan mana pun",
    FindingKind.BOUNDARY: "Celah pada batas angka atau tanggal",
    FindingKind.UNUSED_OPTION: "Pilihan yang ditanyakan tetapi tidak dijawab",
    FindingKind.DUPLICATE: "Aturan kembar",
    FindingKind.SHADOWED: "Selalu tertutupi aturan lain",
    FindingKind.CONTRADICTION: "Hasilnya bertentangan",
    FindingKind.OVERLAP: "Tumpang tindih",
    FindingKind.NO_PARTNER: "Tidak ada mitra",
    FindingKind.OUTSIDE: "Di luar syarat jenisnya; kasus begini masuk antrean manual",
    FindingKind.OUTDATED: "Diterima, tetapi temuannya tidak ada lagi",
    FindingKind.UNANSWERED: "Semua sudah ditanyakan, tetapi tidak ada aturan jenisnya yang cocok",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One proved property, the rules that it is about, and a case that shows it.

    Attributes:
        example: smallest facts that show it, before anything is computed or concluded.
            Empty where no case exists, which is then what was proved.
        villages: region codes without a partner.
        part: what of the rule it is about; empty: all of it.
        accepted: the pack says that it is wanted, and why; None while it is open.
    """

    kind: FindingKind
    level: Level
    rules: tuple[str, ...]
    message: str
    example: Mapping[str, Value] = field(default_factory=dict)
    villages: tuple[str, ...] = ()
    part: str = ""
    accepted: AcceptedFinding | None = None

    @property
    def is_open(self) -> bool:
        """Somebody should look at it: no mere note, and not accepted."""
        return self.level is not Level.NOTE and self.accepted is None
