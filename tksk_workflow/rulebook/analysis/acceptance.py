"""Which findings a pack accepts, and which acceptances have nothing left to accept.

An acceptance is about one kind of finding and exactly these rules: as soon as another rule
takes part, it is another finding, which somebody must look at again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from tksk_workflow.domain.accepted import AcceptedFinding
from tksk_workflow.rulebook.analysis.findings import Finding, FindingKind, Level


def settled(found: Iterable[Finding], accepted: Sequence[AcceptedFinding]) -> Iterator[Finding]:
    """Yield the findings, those with an acceptance marked; then acceptances without a finding.

    What is surely a mistake cannot be accepted, and a note needs no acceptance. A pack that
    extends another one cannot take an acceptance of its base back, so that those are not
    missed when its changes have removed what they accept.
    """
    stated = {(one.kind.value, one.rules): one for one in accepted}
    used: set[tuple[str, frozenset[str]]] = set()
    for finding in found:
        key = (finding.kind.value, frozenset(finding.rules))
        if finding.level is Level.CHECK and key in stated:
            used.add(key)
            yield replace(finding, accepted=stated[key])
        else:
            yield finding
    for key, one in stated.items():
        if key not in used and not one.inherited:
            yield Finding(
                FindingKind.OUTDATED,
                Level.CHECK,
                tuple(sorted(one.rules)),
                f"Temuan '{one.kind}' untuk {' dan '.join(sorted(one.rules))} diterima di "
                f"{one.file} baris {one.line}, tetapi tidak ada lagi; hapus penerimaannya.",
            )
