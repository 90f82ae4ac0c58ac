"""Hypothesis strategies for the files of a pack as plain data, and ways to write these.

The data are what an editor sees: numbers are numbers, everything else is text. The words
are those of the smallest pack; its files of words stay as they are, the files of rules,
needs, conclusions, guards, days off and accepted findings are generated.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from typing import Any

import yaml
from hypothesis import strategies as st

from tests.unit.rulebook.tiny_pack import FILES
from tksk_workflow.rulebook.problems import Findings
from tksk_workflow.rulebook.reading.yaml_nodes import ListNode, MapNode, Node, TextNode, parse

Data = Any
# ------------------------------------------------------------------------------ conditions

_PHRASES: dict[str, st.SearchStrategy[Data]] = {
    "sakit": st.sampled_from(["ya", "tidak", "belum ditanya", "sudah ditanya", ["ya", "tidak"]]),
    "sendiri": st.sampled_from(["ya", "tidak", ["ya", "belum ditanya"]]),
    "adl": st.sampled_from(
        ["mandiri", "bukan mandiri", ["mandiri", "dibantu"], ["dibantu", "belum ditanya"]]
    ),
    "usia": st.one_of(
        st.integers(0, 120),
        st.integers(0, 119).map(lambda bound: f"lebih dari {bound}"),
        st.integers(1, 120).map(lambda bound: f"kurang dari {bound}"),
        st.integers(0, 120).map(lambda bound: f"minimal {bound}"),
        st.integers(0, 59).map(lambda low: f"{low} sampai {low + 3}"),
        st.integers(0, 59).map(lambda low: f"{low} sampai kurang dari {low + 3}"),
        st.sampled_from(
            ["maksimal parameter usia_lansia", ["minimal 18", "belum ditanya"], [3, 4]]
        ),
    ),
    "pembaruan_terakhir": st.dates(date(2026, 1, 1), date(2026, 12, 31)).map("sejak {}".format),
    "disabilitas": st.sampled_from(
        [
            "fisik",
            "kosong",
            ["fisik", "kosong"],
            {"semua": ["fisik", "mental"]},
            {"bukan": "mental"},
            {"tanpa": ["fisik", "mental"]},
            [{"bukan": "fisik"}, "mental"],
        ]
    ),
    "dokumen": st.sampled_from(["KTP", {"tanpa": "KTP"}, ["KTP", "REKOM_DINSOS"]]),
    "wilayah": st.sampled_from(["16.03", "bukan 16.03"]),
    "umur_data_hari": st.sampled_from(["lebih dari 31", 31]),
    "lansia": st.sampled_from(["ya", "tidak"]),
}
_PLAIN = st.lists(st.sampled_from(sorted(_PHRASES)), min_size=1, max_size=3, unique=True).flatmap(
    lambda names: st.fixed_dictionaries({name: _PHRASES[name] for name in names})
)


def _grouped(inner: st.SearchStrategy[Data]) -> st.SearchStrategy[Data]:
    bare = st.sampled_from(["sakit", "sendiri", "lansia"])
    members = st.lists(bare | inner, min_size=1, max_size=3, unique_by=json.dumps)
    return st.one_of(
        st.builds(lambda parts: {"salah_satu": parts}, members),
        st.builds(lambda parts: {"semua": parts}, members),
        st.builds(lambda part: {"bukan": part}, bare | inner),
        st.builds(lambda parts, more: {"salah_satu": parts, **more}, members, _PLAIN),
    )


# Two members that mean the same are a mistake that only the loader sees.
CONDITIONS = st.recursive(_PLAIN, _grouped, max_leaves=4)

# -------------------------------------------------------------------------- rules and guards

_STATED = st.fixed_dictionaries(
    {},
    optional={
        "usia": st.integers(0, 120),
        "sakit": st.sampled_from(["ya", "tidak"]),
        "adl": st.sampled_from(["mandiri", "dibantu"]),
        "disabilitas": st.sampled_from(["kosong", "fisik", ["fisik", "mental"], []]),
        "tanggal_lahir": st.dates(date(1930, 1, 1), date(1990, 1, 1)).map(str),
        "wilayah": st.just("16.03"),
        "kunjungan_rumah": st.sampled_from(["ya", "tidak"]),
    },
)
_TEXT = st.sampled_from(["Sakit", "Rumah: bocor", "a, b", "Lansia 70 tahun", "12", "é"])
_SOURCES = st.sampled_from(["umum", ["umum"]])
_PAPERS = st.sampled_from(["KTP", ["KTP"], []])
_PARTNERS = ("DINSOS_KAB", "PUSKESMAS", "RSUD")


def _examples(draw: st.DrawFn, outcomes: tuple[str, ...]) -> list[Data]:
    found = [
        {"nama": f"Contoh {number}", "fakta": draw(_STATED), "hasil": outcome}
        for number, outcome in enumerate(outcomes)
    ]
    if len(outcomes) > 2 and draw(st.booleans()):
        found[2]["tanyakan"] = draw(st.sampled_from(["sakit", ["usia", "adl"]]))
    return found


_OUTCOMES = st.sampled_from(
    [("cocok", "tidak cocok"), ("tidak cocok", "cocok", "perlu dilengkapi")]
)


@st.composite
def _orders(draw: st.DrawFn) -> Data:
    partners = draw(st.permutations(_PARTNERS))
    order: dict[str, Data] = {"mitra": partners[0], "layanan": "santunan"}
    if draw(st.booleans()):
        order["atau"] = draw(st.sampled_from([partners[1], [partners[1]]]))
    if draw(st.booleans()):
        order["pendukung"] = [partners[2]]
    if draw(st.booleans()):
        order["hanya_jika"] = draw(CONDITIONS)
    if draw(st.booleans()):
        order["lalu"] = [{"mitra": partners[2], "layanan": "berobat", "atau": []}]
    if draw(st.booleans()):
        order["rekomendasi"] = draw(st.sampled_from(["ya", "tidak"]))
    second = {"mitra": "PUSKESMAS", "layanan": "berobat"}
    both = order.get("lalu") is None and draw(st.booleans())
    return [order, second] if both else [order]


@st.composite
def _consequences(draw: st.DrawFn, *, variant: bool) -> Data:
    then: dict[str, Data] = {}
    conclusion = st.fixed_dictionaries({"ditolong": st.sampled_from(["ya", "tidak"])})
    urgency = draw(st.sampled_from(["P1", "P2", "P3"]))
    if draw(st.integers(0, 3)):
        then |= {"urgensi": urgency, "bentuk": draw(st.sampled_from(["rujukan", ["bimbingan"]]))}
        then["rujuk"] = draw(_orders())
        if draw(st.booleans()):
            then["dokumen"] = draw(_PAPERS)
        if draw(st.booleans()):
            then["naik"] = [{"ke": "P0", "jika": draw(CONDITIONS)}]
        if draw(st.booleans()):
            then["tindak_lanjut"] = draw(st.sampled_from([[3], [1, 7, 30], []]))
        if draw(st.booleans()):
            then["simpulkan"] = draw(conclusion)
    else:
        then["simpulkan"] = draw(conclusion)
        if draw(st.booleans()):
            then["urgensi"] = urgency
    if variant and draw(st.booleans()):
        then["turunkan_dasar"] = {"ke": "P4", "jika": draw(CONDITIONS)}
    if draw(st.booleans()):
        then["catatan"] = draw(_TEXT)
    return then


def _rule(draw: st.DrawFn, rule_id: str, then: Data, *, condition: bool = True) -> Data:
    rule: dict[str, Data] = {"id": rule_id, "nama": draw(_TEXT)}
    if draw(st.booleans()):
        rule["dasar"] = draw(st.sampled_from(["Pasal 7", ["Pasal 7", "Pasal 8"]]))
    rule["sumber"] = draw(_SOURCES)
    if condition:
        rule["jika"] = draw(CONDITIONS)
    return {**rule, "maka": then, "contoh": _examples(draw, draw(_OUTCOMES))}


_ACTIONS: tuple[dict[str, Data], ...] = (
    {"tindakan": "tahan"},
    {"tindakan": "tolak"},
    {"tindakan": "antrekan_manual"},
    {"tindakan": "tandai"},
    {"tindakan": "bebaskan", "rincian": ["PGR-09"]},
    {"tindakan": "minta_dokumen", "rincian": "KTP"},
    {"tindakan": "lanjutkan", "rincian": ["mitra_berikut"]},
    {"tindakan": "gantikan", "rincian": ["PMKS-08"]},
    {"tindakan": "peringatkan"},
)


def _guard(draw: st.DrawFn, guard_id: str) -> Data:
    referral = st.sampled_from(
        [{"rujukan_urgensi": "bukan P0"}, {"kunjungan_rumah": "tidak"}, {"rujukan_urgensi": "P1"}]
    )
    return {
        "id": guard_id,
        "nama": draw(_TEXT),
        "tahap": draw(st.sampled_from(["keputusan", "kirim"])),
        "sumber": draw(_SOURCES),
        "jika": draw(CONDITIONS | referral),
        "maka": {**draw(st.sampled_from(_ACTIONS)), "alasan": draw(_TEXT)},
        "contoh": _examples(draw, ("berlaku", "tidak berlaku")),
    }


def as_editors_read(text: str) -> Data:
    """Read a file as editors do (YAML 1.2): whole numbers, true, false; all else is text."""
    return _as_data(parse(text, "berkas.yaml", Findings()))


def _as_data(node: Node | None) -> Data:
    match node:
        case MapNode():
            return {key.value: _as_data(value) for key, value in node.entries}
        case ListNode():
            return [_as_data(item) for item in node.items]
        case TextNode("true" | "false" as word):
            return word == "true"
        case TextNode(word) if re.fullmatch(r"[-+]?[0-9]+", word):
            return int(word)
        case TextNode(word) if re.fullmatch(r"[-+]?[0-9]+\.[0-9]+", word):
            return float(word)
        case TextNode(word):
            return word
    return None


_SMALLEST = {name: as_editors_read(text) for name, text in FILES.items()}


@st.composite
def packs(draw: st.DrawFn) -> dict[str, Data]:
    """The files of a sound pack, by their names."""
    files = deepcopy(_SMALLEST)
    elders = files["pmks/08.yaml"]
    gate = draw(st.booleans())
    elders.pop("syarat")
    if gate:
        elders["syarat"] = draw(CONDITIONS)
    elders["aturan"] = [
        _rule(draw, "PMKS-08", draw(_consequences(variant=False)), condition=not gate),
        *(
            _rule(draw, f"PMKS-08-V{number}", draw(_consequences(variant=True)))
            for number in range(1, draw(st.integers(1, 3)))
        ),
    ]
    if gate and draw(st.booleans()):
        elders["aturan"][0] |= {"syarat": "tidak", "jika": draw(CONDITIONS)}
    files["kebutuhan.yaml"] = {
        "berkas": "kebutuhan",
        "aturan": [_rule(draw, "KEB-01", draw(_consequences(variant=False)))],
    }
    conclusion = {"simpulkan": {"ditolong": draw(st.sampled_from(["ya", "tidak"]))}}
    files["turunan.yaml"]["aturan"] = [_rule(draw, "TUR-01", conclusion)]
    files["pagar.yaml"]["pagar"] = [
        *(_guard(draw, f"PGR-{number:02}") for number in range(1, draw(st.integers(1, 3)))),
        {**_guard(draw, "PGR-09"), "maka": {"tindakan": "tahan", "alasan": "Tunggu."}},
    ]
    accepted: dict[str, Data] = {
        "kode": draw(st.sampled_from(["tertutupi", "bertentangan", "celah-batas"])),
        "aturan": draw(st.sampled_from(["KEB-01", ["KEB-01", "PMKS-08"]])),
        "alasan": draw(_TEXT),
    }
    if draw(st.booleans()):
        accepted["sumber"] = draw(_SOURCES)
    files["temuan.yaml"] = {"berkas": "temuan", "diterima": [accepted]}
    return files


# ------------------------------------------------------------------------------------ writing


class _Dumper(yaml.SafeDumper):
    """Writes nothing for None, as people do, and never an alias."""

    def ignore_aliases(self, data: object) -> bool:
        return True


_Dumper.add_representer(
    type(None), lambda dumper, _: dumper.represent_scalar("tag:yaml.org,2002:null", "")
)


def as_text(data: Data, style: str) -> str:
    """Write a file as YAML (``block`` or ``flow``) or, where nothing is empty, as JSON."""
    if style == "json" and None not in list(_scalars(data)):
        return json.dumps(data, ensure_ascii=False, indent=1)
    flow = style == "flow" and None not in list(_scalars(data))
    return yaml.dump(
        data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=flow
    )


def _scalars(data: Data) -> Iterator[Data]:
    match data:
        case dict():
            for value in data.values():
                yield from _scalars(value)
        case list():
            for item in data:
                yield from _scalars(item)
        case _:
            yield data
