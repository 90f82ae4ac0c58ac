"""What a TKSK does beside cases: the three functions of Pasal 5 and their forms.

Coordination (Pasal 6), facilitation (Pasal 7), administration (Pasal 8). Each article
names its forms; an entry must say at least one of its function. Home visits belong to
their case and are recorded there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from tksk_workflow.domain.pmks import Form


class Function(StrEnum):
    """The three functions, Permensos 28/2018 Pasal 5 (S07)."""

    COORDINATION = "koordinasi"
    FACILITATION = "fasilitasi"
    ADMINISTRATION = "administrasi"


class CoordinationForm(StrEnum):
    """The forms of coordination, Pasal 6 ayat (2) (S09)."""

    INFORM = "memberi_informasi"
    ALIGN = "menyamakan_persepsi"
    AGREE = "membangun_kesepakatan"


class AdministrationForm(StrEnum):
    """The forms of administration, Pasal 8 ayat (2) (S13)."""

    SOCIAL_MAPPING = "pemetaan_sosial"
    RECORDING = "pencatatan"
    REPORTING = "pelaporan"


class Counterpart(StrEnum):
    """With whom a TKSK coordinates: Pasal 6 ayat (1) (S08), and as practised (S06, S51)."""

    DINSOS = "dinsos_kabupaten"
    SUBDISTRICT = "perangkat_kecamatan"
    COMMUNITY_LEADER = "tokoh_masyarakat"
    PSKS = "psks"
    VILLAGE = "perangkat_desa"
    PARTNER = "lembaga_mitra"


class GuidanceField(StrEnum):
    """The fields of guidance (S27)."""

    RELIGION = "agama"
    EDUCATION = "pendidikan"
    ECONOMY = "ekonomi"
    POLITICS = "politik"
    LAW = "hukum"
    HEALTH = "kesehatan"


class ActivityKind(StrEnum):
    """Activities that are owed every month, and all others."""

    OUTREACH = "penyuluhan"
    COACHING = "pembinaan"
    OTHER = "lainnya"


class ActivityStatus(StrEnum):
    """Where an activity stands: plan, execution, obstacle (Pasal 8 ayat (1), S12)."""

    PLANNED = "rencana"
    HELD = "terlaksana"
    NOT_HELD = "batal"
    MISTAKEN = "salah_catat"


FORMS: dict[Function, tuple[str, ...]] = {
    Function.COORDINATION: tuple(CoordinationForm),
    Function.FACILITATION: tuple(Form),
    Function.ADMINISTRATION: tuple(AdministrationForm),
}
ARTICLES = {
    Function.COORDINATION: "Pasal 6 ayat (2)",
    Function.FACILITATION: "Pasal 7 ayat (2)",
    Function.ADMINISTRATION: "Pasal 8 ayat (2)",
}
_FUNCTION_OF_KIND = {
    # Outreach is guidance (S53, S64); coaching is given to the TKSK by the Dinas Sosial (S72).
    ActivityKind.OUTREACH: Function.FACILITATION,
    ActivityKind.COACHING: Function.COORDINATION,
}


@dataclass(frozen=True, slots=True)
class ActivityContent:
    """What was done, in the words of the regulation.

    Attributes:
        forms: forms of the function's article.
        counterparts: with whom; needed for coordination.
        fields: of guidance; needed where guidance is a form.
        direct: help given directly or through somebody else (Pasal 7 ayat (1), S10);
            for facilitation only.
        attended: whether the TKSK was present; for coaching only.
    """

    function: Function
    kind: ActivityKind = ActivityKind.OTHER
    forms: tuple[str, ...] = ()
    counterparts: tuple[Counterpart, ...] = ()
    fields: tuple[GuidanceField, ...] = ()
    direct: bool | None = None
    attended: bool | None = None


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why an entry cannot stand: the field, the reason and a remedy, in Indonesian."""

    field: str
    reason: str
    hint: str = ""


def flaws(content: ActivityContent, *, held: bool = True) -> tuple[Flaw, ...]:
    """Return everything that an entry lacks or has too much.

    Args:
        content: the entry.
        held: it has taken place; a plan need not say yet who was present.
    """
    return (*_forms(content), *_particulars(content), *_kind(content, held))


def _forms(content: ActivityContent) -> Iterator[Flaw]:
    allowed = FORMS[content.function]
    choices = ", ".join(allowed)
    article = ARTICLES[content.function]
    if not content.forms:
        yield Flaw("bentuk", f"pilih paling sedikit satu bentuk {article}", choices)
    foreign = [form for form in content.forms if form not in allowed]
    if foreign:
        words = ", ".join(foreign)
        yield Flaw("bentuk", f"'{words}' bukan bentuk {content.function} ({article})", choices)


def _particulars(content: ActivityContent) -> Iterator[Flaw]:
    if content.function is Function.COORDINATION and not content.counterparts:
        choices = ", ".join(Counterpart)
        yield Flaw("dengan", "koordinasi harus menyebut dengan siapa (Pasal 6 ayat (1))", choices)
    guides = Form.GUIDANCE in content.forms and content.function is Function.FACILITATION
    if guides and not content.fields:
        yield Flaw("bidang", "bimbingan harus menyebut bidangnya", ", ".join(GuidanceField))
    if content.fields and not guides:
        yield Flaw("bidang", "bidang hanya diisi untuk bentuk bimbingan")
    if content.direct is not None and content.function is not Function.FACILITATION:
        yield Flaw("cara", "langsung atau tidak langsung hanya diisi untuk fasilitasi")
    if content.direct is None and content.function is Function.FACILITATION:
        yield Flaw("cara", "fasilitasi secara langsung atau tidak langsung (Pasal 7 ayat (1))?")


def _kind(content: ActivityContent, held: bool) -> Iterator[Flaw]:
    wanted = _FUNCTION_OF_KIND.get(content.kind)
    if wanted is not None and content.function is not wanted:
        yield Flaw("jenis", f"{content.kind} dicatat sebagai {wanted}")
    elif content.kind is ActivityKind.OUTREACH and Form.GUIDANCE not in content.forms:
        yield Flaw("bentuk", "penyuluhan adalah bimbingan", f"tambahkan bentuk {Form.GUIDANCE}")
    elif content.kind is ActivityKind.COACHING and Counterpart.DINSOS not in content.counterparts:
        yield Flaw("dengan", "pembinaan diberikan Dinas Sosial", f"tambahkan {Counterpart.DINSOS}")
    if content.kind is ActivityKind.COACHING and content.attended is None and held:
        yield Flaw("kehadiran", "catat apakah TKSK hadir dalam pembinaan")
    if content.kind is not ActivityKind.COACHING and content.attended is not None:
        yield Flaw("kehadiran", "kehadiran hanya diisi untuk pembinaan")
