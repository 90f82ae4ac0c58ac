"""Whatever two packs differ in can be stated as changes, and the result is the other pack."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.rulebook.district_pack import HEADER, SOURCES, entry
from tests.unit.rulebook.tiny_pack import FILES
from tksk_workflow.domain.rulepack import Place, Rule
from tksk_workflow.rulebook.extending.pack_diff import pack_diff
from tksk_workflow.rulebook.loading import load_texts

IDS = ("KEB-01", "KEB-02", "KEB-03", "PMKS-08-V2", "PMKS-08-V3", "TUR-02")
CONDITIONS = ("{sakit: ya}", "{sendiri: tidak}", "{usia: minimal 60, adl: mandiri}")
_EXAMPLES = "[{nama: a, fakta: {}, hasil: cocok}, {nama: b, fakta: {}, hasil: tidak cocok}]"


@st.composite
def bodies(draw: st.DrawFn, name: str) -> str:
    """The keys of a rule without its id, in flow style."""
    condition = draw(st.sampled_from(CONDITIONS))
    if name.startswith("TUR"):
        value = draw(st.sampled_from(["ya", "tidak"]))
        then = f"{{simpulkan: {{ditolong: {value}}}}}"
    else:
        urgency = draw(st.sampled_from(["P0", "P1", "P2", "P3"]))
        papers = draw(st.sampled_from(["[]", "[KTP]", "[KTP, REKOM_DINSOS]"]))
        partner = draw(st.sampled_from(["DINSOS_KAB", "PUSKESMAS"]))
        then = (
            f"{{urgensi: {urgency}, bentuk: [rujukan], dokumen: {papers}, "
            f"rujuk: [{{mitra: {partner}, layanan: berobat}}]}}"
        )
    return f"nama: Aturan, sumber: [umum], jika: {condition}, maka: {then}, contoh: {_EXAMPLES}"


@st.composite
def packs(draw: st.DrawFn) -> dict[str, str]:
    """Some of the rules, each with some content."""
    chosen = draw(st.sets(st.sampled_from(IDS)))
    return {name: draw(bodies(name)) for name in sorted(chosen)}


def as_files(rules: dict[str, str]) -> dict[str, str]:
    files = dict(FILES)
    for name, body in rules.items():
        line = f"  - {{id: {name}, {body}}}\n"
        if name.startswith("PMKS"):
            files["pmks/08.yaml"] += line
        else:
            kind = "turunan" if name.startswith("TUR") else "kebutuhan"
            files.setdefault(f"{kind}.yaml", f"berkas: {kind}\naturan:\n")
            files[f"{kind}.yaml"] += line
    return files


def stated(before: dict[str, str], after: dict[str, str], way: str) -> list[str]:
    """The changes that lead from one pack to the other."""
    found = []
    for name in sorted({*before, *after}):
        if name not in after:
            found.append(entry(f"aturan: {name}", "matikan: ya"))
        elif name not in before:
            found.append(entry(f"aturan: {name}", f"tambah: {{{after[name]}}}"))
        elif before[name] != after[name]:
            found.append(entry(f"aturan: {name}", f"{way}: {{{after[name]}}}"))
    return found


def extended(before: dict[str, str], changes: list[str]) -> dict[str, str]:
    files = {f"induk/{name}": text for name, text in as_files(before).items()}
    files |= {"paket.yaml": HEADER, "sumber.yaml": SOURCES}
    if changes:
        lines = "".join(f"  - {one}\n" for one in changes)
        files["perubahan.yaml"] = f"berkas: perubahan\nperubahan:\n{lines}"
    return files


def rules_of(files: dict[str, str]) -> dict[str, Rule]:
    """The rules by id, without where they stand."""
    nowhere = Place("", 0)
    return {
        rule.id: replace(
            rule,
            place=nowhere,
            examples=tuple(replace(one, place=nowhere) for one in rule.examples),
        )
        for rule in load_texts(files).rules
    }


@given(before=packs(), after=packs(), way=st.sampled_from(["ubah", "ganti"]))
def test_the_changes_from_one_pack_to_another_make_that_other_pack(before, after, way):
    files = extended(before, stated(before, after, way))

    assert rules_of(files) == rules_of(as_files(after))


@given(before=packs(), after=packs())
def test_only_what_was_stated_differs_from_the_base(before, after):
    changes = stated(before, after, "ganti")
    files = extended(before, changes)

    differs = {one.name for one in pack_diff(as_files(before), files) if one.kind == "aturan"}

    assert differs == {one.name for one in load_texts(files).overrides}
    assert len(load_texts(files).overrides) == len(changes)


@given(rules=packs(), data=st.data())
def test_changing_a_rule_to_what_it_is_changes_nothing_but_its_sources(rules, data):
    name = data.draw(st.sampled_from(sorted(rules) or ["PMKS-08"]))
    key = "nama: Aturan" if rules else "nama: Dasar"
    files = extended(rules, [entry(f"aturan: {name}", f"ubah: {{{key}}}")])

    found, base = rules_of(files), rules_of(as_files(rules))

    assert found[name].sources == (*base[name].sources, "sk-bupati")
    assert {**found, name: replace(found[name], sources=base[name].sources)} == base
