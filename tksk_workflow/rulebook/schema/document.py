"""A JSON Schema for the files of a pack, so that editors complete and check while typing.

Generated from a pack: its facts, partner types, services, papers and sources are the words
that the schema knows. Draft 7, which YAML editors understand. Every file has the key
``berkas``, which says by which part of the schema it is judged.
"""

from __future__ import annotations

from collections.abc import Callable

from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.rulebook.schema import changes as schema_changes
from tksk_workflow.rulebook.schema import rules as schema_rules
from tksk_workflow.rulebook.schema import words as schema_words
from tksk_workflow.rulebook.schema.conditions import Schema, condition_schemas, reference, words

_FILES: dict[str, Callable[[RulePack], Schema]] = {
    "paket": schema_words.header_schema,
    "kosakata": schema_words.facts_schema,
    "mitra": schema_words.partners_schema,
    "layanan": schema_words.plain_words_schema("layanan", schema_words.NAME),
    "dokumen": schema_words.plain_words_schema("dokumen", schema_words.CODE),
    "urgensi": schema_words.classes_schema,
    "parameter": schema_words.parameters_schema,
    "sumber": schema_words.sources_schema,
    "hari-libur": schema_words.calendar_schema,
    "pmks": schema_rules.pmks_schema,
    "kebutuhan": schema_rules.needs_schema,
    "turunan": schema_rules.derived_schema,
    "pagar": schema_rules.guards_schema,
    "temuan": schema_rules.accepted_schema,
    "perubahan": schema_changes.changes_schema,
}


def pack_schema(pack: RulePack) -> Schema:
    """Return the schema of every file of a pack with this vocabulary."""
    files = {name: make(pack) for name, make in _FILES.items()}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": f"Berkas paket aturan ({pack.name} {pack.version})",
        "type": "object",
        "required": ["berkas"],
        "properties": {"berkas": words(files)},
        # An editor judges by the part that fits, and shows the mistakes of that part only.
        "allOf": [
            {
                "if": {"properties": {"berkas": {"const": name}}, "required": ["berkas"]},
                "then": reference(f"berkas_{name}"),
            }
            for name in sorted(files)
        ],
        "definitions": {
            **condition_schemas(pack),
            **schema_rules.shared_parts_schema(pack),
            **{f"berkas_{name}": schema for name, schema in files.items()},
        },
    }
