"""JSON Schema for ``perubahan``: what a pack states about the pack that it extends."""

from __future__ import annotations

from typing import Any

from tksk_workflow.domain.overrides import OverrideAction
from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.rulebook.extending.merging import ADD_TO_LIST, TAKE_OUT
from tksk_workflow.rulebook.reading.changes import (
    ACTIONS,
    ENTRY_KEYS,
    FACT,
    GUARD,
    RULE,
    TYPE,
    URGENCY,
)
from tksk_workflow.rulebook.reading.fields import YES
from tksk_workflow.rulebook.schema import rules as schema_rules
from tksk_workflow.rulebook.schema import words as schema_words
from tksk_workflow.rulebook.schema.conditions import (
    TEXT,
    TEXTS,
    Schema,
    a_file,
    a_list,
    a_mapping,
    word_list,
    words,
)

_OF_THE_ENTRY = frozenset({"id", "sumber"})


def changes_schema(pack: RulePack) -> Schema:
    """A file of changes."""
    entry = a_mapping({key: {} for key in ENTRY_KEYS}, required=("alasan", "sumber"))
    entry["properties"] |= {
        "alasan": TEXT,
        "sumber": word_list(pack.sources, at_least=1),
        OverrideAction.SWITCH_OFF.value: {"const": YES},
    }
    entry["allOf"] = [
        {"oneOf": [{"required": [kind]} for kind in ACTIONS]},
        {"oneOf": [{"required": [action.value]} for action in OverrideAction]},
        *(_when(kind, whole, pack) for kind, whole in _wholes(pack).items()),
    ]
    return a_file("perubahan", {"perubahan": a_list(entry, at_least=1)}, ("perubahan",))


def _wholes(pack: RulePack) -> dict[str, Schema]:
    """Return what each kind of thing is when it stands in a file of its own."""
    declared: dict[str, Schema] = {
        FACT: schema_words.facts_schema(pack)["properties"]["fakta"],
        "mitra": schema_words.partners_schema(pack)["properties"]["jenis_mitra"],
        "layanan": schema_words.plain_words_schema("layanan", schema_words.NAME)(pack)[
            "properties"
        ]["layanan"],
        "dokumen": schema_words.plain_words_schema("dokumen", schema_words.CODE)(pack)[
            "properties"
        ]["dokumen"],
        "parameter": schema_words.parameters_schema(pack)["properties"]["parameter"],
    }
    classes = schema_words.classes_schema(pack)["properties"]["kelas"]["properties"]
    return {
        RULE: schema_rules.pmks_schema(pack)["properties"]["aturan"]["items"],
        GUARD: schema_rules.guards_schema(pack)["properties"]["pagar"]["items"],
        TYPE: _type(pack),
        URGENCY: classes[Urgency.P0.value],
        **{
            kind: next(iter(section["patternProperties"].values()))
            for kind, section in declared.items()
        },
    }


def _type(pack: RulePack) -> Schema:
    found = schema_rules.pmks_schema(pack)["properties"]
    return a_mapping({key: found[key] for key in found if key not in {"aturan", "jenis", "berkas"}})


def _when(kind: str, whole: Schema, pack: RulePack) -> Schema:
    """What an entry about one kind of thing may do, and give."""
    properties = {key: one for key, one in whole["properties"].items() if key != "id"}
    needed = [key for key in whole["required"] if key not in _OF_THE_ENTRY]
    given = {**whole, "properties": properties, "required": needed}
    refused = [action for action in OverrideAction if action not in ACTIONS[kind]]
    then: Schema = {
        "properties": {
            kind: words(Urgency) if kind == URGENCY else _name(kind, pack),
            OverrideAction.ADD.value: given,
            OverrideAction.REPLACE.value: given,
            OverrideAction.CHANGE.value: _some_of(properties, pack),
        }
    }
    if refused:
        then["not"] = {"anyOf": [{"required": [action.value]} for action in refused]}
    return {"if": {"required": [kind]}, "then": then}


def _name(kind: str, pack: RulePack) -> Schema:
    if kind == TYPE:
        return words(pack.pmks_types)
    if kind == RULE:
        return {
            "type": "string",
            "pattern": r"^(PMKS-[0-9]{2}(-V[0-9]+|-[A-UW-Z])?|KEB-[0-9]{2,3}(-V[0-9]+)?"
            r"|TUR-[0-9]{2,3})$",
        }
    return TEXT


def _some_of(properties: dict[str, Schema], pack: RulePack) -> Schema:
    """Any of these keys; what is a list may be told what to add and what to take out."""
    found = {}
    for key, schema in properties.items():
        if key == "maka":
            inner = schema_rules.shared_parts_schema(pack)["maka"]["properties"]
            if "tindakan" in schema.get("properties", {}):
                inner = schema["properties"]
            found[key] = _some_of(inner, pack)
        else:
            found[key] = _or_edited(schema)
    return {**a_mapping(found), "minProperties": 1}


def _or_edited(schema: Schema) -> Schema:
    lists: list[Any] = [schema, *schema.get("anyOf", ())]
    if not any(one.get("type") == "array" for one in lists):
        return schema
    # One at a time has no smallest number, and need not differ from what is there.
    item = next(one["items"] for one in lists if one.get("type") == "array")
    edited = a_mapping(
        {ADD_TO_LIST: {"anyOf": [item, {"type": "array", "items": item}]}, TAKE_OUT: TEXTS}
    )
    return {"anyOf": [schema, {**edited, "minProperties": 1}]}
