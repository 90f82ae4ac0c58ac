"""Loading and checking packs, and choosing partners."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.measuring import Group, in_turns
from tests.support.population import TODAY, population
from tksk_workflow.demo.csv_files import partners_as_csv
from tksk_workflow.demo.directory import build_directory
from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.domain.selection import select
from tksk_workflow.rulebook.default_pack import default_pack_path
from tksk_workflow.rulebook.engine.inference import InferenceMatcher
from tksk_workflow.rulebook.examples import run_examples
from tksk_workflow.rulebook.loading import load_texts, pack_files
from tksk_workflow.rulebook.router import Router
from tksk_workflow.rulebook.simulation.placing import Placing
from tksk_workflow.services.importing.directory_files import read_directory

RULES = 1_000
NEEDS = "kebutuhan.yaml"


def run(pack: RulePack) -> Group:
    """Measure loading, checking examples, compiling, for the default pack and 1,000 rules."""
    group = Group("packs", "Rule packs: load, run the examples, compile for the engine")
    files = pack_files(default_pack_path())
    large_files = grown(files, RULES)
    large = load_texts(large_files)
    assert len(large.rules) >= RULES
    works = {}
    for name, texts, loaded in (
        (f"default pack, {len(pack.rules)} rules", files, pack),
        (f"{len(large.rules):,} rules", large_files, large),
    ):
        works[f"load, {name}"] = (lambda texts=texts: load_texts(texts), 1)
        works[f"run the examples, {name}"] = (lambda one=loaded: run_examples(one, TODAY), 1)
        works[f"compile and open the engine, {name}"] = (lambda one=loaded: _opened(one), 1)
    group.figures = list(in_turns(works, "pack", rounds=3).values())
    return group


def grown(files: dict[str, str], size: int) -> dict[str, str]:
    """The pack with its needs again and again, under other ids, until it has so many rules."""
    head, *rules = re.split(r"(?m)^(?=  - id: )", files[NEEDS])
    exist = len(load_texts(files).rules)
    copies = [
        re.sub(r"^  - id: \S+", f"  - id: KEB-{number}", rules[number % len(rules)])
        for number in range(100, 100 + size - exist)
    ]
    return {**files, NEEDS: head + "".join(rules) + "".join(copies)}


def _opened(pack: RulePack) -> None:
    with Router(pack, TODAY, "inference") as router:
        matcher = InferenceMatcher(router.pack)
        matcher.matching({})
        matcher.close()


def partners(pack: RulePack) -> Group:
    """Measure the choice of a partner, explained and in bulk."""
    group = Group("partners", "Choosing a partner for one referral, directory of the demo")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "mitra.csv"
        path.write_text(partners_as_csv(build_directory()), encoding="utf-8")
        directory = read_directory(path, pack)
    with Router(pack, TODAY, "evaluator") as router:
        asked = [
            (proposal, facts)
            for facts in population(pack, 300, seed=8)
            for proposal in router.decide("k", facts).referrals
        ]
    village = "16.03.06.2023"

    def explained() -> None:
        for proposal, facts in asked:
            select(proposal, facts, village, directory, {}, TODAY, partner_types=pack.partner_types)

    def placed() -> None:
        placing = Placing(directory, {}, pack.partner_types, TODAY)
        for proposal, facts in asked:
            placing.place(proposal, facts, village)

    found = in_turns(
        {
            "explained choice (select)": (explained, len(asked)),
            "the same partner in bulk (Placing)": (placed, len(asked)),
        },
        "referral",
    )
    group.figures = list(found.values())
    return group
