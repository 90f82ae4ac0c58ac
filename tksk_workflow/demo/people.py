"""What a visit finds out: the answers that the people of the caseload give."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from typing import Any

from tksk_workflow.demo.caseload import SyntheticCase
from tksk_workflow.domain.rulepack import FactDefinition, FactKind

# What the TKSK writes or obtains during a visit.
_MADE_ON_VISIT = ("LAPSOS", "FORM_ASESMEN", "FOTO", "FOTO_RUMAH", "PERSETUJUAN", "BA_KUNJUNGAN")
_USUAL_CHOICES = {"jaminan_kesehatan": ("aktif", "aktif", "tidak_aktif", "tidak_ada")}


class People:
    """The made-up people, found again by name and type."""

    def __init__(self, caseload: Iterable[SyntheticCase], seed: int) -> None:
        self._seed = seed
        self._by_name: dict[str, list[SyntheticCase]] = {}
        for person in caseload:
            self._by_name.setdefault(person.name, []).append(person)

    def papers(self, name: str) -> set[str]:
        """Return the papers that there are after a visit."""
        owned = {paper for person in self._by_name.get(name, ()) for paper in person.papers}
        return owned | set(_MADE_ON_VISIT)

    def answers(self, name: str, questions: Sequence[FactDefinition], most: int) -> dict[str, Any]:
        """Answer the first questions; what somebody cannot answer stays open."""
        answered: dict[str, Any] = {}
        for question in questions:
            answer = self._answer(name, question)
            if answer is not None:
                answered[question.name] = answer
            if len(answered) == most:
                break
        return answered

    def _answer(self, name: str, question: FactDefinition) -> bool | int | str | list[str] | None:
        for person in self._by_name.get(name, ()):
            known = person.truth.get(question.name)
            if isinstance(known, bool | str):
                return known
            if question.name == "desil" and person.decile is not None:
                return person.decile
            if question.name == "disabilitas":
                return [person.disability] if person.disability else []
        if question.kind is FactKind.YES_NO:
            return False
        usual = _USUAL_CHOICES.get(question.name)
        if usual is None:
            return None
        rng = random.Random(f"{self._seed}:{name}:{question.name}")  # noqa: S311 - made-up answers
        return rng.choice(usual)
