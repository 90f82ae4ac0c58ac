"""Reading ``kosakata``: the facts, each with its kind and its values."""

from __future__ import annotations

import re
from dataclasses import replace

from tksk_workflow.domain.rulepack import FactDefinition, FactKind, FactOrigin
from tksk_workflow.rulebook.computed import COMPUTED, RELIED_ON
from tksk_workflow.rulebook.problems import Findings, quoted
from tksk_workflow.rulebook.reading.conditions import RESERVED
from tksk_workflow.rulebook.reading.fields import Fields, as_number, kind_of
from tksk_workflow.rulebook.reading.phrases import ASKED, NOT_ASKED
from tksk_workflow.rulebook.reading.vocabulary import FACT, Vocabulary
from tksk_workflow.rulebook.reading.yaml_nodes import MapNode, Node, TextNode
from tksk_workflow.rulebook.wording import tell

_KEYS = (
    "jenis",
    "label",
    "pertanyaan",
    "pilihan",
    "anggota",
    "rentang",
    "alias",
    "asal",
    "kelompok",
    "keterangan",
)
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_OPTION = re.compile(r"[^\s,:{}\[\]#]+")
_RANGE = re.compile(r"(-?[0-9]{1,9})\s+sampai\s+(-?[0-9]{1,9})")


def read_facts_section(node: MapNode, vocabulary: Vocabulary, findings: Findings) -> None:
    """Add the facts of one ``fakta`` mapping to the vocabulary."""
    for name, definition in node.entries:
        if not vocabulary.declare(FACT, name, findings):
            continue
        if not _NAME.fullmatch(name.value) or name.value in RESERVED:
            findings.add(
                name.place,
                "nama-salah",
                tell("{name} tidak dapat menjadi nama fakta", name=quoted(name.value)),
                tell(
                    "pakai huruf kecil, angka, dan garis bawah; bukan salah_satu, semua, atau bukan"
                ),
            )
        before = len(findings.problems)
        vocabulary.facts[name.value] = _definition(name, definition, findings)
        if len(findings.problems) > before:
            vocabulary.broken.add(name.value)


def check_aliases(vocabulary: Vocabulary, findings: Findings) -> None:
    """Note other names that mean two facts, once all facts are known."""
    owners: dict[str, str] = {}
    for name, found in vocabulary.facts.items():
        place = vocabulary.places[FACT, name]
        for alias in found.aliases:
            other = name if alias in vocabulary.facts else owners.get(alias)
            if other is not None:
                findings.add(
                    place,
                    "ganda",
                    tell(
                        "alias {alias} milik '{name}' sudah dipakai sebagai nama fakta",
                        alias=quoted(alias),
                        name=name,
                    )
                    if alias in vocabulary.facts
                    else tell(
                        "alias {alias} milik '{name}' sudah dipakai oleh '{other}'",
                        alias=quoted(alias),
                        name=name,
                        other=other,
                    ),
                    tell("satu kata hanya boleh punya satu arti"),
                )
            owners.setdefault(alias, name)


def _definition(name: TextNode, node: Node, findings: Findings) -> FactDefinition:
    what = tell("fakta '{name}'", name=name.value)
    if not isinstance(node, MapNode):
        findings.add(
            node.place,
            "jenis-salah",
            tell(
                "{what} harus pasangan 'kunci: nilai', bukan {node}", what=what, node=kind_of(node)
            ),
            tell("tulis sedikitnya jenis dan label"),
        )
        return FactDefinition(name.value, FactKind.TEXT, name.value)
    fields = Fields(node, findings, what, _KEYS)
    kind = fields.choice("jenis", FactKind, required=True)
    origin = fields.choice("asal", FactOrigin) or FactOrigin.CLIENT
    found = FactDefinition(
        name=name.value,
        kind=kind or FactKind.TEXT,
        label=fields.text("label", required=True) or name.value,
        question=fields.text("pertanyaan"),
        options=_options(fields, kind, findings),
        aliases=fields.texts("alias"),
        origin=origin,
        group=fields.text("kelompok"),
    )
    low, high = _range(fields, kind, findings)
    found = replace(found, low=low, high=high)
    if kind is not None:
        _check_relied_on(found, fields, findings)
    computed = COMPUTED.get(found.name) if origin is FactOrigin.COMPUTED else None
    return found if computed is None else replace(found, asked_as=computed.base)


def _options(fields: Fields, kind: FactKind | None, findings: Findings) -> tuple[str, ...]:
    wanted = {FactKind.CHOICE: "pilihan", FactKind.SET: "anggota"}.get(kind or FactKind.TEXT)
    for key in ("pilihan", "anggota"):
        if key in fields and key != wanted and kind is not None:
            findings.add(
                fields.place_of(key),
                "kunci-salah-tempat",
                tell("'{key}' tidak dipakai untuk jenis {kind}", key=key, kind=kind),
                tell("pakai '{wanted}'", wanted=wanted)
                if wanted
                else tell("hapus, atau ubah jenisnya"),
            )
    if wanted is None:
        return ()
    options = []
    for word in fields.words(wanted, required=True):
        if not _OPTION.fullmatch(word.value) or word.value in {ASKED, NOT_ASKED}:
            findings.add(
                word.place,
                "nama-salah",
                tell(
                    "{word} tidak dapat menjadi nilai: nilai harus satu kata",
                    word=quoted(word.value),
                ),
                tell("pakai garis bawah sebagai pengganti spasi"),
            )
        options.append(word.value)
    return tuple(options)


def _range(
    fields: Fields, kind: FactKind | None, findings: Findings
) -> tuple[int | None, int | None]:
    word = fields.word("rentang")
    if word is None:
        return None, None
    if kind is not FactKind.NUMBER and kind is not None:
        findings.add(
            word.place,
            "kunci-salah-tempat",
            tell("'rentang' tidak dipakai untuk jenis {kind}", kind=kind),
        )
        return None, None
    found = _RANGE.fullmatch(" ".join(word.value.split()))
    low, high = (as_number(found[1]), as_number(found[2])) if found else (None, None)
    if low is None or high is None:
        findings.add(
            word.place,
            "nilai-salah",
            tell("rentang {word} tidak terbaca", word=quoted(word.value)),
            tell("tulis misalnya: 0 sampai 120"),
        )
        return None, None
    if low > high:
        findings.add(
            word.place,
            "rentang-terbalik",
            tell("rentang {word} terbalik", word=quoted(word.value)),
            tell("tulis {high} sampai {low}", high=high, low=low),
        )
        return None, None
    return low, high


def _check_relied_on(found: FactDefinition, fields: Fields, findings: Findings) -> None:
    """The program computes with some facts; their kinds are not the pack's to choose."""
    wanted = RELIED_ON.get(found.name)
    if wanted is not None and found.kind is not wanted:
        findings.add(
            fields.place_of("jenis"),
            "nilai-salah",
            tell(
                "'{found_name}' dipakai program sebagai {wanted}, bukan {kind}",
                found_name=found.name,
                wanted=wanted,
                kind=found.kind,
            ),
            tell("tulis jenis: {wanted}", wanted=wanted),
        )
    if (found.origin is FactOrigin.COMPUTED) != (found.name in COMPUTED):
        findings.add(
            fields.place_of("asal"),
            "hitungan-tak-dikenal",
            tell("'{found_name}' dihitung program", found_name=found.name)
            if found.name in COMPUTED
            else tell("program tidak dapat menghitung '{found_name}'", found_name=found.name),
            tell("tulis asal: hitungan")
            if found.name in COMPUTED
            else tell("yang dihitung program: {computed}", computed=", ".join(COMPUTED)),
        )
