"""A small pack in which an analysis finds nothing wrong, and ways to plant mistakes in it."""

from __future__ import annotations

from datetime import date

from tests.unit.rulebook.tiny_pack import FILES
from tksk_workflow.domain.conditions import Facts, evaluate
from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.domain.truth import Truth
from tksk_workflow.rulebook.analysis import Finding, FindingKind, analyse
from tksk_workflow.rulebook.binding import bind
from tksk_workflow.rulebook.loading import load_texts
from tksk_workflow.rulebook.router import Router

DAY = date(2026, 11, 25)

VOCABULARY = """\
berkas: kosakata
fakta:
  pmks: {jenis: himpunan, anggota: [PMKS-02, PMKS-08, PMKS-09], label: Jenis PMKS}
  usia: {jenis: bilangan, rentang: 0 sampai 120, label: Usia}
  desil: {jenis: bilangan, label: Desil}
  tanggal_lahir: {jenis: tanggal, label: Tanggal lahir}
  tanggal_bebas: {jenis: tanggal, label: Tanggal bebas}
  pembaruan_terakhir: {jenis: tanggal, label: Pembaruan}
  sakit: {jenis: ya/tidak, label: Sakit}
  sendiri: {jenis: ya/tidak, label: Tinggal sendiri}
  lapar: {jenis: ya/tidak, label: Lapar}
  ditolong: {jenis: ya/tidak, label: Ditolong}
  adl: {jenis: pilihan, pilihan: [mandiri, dibantu], label: ADL}
  jenis_kelamin: {jenis: pilihan, pilihan: [L, P], label: Jenis kelamin}
  pekerjaan: {jenis: teks, label: Pekerjaan}
  disabilitas: {jenis: himpunan, anggota: [fisik, mental], label: Disabilitas}
  dokumen: {jenis: himpunan, anggota: [KTP, REKOM_DINSOS], label: Berkas}
  wilayah: {jenis: teks, label: Wilayah}
  lansia: {jenis: ya/tidak, asal: hitungan, label: Lansia}
  umur_data_hari: {jenis: bilangan, asal: hitungan, rentang: 0 sampai 36500, label: Umur data}
  bulan_sejak_bebas: {jenis: bilangan, asal: hitungan, rentang: 0 sampai 1200, label: Bulan bebas}
  kunjungan_rumah: {jenis: ya/tidak, asal: proses, label: Dikunjungi}
  rujukan_urgensi: {jenis: pilihan, asal: rujukan, pilihan: [P0, P1, P2, P3, P4], label: Urgensi}
"""

# The examples of a planted rule are not run by the loader, so that they may be nonsense.
_EXAMPLES = """\
    contoh:
      - {nama: a, fakta: {}, hasil: cocok}
      - {nama: b, fakta: {}, hasil: tidak cocok}
"""


def rule(
    rule_id: str,
    condition: str,
    urgency: str = "P2",
    to: str = "DINSOS_KAB",
    service: str = "santunan",
    more: str = "",
    gate: str = "",
) -> str:
    """One rule as text; ``condition`` in flow style, ``more`` are lines of ``maka``."""
    return f"""\
  - id: {rule_id}
    nama: Aturan {rule_id}
    sumber: [umum]
{f"    syarat: {gate}" if gate else "    # memakai syarat berkas"}
    jika: {condition}
    maka:
      urgensi: {urgency}
      bentuk: [rujukan]
      rujuk:
        - {{mitra: {to}, layanan: {service}}}
{more}{_EXAMPLES}"""


def concluding(rule_id: str, condition: str, conclusions: str) -> str:
    """One rule of ``turunan`` as text."""
    return f"""\
  - id: {rule_id}
    nama: Turunan {rule_id}
    sumber: [umum]
    jika: {condition}
    maka: {{simpulkan: {conclusions}}}
{_EXAMPLES}"""


def type_file(code: str, gate: str, *rules: str) -> str:
    """A file of one PMKS type."""
    return (
        f"berkas: pmks\njenis: {code}\nnama: Jenis {code}\nsatuan: [perorangan]\n"
        f"syarat: {gate}\naturan:\n" + "".join(rules)
    )


CHILD = type_file(
    "PMKS-02",
    "{usia: kurang dari 18}",
    rule("PMKS-02", "{lapar: ya}", service="permakanan"),
    rule("PMKS-02-V1", "{sakit: ya}", "P0", "PUSKESMAS", "berobat"),
)
ADULT = type_file(
    "PMKS-09",
    "{usia: 18 sampai 59}",
    rule("PMKS-09", "{disabilitas: [fisik, mental]}", service="permakanan"),
)
ELDERLY = type_file(
    "PMKS-08",
    "{usia: minimal parameter usia_lansia}",
    rule("PMKS-08", "{lapar: ya, adl: mandiri}", service="permakanan"),
    rule("PMKS-08-V1", "{lapar: ya, adl: dibantu}", "P1", "PUSKESMAS", "permakanan"),
)
NEEDS = "berkas: kebutuhan\naturan:\n" + rule("KEB-01", "{sendiri: ya}", "P3", "RSUD", "berobat")
DERIVED = "berkas: turunan\naturan:\n" + concluding("TUR-01", "{adl: dibantu}", "{ditolong: ya}")

SOUND = {
    **FILES,
    "kosakata.yaml": VOCABULARY,
    "layanan.yaml": FILES["layanan.yaml"] + "  permakanan: {nama: Permakanan}\n",
    "pmks/02.yaml": CHILD,
    "pmks/08.yaml": ELDERLY,
    "pmks/09.yaml": ADULT,
    "kebutuhan.yaml": NEEDS,
    "turunan.yaml": DERIVED,
}


def sound(**changes: str) -> RulePack:
    """The sound pack with whole files replaced: child, adult, elderly, needs, derived."""
    paths = {
        "child": "pmks/02.yaml",
        "adult": "pmks/09.yaml",
        "elderly": "pmks/08.yaml",
        "needs": "kebutuhan.yaml",
        "derived": "turunan.yaml",
        "guards": "pagar.yaml",
    }
    return load_texts({**SOUND, **{paths[name]: text for name, text in changes.items()}})


def needs(*rules: str) -> RulePack:
    """The sound pack with these needs instead of its own."""
    return sound(needs="berkas: kebutuhan\naturan:\n" + "".join(rules))


def of_kind(pack: RulePack, kind: FindingKind) -> list[Finding]:
    """The findings of one kind."""
    return [found for found in analyse(pack, DAY) if found.kind is kind]


def applying(pack: RulePack, facts: Facts) -> set[str]:
    """The rules that fire when a real decision is made about these facts."""
    with Router(pack, DAY, "evaluator") as router:
        decision = router.decide("uji", facts)
    return {entry.rule for entry in decision.trace if entry.outcome is Truth.YES}


def refused(pack: RulePack, facts: Facts) -> set[str]:
    """The rules that certainly do not apply to these facts as they stand."""
    bound = bind(pack, DAY)
    return {found.id for found in bound.rules if evaluate(found.condition, facts) is Truth.NO}


def only(pack: RulePack, kind: FindingKind) -> Finding:
    """The one finding of a kind."""
    found = of_kind(pack, kind)
    assert len(found) == 1, [one.message for one in found]
    return found[0]
