"""From a directory of YAML files to a checked `RulePack`, with every problem at once.

The steps: read the files, parse them, read the words that they declare, read the rules
with these words, then check what concerns the pack as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tksk_workflow.domain.calendar_days import CalendarRules
from tksk_workflow.domain.overrides import BasePack, Override
from tksk_workflow.domain.rulepack import Place, RuleKind, RulePack
from tksk_workflow.rulebook.extending.joining import Layers, parsed_layers
from tksk_workflow.rulebook.problems import Findings, PackError
from tksk_workflow.rulebook.reading import checks
from tksk_workflow.rulebook.reading import lists as reading_lists
from tksk_workflow.rulebook.reading.accepted import AcceptedReader
from tksk_workflow.rulebook.reading.calendar import read_calendar_section
from tksk_workflow.rulebook.reading.declared_facts import check_aliases, read_facts_section
from tksk_workflow.rulebook.reading.fields import Fields
from tksk_workflow.rulebook.reading.guards import GuardReader
from tksk_workflow.rulebook.reading.owners import name_owners
from tksk_workflow.rulebook.reading.pack_folder import EXTENDS, LONGEST, content_hash, read_files
from tksk_workflow.rulebook.reading.parsed_files import (
    ACCEPTED_KIND,
    CALENDAR_KIND,
    HEADER_KIND,
    WORD_SECTIONS,
    ParsedFiles,
)
from tksk_workflow.rulebook.reading.rules import RuleReader
from tksk_workflow.rulebook.reading.vocabulary import SOURCE, Vocabulary, known
from tksk_workflow.rulebook.reading.yaml_nodes import MapNode
from tksk_workflow.rulebook.wording import tell

_Section = Callable[[MapNode, Vocabulary, Findings], None]

_WORD_READERS: dict[str, _Section] = {
    "sumber": reading_lists.read_source_section,
    "layanan": reading_lists.read_service_section,
    "dokumen": reading_lists.read_document_section,
    "mitra": reading_lists.read_partner_section,
    "urgensi": reading_lists.read_urgency_section,
    "kosakata": read_facts_section,
    "parameter": reading_lists.read_parameter_section,
}
_REQUIRED = ("paket", "kosakata", "mitra", "layanan", "dokumen", "urgensi", "sumber")


def load_pack(path: Path | str) -> RulePack:
    """Read a pack for use. Its ``contoh`` are not run; see `examples.check_pack`.

    Raises:
        PackError: the pack has problems; it carries all of them.
    """
    return load_with_texts(path)[0]


def load_with_texts(path: Path | str) -> tuple[RulePack, dict[str, str]]:
    """Read a pack and return the texts that it was read from, as `load_texts` takes them.

    Raises:
        PackError: the pack has problems; it carries all of them.
    """
    findings = Findings()
    files = read_files(Path(path), findings)
    return _checked(read_texts(files, findings), findings), files


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


def kinds_not_read(files: Mapping[str, str]) -> tuple[str, ...]:
    """Return the kinds of files whose words are missing, so that no rule was checked at all.

    Args:
        files: the texts of a pack with problems.
    """
    parsed = parsed_layers(files, Findings()).files
    return tuple(kind for kind in _REQUIRED if kind not in parsed.by_kind)


def _checked(pack: RulePack | None, findings: Findings) -> RulePack:
    if findings.problems or pack is None:
        raise PackError(findings.problems)
    return pack


def read_texts(files: Mapping[str, str], findings: Findings) -> RulePack | None:
    """Read a pack from texts; whatever is wrong goes to ``findings``.

    Returns a pack only when nothing at all was wrong.
    """
    pack = _read(files, findings) if files else None
    name_owners(findings, files)
    return pack


def _read(files: Mapping[str, str], findings: Findings) -> RulePack | None:
    # A file that could not even be opened may be the one that is missing.
    unreadable = bool(findings.problems)
    layers = parsed_layers(files, findings)
    parsed = layers.files
    parsed.unreadable |= unreadable
    missing = [kind for kind in _REQUIRED if kind not in parsed.by_kind]
    if not parsed.unreadable:
        for kind in missing:
            findings.add(
                Place(f"{kind}.yaml", 1),
                "berkas-kurang",
                tell("paket belum punya berkas {kind}", kind=kind),
                tell("tambah berkas yang baris pertamanya 'berkas: {kind}'", kind=kind),
            )
    header = _header(parsed.of(HEADER_KIND), findings)
    bases = [(_header([node], findings), prefix) for node, prefix in layers.bases]
    vocabulary = _vocabulary(parsed, findings)
    if missing:
        # Without these words every rule would be wrong; first things first.
        return None
    rules = RuleReader(vocabulary, findings)
    guards = GuardReader(vocabulary, findings)
    _read_rules(parsed, rules, guards)
    overrides = tuple(_overrides(layers, vocabulary, findings))
    complete = not parsed.unreadable
    resolved_rules, resolved_guards = checks.resolve_references(
        rules, guards, findings, complete=complete, switched_off=layers.switched_off
    )
    checks.check_whole(vocabulary, rules, findings, complete=complete)
    accepted = AcceptedReader(vocabulary, findings)
    for node in parsed.of(ACCEPTED_KIND):
        accepted.read_file(node)
    if complete:
        accepted.check_names(
            {rule.id for rule in resolved_rules}
            | {guard.id for guard in resolved_guards}
            | layers.switched_off
        )
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
        bases=tuple(
            BasePack(base.name, base.version, content_hash(_below(files, prefix)))
            for base, prefix in bases
            if base is not None
        ),
        overrides=overrides,
        accepted=tuple(accepted.accepted),
        calendar=CalendarRules(
            tuple(vocabulary.calendar_days), frozenset(vocabulary.complete_years)
        ),
    )


@dataclass(frozen=True, slots=True)
class _Header:
    name: str
    version: str
    title: str
    since: date


def _header(nodes: Iterable[MapNode], findings: Findings) -> _Header | None:
    found = None
    keys = ("berkas", "nama", "versi", "judul", "berlaku_sejak", EXTENDS, "keterangan")
    for node in nodes:
        if found is not None:
            findings.add(
                node.place, "ganda", tell("berkas paket hanya boleh satu"), tell("hapus salah satu")
            )
            break
        fields = Fields(node, findings, "berkas paket", keys)
        since = fields.date("berlaku_sejak", required=True)
        fields.text(EXTENDS)
        texts = {key: fields.text(key, required=True) for key in ("nama", "versi", "judul")}
        for key, most in LONGEST.items():
            if len(texts[key]) > most:
                findings.add(
                    fields.place_of(key),
                    "terlalu-panjang",
                    tell("'{key}' lebih dari {most} huruf", key=key, most=most),
                    tell("pakai nama pendek; keterangan ditulis pada 'judul' atau 'keterangan'"),
                )
        found = _Header(texts["nama"], texts["versi"], texts["judul"], since or date.min)
    return found


def _vocabulary(parsed: ParsedFiles, findings: Findings) -> Vocabulary:
    vocabulary = Vocabulary()
    for kind, key in WORD_SECTIONS.items():
        for node in parsed.of(kind):
            section = Fields(node, findings, tell("berkas {kind}", kind=kind), ("berkas", key))
            words = section.mapping(key, required=True)
            if words is not None:
                _WORD_READERS[kind](words, vocabulary, findings)
    for node in parsed.of(CALENDAR_KIND):
        section = Fields(
            node,
            findings,
            tell("berkas {calendar_kind}", calendar_kind=CALENDAR_KIND),
            ("berkas", "tahun"),
        )
        years = section.mapping("tahun", required=True)
        if years is not None:
            read_calendar_section(years, vocabulary, findings)
    check_aliases(vocabulary, findings)
    return vocabulary


def _overrides(layers: Layers, vocabulary: Vocabulary, findings: Findings) -> Iterable[Override]:
    for change in layers.changes:
        # A rule that cites what its change cites has said already what is wrong with it.
        wrong = Findings()
        sources = known(change.sources, SOURCE, vocabulary, wrong)
        findings.problems += [one for one in wrong.problems if one not in findings.problems]
        yield Override(
            kind=change.kind,
            name=change.name.value,
            action=change.action,
            keys=change.keys,
            reason=change.reason,
            sources=sources,
            pack=change.pack,
            file=change.place.file,
            line=change.place.line,
        )


def _read_rules(parsed: ParsedFiles, rules: RuleReader, guards: GuardReader) -> None:
    for node in parsed.of("pmks"):
        rules.read_pmks_file(node)
    for kind in (RuleKind.NEED, RuleKind.DERIVED):
        for node in parsed.of(kind):
            rules.read_rules_file(node, kind)
    for node in parsed.of("pagar"):
        guards.read_file(node)


def _below(files: Mapping[str, str], prefix: str) -> dict[str, str]:
    return {
        name.removeprefix(prefix): text for name, text in files.items() if name.startswith(prefix)
    }
