"""A pack on top of its base: the base's files, with the stated changes put in.

The result are nodes like those of a plain pack, each still knowing the file and line where
it was written, so that one reader serves both and a mistake shows where it was made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tksk_workflow.domain.overrides import OverrideAction
from tksk_workflow.rulebook.extending.applying import Merging
from tksk_workflow.rulebook.problems import Findings, quoted
from tksk_workflow.rulebook.reading.changes import (
    Change,
    read_changes,
)
from tksk_workflow.rulebook.reading.pack_folder import BASE_FOLDER, BASE_MISSING, EXTENDS, HEADER
from tksk_workflow.rulebook.reading.parsed_files import (
    ACCEPTED_KIND,
    CALENDAR_KIND,
    CHANGES_KIND,
    HEADER_KIND,
    WORD_SECTIONS,
    ParsedFiles,
    parsed_files,
)
from tksk_workflow.rulebook.reading.yaml_nodes import MapNode, Node, TextNode, parse
from tksk_workflow.rulebook.wording import tell

_OWN_KINDS = (
    HEADER_KIND,
    CHANGES_KIND,
    CALENDAR_KIND,
    ACCEPTED_KIND,
    *(kind for kind in WORD_SECTIONS if kind != "urgensi"),
)


@dataclass(slots=True)
class Layers:
    """A pack and its bases as one.

    Attributes:
        files: what the readers read; its header is the pack's own.
        bases: header and path prefix of each base, the nearest first.
        changes: every stated change, those of the bases first.
    """

    files: ParsedFiles
    bases: list[tuple[MapNode, str]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    @property
    def switched_off(self) -> frozenset[str]:
        """The rules and guards that are no more."""
        return frozenset(
            one.name.value for one in self.changes if one.action is OverrideAction.SWITCH_OFF
        )


def parsed_layers(files: Mapping[str, str], findings: Findings, prefix: str = "") -> Layers:
    """Parse the files of a pack, and put its changes into those of its base."""
    below = prefix + BASE_FOLDER
    named, readable = _extends(files.get(prefix + HEADER, ""), prefix + HEADER)
    own = {
        name: text
        for name, text in files.items()
        if name.startswith(prefix) and ((named is None and readable) or not name.startswith(below))
    }
    parsed = parsed_files(own, findings)
    if named is None:
        _refuse_changes(parsed, findings)
        return Layers(parsed)
    if below + HEADER not in files:
        if all(problem.code != BASE_MISSING for problem in findings.problems):
            findings.add(
                named.place,
                BASE_MISSING,
                tell("paket yang diperluas tidak ikut dibaca"),
                tell("simpan isinya di folder {base_folder}", base_folder=BASE_FOLDER),
            )
        parsed.unreadable = True
        return Layers(parsed)
    base = parsed_layers(files, findings, below)
    return _extended(base, parsed, named, below, findings)


def _extends(text: str, name: str) -> tuple[Node | None, bool]:
    """Return what a header says behind ``memperluas``, and whether it could be read."""
    root = parse(text, name, Findings())
    return (None, False) if root is None else (root.get(EXTENDS), True)


def _refuse_changes(parsed: ParsedFiles, findings: Findings) -> None:
    if parsed.unreadable:
        # The header that could not be read may be the one that names a base.
        return
    for node in parsed.of(CHANGES_KIND):
        findings.add(
            node.place,
            "tanpa-induk",
            tell("berkas perubahan hanya berarti dalam paket yang memperluas paket lain"),
            tell(
                "tulis '{extends}: …' dalam {header}, atau ubah aturannya langsung",
                extends=EXTENDS,
                header=HEADER,
            ),
        )


def _extended(
    base: Layers, own: ParsedFiles, named: Node, prefix: str, findings: Findings
) -> Layers:
    base_header = next(iter(base.files.of(HEADER_KIND)), MapNode((), named.place))
    _check_name(named, base_header, findings)
    changes = _own_changes(own, findings)
    merging = Merging(base.files, {}, findings)
    for change in changes:
        if change.key in merging.changes:
            first = merging.changes[change.key].place
            findings.add(
                change.name.place,
                "ganda",
                tell(
                    "{kind} {change_name} diubah dua kali; yang pertama di "
                    "{first_file} baris {first_line}",
                    kind=change.kind,
                    change_name=quoted(change.name.value),
                    first_file=first.file,
                    first_line=first.line,
                ),
                tell("satukan keduanya"),
            )
        else:
            merging.changes[change.key] = change
    merged = merging.result()
    merged[HEADER_KIND] = list(own.of(HEADER_KIND))
    for kind, nodes in own.by_kind.items():
        if kind in WORD_SECTIONS and kind in _OWN_KINDS:
            merged.setdefault(kind, []).extend(merging.new_words(kind, node) for node in nodes)
        elif kind in {CALENDAR_KIND, ACCEPTED_KIND}:
            # Both add up; where two packs differ about a day, the smaller area counts.
            merged.setdefault(kind, []).extend(nodes)
        elif kind not in _OWN_KINDS:
            _refuse_plain(kind, nodes, findings)
    return Layers(
        ParsedFiles(merged, own.unreadable or base.files.unreadable),
        [(base_header, prefix), *base.bases],
        [*base.changes, *changes],
    )


def _own_changes(own: ParsedFiles, findings: Findings) -> list[Change]:
    names = [node.get("nama") for node in own.of(HEADER_KIND)]
    pack = next((name.value for name in names if isinstance(name, TextNode)), "")
    return [one for node in own.of(CHANGES_KIND) for one in read_changes(node, pack, findings)]


def _check_name(named: Node, header: MapNode, findings: Findings) -> None:
    name = header.get("nama")
    if not isinstance(named, TextNode) or not isinstance(name, TextNode):
        return
    wanted = named.value.strip()
    is_path = "/" in wanted or "\\" in wanted or wanted.startswith(".")
    if not is_path and wanted != name.value:
        findings.add(
            named.place,
            BASE_MISSING,
            tell(
                "paket di folder {base_folder} bernama {name}, bukan {wanted}",
                base_folder=BASE_FOLDER,
                name=quoted(name.value),
                wanted=quoted(wanted),
            ),
            tell("samakan namanya, atau ganti isi foldernya"),
        )


def _refuse_plain(kind: str, nodes: Iterable[MapNode], findings: Findings) -> None:
    for node in nodes:
        findings.add(
            node.place,
            "bukan-perubahan",
            tell(
                "berkas {kind} tidak dapat berdiri sendiri dalam paket yang memperluas paket lain",
                kind=kind,
            ),
            tell(
                "pindahkan isinya ke berkas perubahan: aturan baru memakai "
                "'tambah', yang lama 'ubah' atau 'ganti', masing-masing dengan "
                "alasan dan sumber"
            ),
        )
