"""Reading ``perubahan``: what a pack states about the pack that it extends.

Every entry names one thing and does one thing to it, with a reason and a source.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tksk_workflow.domain.overrides import OverrideAction
from tksk_workflow.domain.rulepack import Place
from tksk_workflow.rulebook.problems import Findings, quoted
from tksk_workflow.rulebook.reading.fields import YES, Fields, kind_of
from tksk_workflow.rulebook.reading.parsed_files import WORD_SECTIONS
from tksk_workflow.rulebook.reading.yaml_nodes import MapNode, TextNode
from tksk_workflow.rulebook.wording import tell

RULE, GUARD, TYPE, FACT, URGENCY = "aturan", "pagar", "jenis", "fakta", "urgensi"
# How an entry calls a word → the kind of file that declares it. Sources are no part of it:
# a new one stands in a file of its own, and what others cite is not rewritten.
_WORDS = {FACT if kind == "kosakata" else kind: kind for kind in WORD_SECTIONS if kind != "sumber"}

_ALL = tuple(OverrideAction)
_NOT_OFF = (OverrideAction.ADD, OverrideAction.CHANGE, OverrideAction.REPLACE)
ACTIONS: dict[str, tuple[OverrideAction, ...]] = {
    RULE: _ALL,
    GUARD: _ALL,
    # The 26 types and the five classes are given; what belongs to them can be changed.
    TYPE: (OverrideAction.CHANGE,),
    **dict.fromkeys(_WORDS, _NOT_OFF),
    URGENCY: (OverrideAction.CHANGE, OverrideAction.REPLACE),
}
ENTRY_KEYS = (*ACTIONS, *OverrideAction, "alasan", "sumber")


@dataclass(frozen=True, slots=True)
class Change:
    """One entry as it was written.

    Attributes:
        kind: what is changed, one of `ACTIONS`.
        body: what ``tambah``, ``ubah`` or ``ganti`` gives; None for ``matikan``.
        sources: words, which are looked up when all sources are known.
    """

    kind: str
    name: TextNode
    action: OverrideAction
    body: MapNode | None
    reason: str
    sources: tuple[TextNode, ...]
    place: Place
    pack: str

    @property
    def key(self) -> tuple[str, str]:
        """What is changed."""
        return self.kind, self.name.value

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that ``ubah`` gives, those inside ``maka`` with a dot."""
        if self.body is None or self.action is not OverrideAction.CHANGE:
            return ()
        found: list[str] = []
        for key, value in self.body.entries:
            if key.value == "maka" and isinstance(value, MapNode):
                found += [f"maka.{inner.value}" for inner, _ in value.entries]
            else:
                found.append(key.value)
        return tuple(found)


def word_file(kind: str) -> str | None:
    """Return the kind of file that declares the words of an entry's kind."""
    return _WORDS.get(kind)


def read_changes(node: MapNode, pack: str, findings: Findings) -> Iterator[Change]:
    """Read the entries of one file of the pack of that name."""
    fields = Fields(node, findings, "berkas perubahan", ("berkas", "perubahan"))
    for item in fields.mappings("perubahan", required=True):
        found = _change(item, pack, findings)
        if found is not None:
            yield found


def _change(node: MapNode, pack: str, findings: Findings) -> Change | None:
    fields = Fields(node, findings, "perubahan", ENTRY_KEYS)
    kind = _only(fields, tuple(ACTIONS), "apa yang diubah", findings)
    name = fields.word(kind) if kind else None
    if name is not None:
        fields.what = tell("perubahan {kind} {name}", kind=kind, name=quoted(name.value))
    action = _only(fields, tuple(OverrideAction), "tindakan", findings)
    reason = fields.text("alasan")
    if not reason:
        findings.add(
            fields.place_of("alasan"),
            "tanpa-alasan",
            tell("{what} belum menyebut alasan", what=fields.what),
            tell("tulis 'alasan: …': mengapa kabupaten ini berbeda"),
        )
    sources = fields.words("sumber")
    if not sources:
        findings.add(
            fields.place_of("sumber"),
            "tanpa-sumber",
            tell("{what} belum menyebut sumber", what=fields.what),
            tell("isi 'sumber' dengan kunci dari sumber.yaml, misalnya keputusan bupati"),
        )
    if name is None or not action:
        return None
    wanted = OverrideAction(action)
    if wanted not in ACTIONS[kind]:
        findings.add(
            fields.place_of(action),
            "tindakan-salah",
            tell("{kind} tidak dapat di-{action}", kind=kind, action=action),
            tell("pilihannya: {shown}", shown=", ".join(ACTIONS[kind])),
        )
        return None
    body = _body(fields, wanted, findings)
    if body is None and wanted is not OverrideAction.SWITCH_OFF:
        return None
    return Change(kind, name, wanted, body, reason, sources, node.place, pack)


def _only(fields: Fields, keys: tuple[str, ...], what: str, findings: Findings) -> str:
    """Return the only one of some keys that is given; an empty string, with a problem, else."""
    given = [key for key in keys if key in fields]
    if len(given) == 1:
        return given[0]
    findings.add(
        fields.place if not given else fields.place_of(given[1]),
        "kunci-kurang" if not given else "kunci-berlebih",
        tell("{what} harus menyebut tepat satu {what2}", what=fields.what, what2=what),
        tell("pilihannya: {shown}", shown=", ".join(keys))
        if not given
        else tell("tulis sebagai dua perubahan"),
    )
    return ""


def _body(fields: Fields, action: OverrideAction, findings: Findings) -> MapNode | None:
    if action is OverrideAction.SWITCH_OFF:
        word = fields.word(action)
        if word is not None and word.value != YES:
            findings.add(
                word.place,
                "nilai-salah",
                tell("'matikan' hanya dapat diisi 'ya', bukan {word}", word=quoted(word.value)),
                tell("hapus perubahan ini bila aturannya tetap dipakai"),
            )
        return None
    node = fields.node_of(action)
    if isinstance(node, MapNode) and node.entries:
        return node
    if node is not None:
        findings.add(
            node.place,
            "jenis-salah",
            tell(
                "'{action}' pada {what} harus pasangan 'kunci: nilai', bukan {node}",
                action=action,
                what=fields.what,
                node=kind_of(node),
            ),
        )
    return None
