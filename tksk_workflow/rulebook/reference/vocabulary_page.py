"""The reference page `docs/kosakata.md`: every word that rules may use, from the pack itself.

``python -m tksk_workflow.rulebook.reference.vocabulary_page > docs/kosakata.md`` writes it anew; a
test holds the page and the pack together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from tksk_workflow.domain.rulepack import FactDefinition, FactKind, FactOrigin, RulePack
from tksk_workflow.rulebook.default_pack import default_pack_path
from tksk_workflow.rulebook.loading import load_pack

_HEAD = """# Kosakata aturan

Halaman ini dibuat dari paket aturan, jangan disunting dengan tangan:
`python -m tksk_workflow.rulebook.reference.vocabulary_page > docs/kosakata.md`.
Cara memakainya ada di [panduan menulis aturan](panduan-aturan.md).
"""
_ORIGINS = {
    FactOrigin.CLIENT: (
        "Keadaan klien",
        "Dapat ditanyakan kepada klien atau pendamping. Boleh dipakai di semua aturan.",
    ),
    FactOrigin.COMPUTED: (
        "Keadaan yang dihitung program",
        "Tidak ditanyakan. Boleh dipakai di semua aturan.",
    ),
    FactOrigin.PROCESS: (
        "Keadaan dari pekerjaan",
        "Diketahui program dari pekerjaan yang sudah dicatat. Terutama untuk pagar.",
    ),
    FactOrigin.REFERRAL: ("Tentang satu rujukan", "Hanya boleh dipakai pagar."),
}
_WITHOUT_GROUP = "lainnya"


def render(pack: RulePack) -> str:
    """Return the page as Markdown."""
    parts = chain([_HEAD], _facts(pack), _types(pack), _partners(pack), _lists(pack))
    return "\n".join(parts)


def _facts(pack: RulePack) -> Iterator[str]:
    for origin, (title, meaning) in _ORIGINS.items():
        facts = [fact for fact in pack.facts.values() if fact.origin is origin]
        if not facts:
            continue
        yield f"## {title}\n\n{meaning}\n"
        groups = dict.fromkeys(fact.group or _WITHOUT_GROUP for fact in facts)
        for group in groups:
            if len(groups) > 1:
                yield f"### {group.replace('_', ' ').capitalize()}\n"
            members = [fact for fact in facts if (fact.group or _WITHOUT_GROUP) == group]
            yield _table(("kata", "isi", "artinya", "kata lain"), map(_fact_row, members))


def _fact_row(fact: FactDefinition) -> tuple[str, ...]:
    aliases = ", ".join(f"`{alias}`" for alias in fact.aliases)
    return f"`{fact.name}`", _values(fact), fact.label, aliases


def _values(fact: FactDefinition) -> str:
    match fact.kind:
        case FactKind.CHOICE:
            return "salah satu: " + ", ".join(fact.options)
        case FactKind.SET:
            return "beberapa dari: " + ", ".join(fact.options)
        case FactKind.NUMBER if fact.low is not None and fact.high is not None:
            return f"bilangan {fact.low} sampai {fact.high}"
    return fact.kind.value


def _types(pack: RulePack) -> Iterator[str]:
    yield "## Jenis PMKS\n"
    rows = (
        (
            f"`{code}`",
            pmks.name,
            ", ".join(pmks.units),
            "tertutup" if pmks.closed else "",
            str(sum(rule.pmks == code for rule in pack.rules)),
        )
        for code, pmks in sorted(pack.pmks_types.items())
    )
    yield _table(("kode", "nama", "satuan", "penanganan", "aturan"), rows)


def _partners(pack: RulePack) -> Iterator[str]:
    yield "## Jenis mitra\n"
    rows = (
        (
            f"`{code}`",
            partner.name,
            partner.level,
            partner.authority.replace("_", " "),
            "perlu rekomendasi" if partner.needs_recommendation else "",
        )
        for code, partner in pack.partner_types.items()
    )
    yield _table(("kode", "nama", "tingkat", "kewenangan", "syarat"), rows)


def _lists(pack: RulePack) -> Iterator[str]:
    yield "## Layanan\n"
    yield _table(("kata", "nama"), ((f"`{code}`", name) for code, name in pack.services.items()))
    yield "## Berkas\n"
    yield _table(("kode", "nama"), ((f"`{code}`", name) for code, name in pack.documents.items()))
    yield "## Kelas urgensi\n"
    classes = (
        (
            urgency.value,
            found.label,
            ", ".join(map(str, found.follow_up_days)),
            "boleh menyusul" if found.papers_may_follow else "lengkap dahulu",
        )
        for urgency, found in sorted(pack.urgency_classes.items())
    )
    yield _table(("kelas", "nama", "tindak lanjut (hari)", "berkas"), classes)
    yield "## Parameter\n"
    numbers = (
        (
            f"`{name}`",
            found.label,
            found.unit,
            "; ".join(f"{value.value} sejak {value.since}" for value in found.values),
        )
        for name, found in pack.parameters.items()
    )
    yield _table(("kata", "artinya", "satuan", "nilai"), numbers)
    yield "## Sumber\n"
    sources = (
        (f"`{key}`", found.kind.replace("_", " "), "ya" if found.checked else "tidak")
        for key, found in pack.sources.items()
    )
    yield _table(("kunci", "jenis", "sudah diperiksa"), sources)


def _table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(headings)
    lines = [head, ["---"] * len(head), *([_cell(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    print(render(load_pack(default_pack_path({}))), end="")  # noqa: T201 - the page itself
