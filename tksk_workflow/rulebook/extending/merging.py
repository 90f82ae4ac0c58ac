"""Given keys of a rule or a word changed, the others left as they are.

A list can be given anew, or be told what to add and what to take out
(``{tambah: […], hapus: […]}``). A condition is always given as a whole: half a condition
reads as something that nobody wrote.
"""

from __future__ import annotations

from collections.abc import Sequence

from tksk_workflow.rulebook.problems import Findings, quoted, suggestion_or_list
from tksk_workflow.rulebook.reading.yaml_nodes import ListNode, MapNode, Node, TextNode
from tksk_workflow.rulebook.wording import tell

ADD_TO_LIST, TAKE_OUT = "tambah", "hapus"
LIST_KEYS = frozenset({ADD_TO_LIST, TAKE_OUT})
_INSIDE = "maka"
_SOURCES = "sumber"


def changed_rule(
    rule: MapNode, body: MapNode, sources: Sequence[TextNode], findings: Findings
) -> MapNode:
    """Return a rule with the keys of an entry; what backs the change backs the rule, too."""
    result = rule
    for key, value in body.entries:
        before = rule.get(key.value)
        if key.value == "id":
            findings.add(
                key.place,
                "kunci-salah-tempat",
                tell("id aturan tidak dapat diubah"),
                tell("matikan aturan ini dan tambah yang baru"),
            )
        elif key.value == _INSIDE and isinstance(before, MapNode) and isinstance(value, MapNode):
            result = with_entry(result, _INSIDE, changed_word(before, value, findings))
        else:
            result = with_entry(result, key.value, _changed(before, value, findings), key)
    if body.get(_SOURCES) is None and sources:
        result = with_entry(result, _SOURCES, _with_sources(rule.get(_SOURCES), sources))
    return result


def changed_word(word: MapNode, body: MapNode, findings: Findings) -> MapNode:
    """Return a mapping with the keys of an entry."""
    result = word
    for key, value in body.entries:
        changed = _changed(word.get(key.value), value, findings)
        result = with_entry(result, key.value, changed, key)
    return result


def with_entry(node: MapNode, key: str, value: Node, written: TextNode | None = None) -> MapNode:
    """Return a mapping with one value set; a new key comes last."""
    if node.get(key) is None:
        name = written or TextNode(key, value.place)
        return MapNode((*node.entries, (name, value)), node.place)
    entries = tuple((name, value if name.value == key else before) for name, before in node.entries)
    return MapNode(entries, node.place)


def _changed(before: Node | None, value: Node, findings: Findings) -> Node:
    """Return the new value; where it says what to add and take out, the list after that."""
    if not isinstance(value, MapNode) or isinstance(before, MapNode):
        return value
    keys = {key.value for key, _ in value.entries}
    if not keys or not keys <= LIST_KEYS:
        return value
    items = _items(before)
    gone = value.get(TAKE_OUT)
    for word in _items(gone):
        left = [item for item in items if _name_of(item) != _name_of(word)]
        if len(left) == len(items) or not isinstance(word, TextNode):
            names = [name for item in items if (name := _name_of(item))]
            findings.add(
                word.place,
                "tidak-ada-dalam-daftar",
                tell("{word} tidak ada dalam daftar yang diubah", word=quoted(_name_of(word))),
                suggestion_or_list(_name_of(word), names) or tell("tulis ulang daftarnya"),
            )
        items = left
    return ListNode((*items, *_items(value.get(ADD_TO_LIST))), value.place)


def _items(node: Node | None) -> list[Node]:
    match node:
        case None:
            return []
        case ListNode(items):
            return list(items)
        case _:
            return [node]


def _name_of(node: Node) -> str:
    """Return a word, or the name of an example, by which it is taken out."""
    if isinstance(node, MapNode):
        name = node.get("nama")
        return name.value if isinstance(name, TextNode) else ""
    return node.value if isinstance(node, TextNode) else ""


def _with_sources(before: Node | None, sources: Sequence[TextNode]) -> Node:
    items = _items(before)
    known = {_name_of(item) for item in items}
    added = [word for word in sources if word.value not in known]
    place = sources[0].place if before is None else before.place
    return ListNode((*items, *added), place)
