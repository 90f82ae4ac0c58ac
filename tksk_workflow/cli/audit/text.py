"""A decision as an auditor reads it on a screen."""

from __future__ import annotations

from datetime import tzinfo
from typing import TYPE_CHECKING

from tksk_workflow.cli.output import day, heading, moment, say, shown_value, words

if TYPE_CHECKING:
    from tksk_workflow.services.audit.told import (
        AuditStory,
        PartnerTold,
        RuleTold,
        SelectionTold,
        StepTold,
    )


def say_story(story: AuditStory, zone: tzinfo) -> None:
    """Write a decision in the order in which an auditor asks: facts, rules, partners, deeds."""
    say(f"Keputusan {story.decision} tentang {story.case}, {day(story.decided_on)}")
    if story.case_code is not None:
        say(f"Untuk koordinator: kasus {story.case_code}, keputusan nomor {story.number}")
    say(f"Kecamatan {story.kecamatan}, diputuskan oleh {story.decided_by}")
    say(f"Paket aturan {story.pack_name} {story.pack_version}, sidik {story.pack[:12]}")
    say(f"Direktori mitra, sidik {story.directory[:12]}")
    if story.closed:
        say("Ditangani tertutup.")
    if story.waits_for_answer:
        say("Belum ada rujukan: keputusan menunggu jawaban klien.")
    elif story.manual:
        say("Masuk antrean manual koordinator.")
    _say_facts(story)
    _say_rules(story)
    _say_proposals(story)
    for selection in story.selections:
        _say_selection(selection)
    if not story.selections and story.proposals:
        heading("Pemilihan mitra")
        say("Rujukannya kini berpegang pada keputusan yang lebih baru; lihat keputusan itu.")
    heading("Siapa melakukan apa, kapan")
    for step in story.steps:
        say(f"  {moment(step.at, zone)}  {step.subject}: {_deed(step)} ({step.actor})")
    say()
    say(f"Putar ulang: tksk audit replay {story.decision}")


def _say_facts(story: AuditStory) -> None:
    heading("Fakta yang dipakai")
    for fact in story.facts:
        say(f"  {fact.label}: {shown_value(fact.value)}")
    if not story.facts:
        say("  tidak ada")
    say("  (tanggal, alamat, dan teks bebas tidak ditampilkan kepada auditor)")
    if story.to_ask:
        say(f"  Belum ditanyakan: {', '.join(words(name) for name in story.to_ask)}")


def _say_rules(story: AuditStory) -> None:
    heading("Aturan yang berlaku")
    fired = [rule for rule in story.rules if rule.outcome == "ya"]
    for rule in fired:
        _say_rule(rule)
    if not fired:
        say("  tidak ada")
    pending = [rule.rule for rule in story.rules if rule.outcome != "ya"]
    if pending:
        say(f"  Menunggu jawaban: {', '.join(pending)}")
    if story.guards:
        heading("Pagar")
        for guard in story.guards:
            which = f" [{', '.join(guard.referrals)}]" if guard.referrals else ""
            say(f"  {guard.rule} ({words(guard.action)}): {guard.reason}{which}")


def _say_rule(rule: RuleTold) -> None:
    replaced = f" (digantikan {rule.replaced_by})" if rule.replaced_by else ""
    say(f"  {rule.rule} {rule.name}{replaced}")
    if rule.facts:
        told = (f"{words(name)} = {shown_value(value)}" for name, value in rule.facts.items())
        say(f"    karena: {'; '.join(told)}")
    if rule.basis:
        say(f"    dasar: {'; '.join(rule.basis)}")
    sources = (
        f"{one.key} ({'sudah' if one.checked else 'belum'} diperiksa)" for one in rule.sources
    )
    say(f"    sumber: {', '.join(sources)}")


def _say_proposals(story: AuditStory) -> None:
    heading("Rujukan yang diminta aturan")
    for one in story.proposals:
        say(f"  {one.urgency} {one.partner_type}: {words(one.service)} (aturan {one.rule})")
        say(f"    bentuk: {', '.join(one.forms)}; yang memutuskan bantuan: {words(one.authority)}")
        if one.documents:
            say(f"    dokumen: {', '.join(one.documents)}")
        if one.held_by:
            say(f"    ditahan: {', '.join(one.held_by)}")
    if not story.proposals:
        say("  tidak ada")


def _say_selection(selection: SelectionTold) -> None:
    heading(f"Pemilihan mitra, {selection.referral}")
    say(f"  {selection.partner_type}: {selection.service} (kini {selection.status})")
    for partner in selection.partners:
        say(f"  {'→' if partner.chosen else ' '} {_counted(partner)}: {partner.reason}")


def _counted(partner: PartnerTold) -> str:
    return partner.partner if partner.count == 1 else f"{partner.partner}, {partner.count} lembaga"


def _deed(step: StepTold) -> str:
    told = ", ".join(f"{words(key)} {shown_value(value)}" for key, value in step.data.items())
    return f"{words(step.action)}{f' ({told})' if told else ''}"
