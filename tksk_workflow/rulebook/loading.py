"""From a directory of YAML files to a checked `RulePack`, with every problem at once.

The steps: read the files, parse them, read the words that they declare, read the rules
with these words, then check what concerns the pack as a whole.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tksk_workflow.domain.rulepack import Place, RuleKind, RulePack
from tksk_workflow.rulebook import checks, reading_lists
from tksk_workflow.rulebook.fields import Fields
from tksk_workflow.rulebook.problems import Findings, PackError, suggestion_or_list
from tksk_workflow.rulebook.reading_guards import GuardReader
from tksk_workflow.rulebook.reading_rules import RuleReader
from tksk_workflow.rulebook.reading_vocabulary import check_aliases, read_facts_section
from tksk_workflow.rulebook.vocabulary import Vocabulary
from tksk_workflow.rulebook.yaml_nodes import MapNode, TextNode, decode, parse

HEADER = "paket.yaml"
MOST_FILES = 1000

_Section = Callable[[MapNode, Vocabulary, Findings], None]

# Kind of file → the key that holds its words, and who reads them; in reading order.
_WORD_FILES: dict[str, tuple[str, _Section]] = {
    "sumber": ("sumber", reading_lists.read_source_section),
    "layanan": ("layanan", reading_lists.read_service_section),
    "dokumen": ("dokumen", reading_lists.read_document_section),
    "mitra": ("jenis_mitra", reading_lists.read_partner_section),
    "urgensi": ("kelas", reading_lists.read_urgency_section),
    "kosakata": ("fakta", read_facts_section),
    "parameter": ("parameter", reading_lists.read_parameter_section),
}
_RULE_FILES = ("pmks", "kebutuhan", "turunan", "pagar")
_KINDS = ("paket", *_WORD_FILES, *_RULE_FILES)
_REQUIRED = ("paket", "kosakata", "mitra", "layanan", "dokumen", "urgensi", "sumber")


def load_pack(path: Path | str) -> RulePack:
    """Read a pack for use. Its ``contoh`` are not run; see `examples.check_pack`.

    Raises:
        PackError: the pack has problems; it carries all of them.
    """
    findings = Findings()
    files = read_files(Path(path), findings)
    return _checked(read_texts(files, findings), findings)


def load_texts(files: Mapping[str, str]) -> RulePack:
    """Read a pack whose files are already in memory, such as a recorded version.

    Args:
        files: text by path inside the pack.

    Raises:
        PackError: the pack has problems.
    """
    findings = Findings()
    return _checked(read_texts(files, findings), findings)


def pack_files(path: Path | str) -> dict[str, str]:
    """Return the texts of a pack by their paths, as `load_texts` takes them.

    Raises:
        PackError: a file cannot be read.
    """
    findings = Findings()
    files = read_files(Path(path), findings)
    if findings.problems:
        raise PackError(findings.problems)
    return files


def content_hash(files: Mapping[str, str]) -> str:
    """Return the SHA-256 over the sorted paths and texts of a pack."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{files[name]}\0".encode())
    return digest.hexdigest()


def read_files(path: Path, findings: Findings) -> dict[str, str]:
    """Read every YAML file below a directory; hidden files are not looked at."""
    reason = _not_a_pack(path)
    if reason:
        findings.add(
            Place(str(path), 1),
            "paket-tidak-ada",
            reason,
            "beri jalur folder yang memuat paket.yaml",
        )
        return {}
    files: dict[str, str] = {}
    for found in _yaml_paths(path):
        name = found.relative_to(path).as_posix()
        if found.suffix != ".yaml":
            findings.add(
                Place(name, 1),
                "akhiran-berkas",
                "berkas ini tidak terbaca karena akhirannya bukan .yaml",
                f"ubah namanya menjadi {found.stem}.yaml",
            )
            continue
        try:
            raw = found.read_bytes()
        except OSError as error:
            findings.add(
                Place(name, 1), "tidak-terbaca", f"berkas tidak dapat dibuka: {error.strerror}"
            )
            continue
        text = decode(raw, name, findings)
        if text is not None:
            files[name] = text
    if len(files) > MOST_FILES:
        findings.add(Place(".", 1), "terlalu-besar", f"paket memuat lebih dari {MOST_FILES} berkas")
        return {}
    return files


def _not_a_pack(path: Path) -> str:
    """Say why a path is no pack, before anything below it is opened."""
    if not path.exists():
        return "folder paket aturan tidak ditemukan"
    if not path.is_dir():
        return "ini bukan folder"
    if not (path / HEADER).is_file():
        return f"folder ini tidak memuat {HEADER}"
    return ""


def _yaml_paths(root: Path) -> list[Path]:
    found = []
    for directory, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [
            Path(directory, name)
            for name in names
            if not name.startswith(".") and name.lower().endswith((".yaml", ".yml"))
        ]
    return sorted(found, key=lambda path: path.relative_to(root).as_posix())


def _checked(pack: RulePack | None, findings: Findings) -> RulePack:
    if findings.problems or pack is None:
        raise PackError(findings.problems)
    return pack


@dataclass(slots=True)
class _Parsed:
    """The files of a pack by kind, in the order of their paths."""

    by_kind: dict[str, list[MapNode]] = field(default_factory=dict)
    unreadable: bool = False

    def of(self, kind: str) -> Iterable[MapNode]:
        return self.by_kind.get(kind, ())


@dataclass(frozen=True, slots=True)
class _Header:
    name: str
    version: str
    title: str
    since: date


def read_texts(files: Mapping[str, str], findings: Findings) -> RulePack | None:
    """Read a pack from texts; whatever is wrong goes to ``findings``.

    Returns a pack only when nothing at all was wrong.
    """
    if not files:
        return None
    # A file that could not even be opened may be the one that is missing.
    unreadable = bool(findings.problems)
    parsed = _parsed(files, findings)
    parsed.unreadable |= unreadable
    missing = [kind for kind in _REQUIRED if kind not in parsed.by_kind]
    if not parsed.unreadable:
        for kind in missing:
            findings.add(
                Place(f"{kind}.yaml", 1),
                "berkas-kurang",
                f"paket belum punya berkas {kind}",
                f"tambah berkas yang baris pertamanya 'berkas: {kind}'",
            )
    header = _header(parsed, findings)
    vocabulary = Vocabulary()
    for kind, (key, read) in _WORD_FILES.items():
        for node in parsed.of(kind):
            section = Fields(node, findings, f"berkas {kind}", ("berkas", key))
            words = section.mapping(key, required=True)
            if words is not None:
                read(words, vocabulary, findings)
    check_aliases(vocabulary, findings)
    if missing:
        # Without these words every rule would be wrong; first things first.
        return None
    rules = RuleReader(vocabulary, findings)
    guards = GuardReader(vocabulary, findings)
    _read_rules(parsed, rules, guards)
    return _assembled(files, header, vocabulary, rules, guards, parsed, findings)


def _parsed(files: Mapping[str, str], findings: Findings) -> _Parsed:
    parsed = _Parsed()
    for name in sorted(files):
        node = parse(files[name], name, findings)
        if node is None:
            parsed.unreadable = True
            continue
        kind = node.get("berkas")
        if isinstance(kind, TextNode) and kind.value in _KINDS:
            parsed.by_kind.setdefault(kind.value, []).append(node)
            continue
        parsed.unreadable = True
        if isinstance(kind, TextNode):
            findings.add(
                kind.place,
                "nilai-salah",
                f"jenis berkas '{kind.value}' tidak dikenal",
                suggestion_or_list(kind.value, _KINDS),
            )
        else:
            findings.add(
                node.place,
                "kunci-kurang",
                "kunci 'berkas' belum ada",
                f"tulis 'berkas: …' di awal; pilihannya: {', '.join(_KINDS)}",
            )
    return parsed


def _header(parsed: _Parsed, findings: Findings) -> _Header | None:
    found = None
    keys = ("berkas", "nama", "versi", "judul", "berlaku_sejak", "keterangan")
    for node in parsed.of("paket"):
        if found is not None:
            findings.add(node.place, "ganda", "berkas paket hanya boleh satu", "hapus salah satu")
            break
        fields = Fields(node, findings, "berkas paket", keys)
        since = fields.date("berlaku_sejak", required=True)
        found = _Header(
            fields.text("nama", required=True),
            fields.text("versi", required=True),
            fields.text("judul", required=True),
            since or date.min,
        )
    return found


def _read_rules(parsed: _Parsed, rules: RuleReader, guards: GuardReader) -> None:
    for node in parsed.of("pmks"):
        rules.read_pmks_file(node)
    for kind in (RuleKind.NEED, RuleKind.DERIVED):
        for node in parsed.of(kind):
            rules.read_rules_file(node, kind)
    for node in parsed.of("pagar"):
        guards.read_file(node)


def _assembled(
    files: Mapping[str, str],
    header: _Header | None,
    vocabulary: Vocabulary,
    rules: RuleReader,
    guards: GuardReader,
    parsed: _Parsed,
    findings: Findings,
) -> RulePack | None:
    resolved_rules, resolved_guards = checks.resolve_references(
        rules, guards, findings, complete=not parsed.unreadable
    )
    checks.check_whole(vocabulary, rules, findings, complete=not parsed.unreadable)
    if header is None or findings.problems:
        return None
    return RulePack(
        name=header.name,
        title=header.title,
        version=header.version,
        in_force_from=header.since,
        content_hash=content_hash(files),
        facts=vocabulary.facts,
        partner_types=vocabulary.partner_types,
        services=vocabulary.services,
        documents=vocabulary.documents,
        urgency_classes=vocabulary.urgency_classes,
        parameters=vocabulary.parameters,
        sources=vocabulary.sources,
        pmks_types=rules.pmks_types,
        rules=resolved_rules,
        guards=resolved_guards,
    )
