"""The pages of the living specification, as an auditor reads them."""

import json
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest

from tests.support.feature_files import FOLDER
from tests.unit.reports.spec_files import TITLE, entry, write_run
from tksk_workflow.config import default_rules_dir
from tksk_workflow.reports.spec.coverage import Coverage
from tksk_workflow.reports.spec.references import read_references
from tksk_workflow.reports.spec.results import read_results
from tksk_workflow.reports.spec.site import PAGES, Stamp, write_site
from tksk_workflow.rulebook.loading import load_pack

GOOD = ("passed", "passed", "passed")
BROKEN = "Bantuan diterima <i>tetapi</i> tidak membaik"
STAMP = Stamp(datetime(2026, 9, 2, 1, 0, tzinfo=UTC), ZoneInfo("Asia/Jakarta"), "1.2.3", "abc123")


@pytest.fixture(scope="module")
def pack():
    return load_pack(default_rules_dir())


@pytest.fixture(scope="module")
def references(pack):
    return read_references(FOLDER, pack)


class Page(HTMLParser):
    """Headings, ids, links and what is fetched from elsewhere."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.fetched, self.lang = [], [], [], None
        self.text = text
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "html":
            self.lang = found.get("lang")
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "a":
            self.links.append(found["href"])
        if "src" in found or tag == "link":
            self.fetched.append(found.get("src") or found.get("href"))


def coverage_of(tmp_path, references, pack, runs=None):
    runs = runs or [
        (entry(), GOOD),
        (entry(BROKEN, line=30, outcome="failed"), ("passed", "passed", "failed")),
    ]
    return Coverage(references, read_results(*write_run(tmp_path, runs)), pack)


@pytest.fixture
def pages(tmp_path, references, pack):
    write_site(coverage_of(tmp_path, references, pack), STAMP, tmp_path)
    return {name: Page((tmp_path / name).read_text(encoding="utf-8")) for name in PAGES}


def test_the_first_page_says_what_does_not_hold_and_opens_it(pages):
    text = pages["index.html"].text

    assert "1 dari 2 skenario tidak terpenuhi" in text
    assert re.search(r'<details class="scenario gagal"[^>]*\bopen>', text)
    assert re.search(r'<details class="scenario lulus"[^>]*"lulus">', text)
    assert "AssertionError: assert &#39;P2&#39; == &#39;P1&#39;" in text


def test_the_first_page_says_when_and_on_which_version(pages):
    text = pages["index.html"].text

    assert "Rabu, 2 September 2026 pukul 08.00 WIB" in text
    assert "tksk-workflow 1.2.3" in text
    assert "abc123" in text


def test_a_green_run_says_so(tmp_path, references, pack):
    write_site(coverage_of(tmp_path, references, pack, [(entry(), GOOD)]), STAMP, tmp_path)

    text = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "✓ Semua 1 skenario terpenuhi" in text
    assert "98 judul yang diminta" in text


def test_what_is_not_covered_is_said(pages):
    text = pages["index.html"].text

    assert "Rujukan tidak dapat ditutup tanpa bukti penerimaan" in text
    assert "Pasal 9 angka 1, usia" in text
    assert re.search(
        r'<tr id="S66" class="kosong">.*?belum ada', pages["matriks.html"].text, re.DOTALL
    )
    assert re.search(r'<tr id="S11">', pages["matriks.html"].text)


def test_rules_say_in_which_scenario_they_applied(pages):
    text = pages["aturan.html"].text

    assert re.search(r'<tr id="PMKS-08">.*?index\.html#s-40', text, re.DOTALL)
    assert re.search(r'<tr id="PMKS-09" class="kosong">', text)


def test_a_guard_that_never_applied_names_the_scenarios_that_stand_for_it(
    tmp_path, references, pack
):
    """The loader or the database may keep it, so that it never comes to applying."""
    coverage = coverage_of(tmp_path, references, pack, [(entry(fired=[]), GOOD)])
    write_site(coverage, STAMP, tmp_path)

    text = (tmp_path / "aturan.html").read_text(encoding="utf-8")
    assert re.search(
        r'<tr id="PGR-14" class="kosong">.*?dijaga di tempat lain, lihat\s+<a[^>]*#s-40',
        text,
        re.DOTALL,
    )


def test_what_is_written_in_a_feature_never_becomes_markup(pages):
    assert "<i>tetapi</i>" not in "".join(page.text for page in pages.values())
    assert "&lt;i&gt;tetapi&lt;/i&gt;" in pages["index.html"].text


def test_pages_need_nothing_from_elsewhere_and_say_their_language(pages):
    for page in pages.values():
        assert page.fetched == []
        assert page.lang == "id"
        assert [link for link in page.links if "://" in link] == []


def test_every_link_leads_somewhere(pages, tmp_path):
    for name, page in pages.items():
        assert len(page.ids) == len(set(page.ids)), name
        for link in page.links:
            file, _, place = link.partition("#")
            if file and file not in pages:
                assert (tmp_path / file).is_file(), link
            elif place:
                assert place in pages[file or name].ids, f"{name}: {link}"


def test_unchecked_citations_are_marked(pages):
    text = pages["index.html"].text

    assert "belum diperiksa" in text
    assert "sudah diperiksa" in text


def test_a_broken_pack_is_told_and_the_pages_are_written(tmp_path):
    runs = [(entry(outcome="failed", phase="setup", fired=[]), None)]
    found = read_results(*write_run(tmp_path, runs))
    stamp = Stamp(STAMP.at, STAMP.zone, "1", "", ("rules/pagar.yaml:3: kunci salah",))

    write_site(Coverage(read_references(FOLDER, None), found, None), stamp, tmp_path)

    text = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "Paket aturan tidak dapat dibaca" in text
    assert "rules/pagar.yaml:3: kunci salah" in text
    assert "skenario tidak dapat disiapkan" in text


def test_programs_read_the_same_in_json(tmp_path, references, pack):
    write_site(coverage_of(tmp_path, references, pack), STAMP, tmp_path)

    data = json.loads((tmp_path / "spesifikasi.json").read_text(encoding="utf-8"))
    assert (data["passed"], data["failed"]) == (1, 1)
    assert [one["number"] for one in data["scenarios"]] == ["40", "T01"]
    assert data["scenarios"][0]["name"] == TITLE
    assert data["scenarios"][0]["rules"] == ["PGR-14", "PMKS-08"]
    assert len(data["missing_titles"]) == 98
    assert "S66" in data["uncovered"]["requirements"]
    assert "S24" in data["uncovered"]["requirements_of_other_use"]
    assert "PMKS-09" in data["uncovered"]["rules"]
