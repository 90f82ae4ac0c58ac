"""JSON Schema for the files that hold rules, and for what rules consist of."""

from __future__ import annotations

from tksk_workflow.domain.accepted import AcceptableFinding
from tksk_workflow.domain.pmks import Form, SubjectKind
from tksk_workflow.domain.rulepack import (
    FactKind,
    FactOrigin,
    GuardAction,
    GuardStage,
    RulePack,
)
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.rulebook.reading.example_values import GUARD_OUTCOMES, RULE_OUTCOMES
from tksk_workflow.rulebook.reading.fields import NO
from tksk_workflow.rulebook.reading.guards import CONTINUATIONS, NEEDS_DETAILS, TAKES_NO_DETAILS
from tksk_workflow.rulebook.schema.conditions import (
    TEXT,
    TEXTS,
    YES_NO,
    Schema,
    a_file,
    a_list,
    a_mapping,
    days,
    reference,
    word_list,
    words,
)

_CONDITION = reference("syarat")
_FILLED: Schema = {"not": {"const": []}}
_GUARD_CONDITION = reference("syarat_pagar")


def shared_parts_schema(pack: RulePack) -> dict[str, Schema]:
    """Return the definitions that several files use."""
    return {
        "maka": _consequences(pack),
        "contoh": _example(pack, RULE_OUTCOMES, guards=False),
        "contoh_pagar": _example(pack, GUARD_OUTCOMES, guards=True),
    }


def _rule(pack: RulePack, pattern: str, *, gate: bool = False) -> Schema:
    keys: dict[str, Schema] = {
        "id": {"type": "string", "pattern": pattern},
        "nama": TEXT,
        "dasar": TEXTS,
        "sumber": word_list(pack.sources, at_least=1),
        "jika": _CONDITION,
        "maka": reference("maka"),
        "contoh": _examples("contoh", RULE_OUTCOMES),
    }
    if gate:
        keys["syarat"] = {"const": NO}
    needed = ["id", "nama", "sumber", "maka", "contoh"]
    return a_mapping(keys, required=needed if gate else [*needed, "jika"])


def pmks_schema(pack: RulePack) -> Schema:
    """A file of one PMKS type."""
    rule = _rule(pack, "^PMKS-[0-9]{2}(-V[0-9]+|-[A-UW-Z])?$", gate=True)
    codes = pack.facts["pmks"].options if "pmks" in pack.facts else ()
    keys = {
        "jenis": words(codes),
        "nama": TEXT,
        "alias": TEXTS,
        "satuan": word_list(SubjectKind, at_least=1),
        "tertutup": YES_NO,
        "syarat": _CONDITION,
        "aturan": a_list(rule, at_least=1),
    }
    schema = a_file("pmks", keys, ("jenis", "nama", "satuan", "aturan"))
    # Without a shared condition every rule has one of its own.
    shared = {
        "if": {"required": ["syarat"]},
        "else": {"properties": {"aturan": {"items": {"required": ["jika"]}}}},
    }
    return {**schema, "allOf": [shared, *(_ids_follow_type(code) for code in codes)]}


def _ids_follow_type(code: str) -> Schema:
    """Ids begin with the type of their file."""
    own = {"properties": {"id": {"pattern": f"^{code}(-V[0-9]+|-[A-UW-Z])?$"}}}
    return {
        "if": {"properties": {"jenis": {"const": code}}, "required": ["jenis"]},
        "then": {"properties": {"aturan": {"items": own}}},
    }


def needs_schema(pack: RulePack) -> Schema:
    """A file of need rules."""
    rule = _rule(pack, "^KEB-[0-9]{2,3}(-V[0-9]+)?$")
    return a_file("kebutuhan", {"aturan": a_list(rule, at_least=1)}, ("aturan",))


def derived_schema(pack: RulePack) -> Schema:
    """A file of rules that only conclude facts."""
    rule = _rule(pack, "^TUR-[0-9]{2,3}$")
    rule["properties"]["maka"] = a_mapping(
        {"simpulkan": _conclusions(pack), "catatan": TEXT}, required=("simpulkan",)
    )
    return a_file("turunan", {"aturan": a_list(rule, at_least=1)}, ("aturan",))


def guards_schema(pack: RulePack) -> Schema:
    """A file of guards."""
    then = a_mapping(
        {
            "tindakan": words(GuardAction),
            "alasan": TEXT,
            "rincian": TEXTS,
            "catatan": TEXT,
        },
        required=("tindakan", "alasan"),
    )
    then["allOf"] = [_when_action(action, pack) for action in GuardAction]
    guard = a_mapping(
        {
            "id": {"type": "string", "pattern": "^PGR-[0-9]{2,3}(-[A-Z0-9]+)?$"},
            "nama": TEXT,
            "tahap": words(GuardStage),
            "dasar": TEXTS,
            "sumber": word_list(pack.sources, at_least=1),
            "jika": _GUARD_CONDITION,
            "maka": then,
            "contoh": _examples("contoh_pagar", GUARD_OUTCOMES),
        },
        required=("id", "nama", "tahap", "sumber", "jika", "maka", "contoh"),
    )
    return a_file("pagar", {"pagar": a_list(guard, at_least=1)}, ("pagar",))


def accepted_schema(pack: RulePack) -> Schema:
    """A file of findings that the pack accepts."""
    # Which ids there are only the loader knows: a pack may have switched some off.
    entry = a_mapping(
        {
            "kode": words(AcceptableFinding),
            "aturan": {"anyOf": [TEXT, {**a_list(TEXT, at_least=1), "uniqueItems": True}]},
            "alasan": TEXT,
            "sumber": word_list(pack.sources),
        },
        required=("kode", "aturan", "alasan"),
    )
    return a_file("temuan", {"diterima": a_list(entry, at_least=1)}, ("diterima",))


def _when_action(action: GuardAction, pack: RulePack) -> Schema:
    """What ``rincian`` must be depends on the action."""
    then: Schema = {}
    if action in TAKES_NO_DETAILS:
        then = {"properties": {"rincian": {"const": []}}}
    elif action in NEEDS_DETAILS:
        then = {"required": ["rincian"], "properties": {"rincian": _FILLED}}
    if action is GuardAction.REQUIRE_DOCUMENTS:
        then["properties"] = {"rincian": word_list(pack.documents, at_least=1)}
    elif action is GuardAction.CONTINUE_WITH:
        then["properties"] = {"rincian": word_list(CONTINUATIONS, at_least=1)}
    return {
        "if": {"properties": {"tindakan": {"const": action.value}}, "required": ["tindakan"]},
        "then": then,
    }


def _consequences(pack: RulePack) -> Schema:
    adjustment = a_mapping({"ke": words(Urgency), "jika": _CONDITION}, required=("ke", "jika"))
    partners = word_list(pack.partner_types)
    step: dict[str, Schema] = {
        "mitra": words(pack.partner_types),
        "layanan": words(pack.services),
        "atau": partners,
    }
    order = a_mapping(
        {
            **step,
            "lalu": a_list(a_mapping(step, required=("mitra", "layanan"))),
            "pendukung": partners,
            "hanya_jika": _CONDITION,
            "rekomendasi": YES_NO,
        },
        required=("mitra", "layanan"),
    )
    schema = a_mapping(
        {
            "urgensi": words(Urgency),
            "naik": a_list(adjustment),
            "turunkan_dasar": adjustment,
            "bentuk": word_list(Form),
            "rujuk": a_list(order),
            "dokumen": word_list(pack.documents),
            "dokumen_menyusul": word_list(pack.documents),
            "simpulkan": _conclusions(pack),
            "gantikan": TEXTS,
            "tindak_lanjut": days(),
            "catatan": TEXT,
        }
    )
    return {
        **schema,
        "anyOf": [
            {"required": [key]} for key in ("rujuk", "simpulkan", "gantikan", "turunkan_dasar")
        ],
        "allOf": [_only_raises(urgency) for urgency in Urgency],
        "dependencies": {
            "rujuk": {"required": ["urgensi", "bentuk"], "properties": {"bentuk": _FILLED}},
            "naik": ["rujuk"],
            "dokumen": ["rujuk"],
            "dokumen_menyusul": ["rujuk"],
            "tindak_lanjut": ["rujuk"],
        },
    }


def _only_raises(urgency: Urgency) -> Schema:
    """``naik`` leads to a more pressing class than the rule's own."""
    higher = words(one.value for one in Urgency if one.rank < urgency.rank)
    return {
        "if": {"properties": {"urgensi": {"const": urgency.value}}, "required": ["urgensi"]},
        "then": {"properties": {"naik": {"items": {"properties": {"ke": higher}}}}},
    }


def _conclusions(pack: RulePack) -> Schema:
    found = {
        name: reference(f"nilai:{name}")
        if fact.kind is FactKind.YES_NO
        else word_list(fact.options, at_least=1)
        for name, fact in pack.facts.items()
        if fact.origin is FactOrigin.CLIENT and fact.kind in {FactKind.YES_NO, FactKind.SET}
    }
    return {**a_mapping(found), "minProperties": 1}


def _examples(name: str, outcomes: tuple[str, ...]) -> Schema:
    """A list of examples, with a yes and a no among them."""
    needed = [
        {"contains": {"properties": {"hasil": {"const": outcome}}, "required": ["hasil"]}}
        for outcome in outcomes[:2]
    ]
    return {**a_list(reference(name), at_least=2), "allOf": needed}


def _example(pack: RulePack, outcomes: tuple[str, ...], *, guards: bool) -> Schema:
    stated = {
        name: reference(f"nilai:{name}")
        for name, fact in pack.facts.items()
        if guards or fact.origin is not FactOrigin.REFERRAL
    }
    asked = [name for name, fact in pack.facts.items() if fact.origin is FactOrigin.CLIENT]
    return a_mapping(
        {
            "nama": TEXT,
            "fakta": a_mapping(stated),
            "hasil": words(outcomes),
            "tanyakan": word_list(asked, at_least=1),
        },
        required=("nama", "fakta", "hasil"),
    )
