"""Every block of the coordinator's guide works when it is copied into the default pack."""

from __future__ import annotations

import re
import textwrap
from datetime import date
from pathlib import Path

import pytest

from tksk_workflow.cli.root import app
from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.rulebook.analysis import FindingKind
from tksk_workflow.rulebook.default_pack import default_pack_path
from tksk_workflow.rulebook.examples import run_examples
from tksk_workflow.rulebook.loading import load_texts, pack_files, read_texts
from tksk_workflow.rulebook.problems import Findings, render_text
from tksk_workflow.rulebook.reading import changes as reading_changes
from tksk_workflow.rulebook.reading import consequences as reading_consequences
from tksk_workflow.rulebook.reference.vocabulary_page import render

DOCS = Path(__file__).parents[2] / "docs"
GUIDE = (DOCS / "panduan-aturan.md").read_text(encoding="utf-8")
DAY = date(2026, 11, 25)
_ALL = re.findall(r"^```yaml\n(.*?)^```$", GUIDE, flags=re.MULTILINE | re.DOTALL)
# Those of a kabupaten's pack make that pack; all others are copied into the default pack.
OF_A_KABUPATEN = [block for block in _ALL if block.startswith("# kabupaten/")]
BLOCKS = [block for block in _ALL if block not in OF_A_KABUPATEN]
# The guide's first rules say in the text where they belong.
USUAL_FILE = "kebutuhan.yaml"


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return pack_files(default_pack_path({}))


@pytest.fixture(scope="module")
def pack(files: dict[str, str]) -> RulePack:
    return load_texts(files)


def _with(files: dict[str, str], block: str) -> dict[str, str]:
    named = re.match(r"# rules/(\S+)\n", block)
    name = named[1] if named else USUAL_FILE
    return {**files, name: files[name].rstrip("\n") + "\n" + textwrap.indent(block, "  ")}


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_a_block_can_be_copied_into_the_pack_as_it_is(files: dict[str, str], block: str) -> None:
    ids = re.findall(r"^- id: (\S+)$", block, flags=re.MULTILINE)
    found = load_texts(_with(files, block))
    results = [one for one in run_examples(found, DAY) if one.owner in ids]
    assert [one.complaint for one in results if not one.held] == []
    assert {one.owner for one in results} == set(ids)
    assert ids or any(key in block for key in ("nilai:", "tanggal:", "kode:"))


def test_all_blocks_together_make_one_pack(files: dict[str, str]) -> None:
    together = files
    for block in BLOCKS:
        together = _with(together, block)
    assert len(load_texts(together).rules) >= len(load_texts(files).rules) + 5


def _kabupaten(files: dict[str, str], blocks: list[str]) -> dict[str, str]:
    """The pack of these blocks: the first of a file is the file, others are added below."""
    found = {f"induk/{name}": text for name, text in files.items()}
    for block in blocks:
        name = block.split("\n", 1)[0].removeprefix("# kabupaten/")
        found[name] = (
            block if name not in found else found[name] + "\n" + textwrap.indent(block, "  ")
        )
    return found


def test_the_blocks_of_a_kabupaten_make_a_sound_pack(files: dict[str, str]) -> None:
    pack = load_texts(_kabupaten(files, OF_A_KABUPATEN))
    assert [one.complaint for one in run_examples(pack, DAY) if not one.held] == []
    assert len(pack.overrides) == 6
    assert {one.action.value for one in pack.overrides} == {"tambah", "ubah", "matikan"}


def test_the_tables_of_a_kabupaten_name_what_can_be_changed_and_how() -> None:
    named = {
        row[0].strip("`"): tuple(re.findall("`([a-z]+)`", row[-1]))
        for row in _rows("Paket kabupaten: tulis hanya yang berbeda")
        if len(row) == 3
    }
    assert named == {
        kind: tuple(action.value for action in actions)
        for kind, actions in reading_changes.ACTIONS.items()
    }


def _rows(heading: str) -> list[list[str]]:
    section = GUIDE.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"^\|(.*)\|$", section, flags=re.MULTILINE)
    cells = [[cell.strip() for cell in row.split("|")] for row in rows]
    # A table begins with its headings and a line of dashes.
    dashes = [number for number, row in enumerate(cells) if set(row[0]) == {"-"}]
    skipped = {number for dash in dashes for number in (dash - 1, dash)}
    return [row for number, row in enumerate(cells) if number not in skipped]


def test_each_phrase_of_the_table_is_a_phrase_of_the_language(files: dict[str, str]) -> None:
    phrases = [
        phrase for row in _rows("Menulis `jika`") for phrase in re.findall("`(.*?)`", row[0])
    ]
    assert len(phrases) > 15
    for number, phrase in enumerate(phrases):
        rule = f"""
- id: KEB-8{number:02}
  nama: Uji {number}
  sumber: [umum]
  jika: {{{phrase}}}
  maka: {{simpulkan: {{miskin: ya}}}}
  contoh:
    - {{nama: a, fakta: {{}}, hasil: cocok}}
    - {{nama: b, fakta: {{}}, hasil: tidak cocok}}
"""
        load_texts(_with(files, rule))


def test_the_table_of_consequences_names_every_key_that_rules_know() -> None:
    named = {key for row in _rows("Menulis `maka`") for key in re.findall("`([a-z_]+)", row[0])}
    known = {*reading_consequences._KEYS, *reading_consequences._ORDER_KEYS}
    assert named <= known
    # The two keys of an order stand in the row of `rujuk`; the last is for two rules only.
    assert known - named == {"mitra", "layanan", "turunkan_dasar"}


def test_the_table_of_findings_names_every_kind() -> None:
    named = {row[0].strip("`") for row in _rows("Sebelum aturan dipakai")}
    assert named == {kind.value for kind in FindingKind}


def test_the_mistake_that_the_guide_shows_is_shown_so(files: dict[str, str]) -> None:
    (shown,) = re.findall(r"^```\n(pmks/.*?)^```$", GUIDE, flags=re.MULTILINE | re.DOTALL)
    name = shown.split(":", 1)[0]
    broken = {**files, name: files[name].replace("mitra: PUSKESMAS", "mitra: PUSKESMAK", 1)}
    findings = Findings()
    read_texts(broken, findings)
    assert render_text(findings.problems, broken) == shown.rstrip("\n")


def test_each_command_that_the_guide_names_exists() -> None:
    import typer

    rules = typer.main.get_command(app).get_command(None, "rules")  # type: ignore[attr-defined]
    named = set(re.findall(r"tksk rules ([a-z]+(?:-[a-z]+)?)", GUIDE))
    assert named == {
        *("check", "decide", "explain", "test", "analyse", "simulate", "schema", "show", "what-if"),
        *("publish", "versions", "rollback", "fetch", "changelog"),
    }
    assert named <= set(rules.list_commands(None))


def test_each_file_that_the_guide_names_is_in_the_pack(files: dict[str, str]) -> None:
    named = set(re.findall(r"rules/([\w/-]+\.yaml)", GUIDE))
    assert named
    assert named <= set(files)


def test_the_reference_page_is_what_the_pack_says(pack: RulePack) -> None:
    page = (DOCS / "kosakata.md").read_text(encoding="utf-8")
    assert page == render(pack), (
        "docs/kosakata.md is stale: python -m tksk_workflow.rulebook.reference.vocabulary_page > docs/kosakata.md"
    )


def test_every_word_of_the_pack_is_on_the_reference_page(pack: RulePack) -> None:
    page = render(pack)
    words = [*pack.facts, *pack.partner_types, *pack.services, *pack.documents, *pack.parameters]
    assert [word for word in words if f"`{word}`" not in page] == []
