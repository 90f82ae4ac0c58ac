"""Steps of ``jenis_pmks.feature`` and ``kebutuhan.feature``: facts in, decision out."""

import re

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from tests.support.muara_enim import day_of
from tksk_workflow.domain.truth import Truth
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.rulebook.facts import read_facts
from tksk_workflow.rulebook.router import Router

scenarios("jenis_pmks.feature")
scenarios("kebutuhan.feature")

SEX = {"perempuan": "P", "laki-laki": "L"}


@pytest.fixture
def pack(default_rules):
    return default_rules[0][0]


@given(parsers.parse("hari ini {weekday}, {day:d} {month} {year:d}"), target_fixture="today")
def today(weekday, day, month, year):
    return day_of(weekday, day, month, year).date()


@given("paket aturan bawaan berlaku")
def default_pack_applies(pack):
    assert pack.rules


@pytest.fixture
def facts():
    """The facts of the client as the contract of the command line takes them."""
    return {"id": "K-1", "kondisi": {}}


def code_of(pack, name):
    return next(code for code, kind in pack.pmks_types.items() if kind.name == name)


@given(parsers.parse('seorang "{kind}" berusia {age:d} tahun'))
def a_person(pack, facts, kind, age):
    facts.update(pmks=[code_of(pack, kind)], usia=age)


@given(parsers.parse('sebuah "{kind}" sebagai "{subject}"'))
def a_community(pack, facts, kind, subject):
    facts.update(pmks=[code_of(pack, kind)], subjek=subject)


@given(parsers.parse('ia juga "{kind}" dengan disabilitas "{disability}"'))
def also(pack, facts, kind, disability):
    facts["pmks"].append(code_of(pack, kind))
    facts["disabilitas"] = [disability]


@given(parsers.parse('klien "{kind}" yang {state}'))
def a_client(pack, facts, kind, state):
    facts["pmks"] = [code_of(pack, kind)]
    in_this_state(facts, state)


@given(parsers.parse("warga yang {state}"))
def a_citizen(facts, state):
    in_this_state(facts, state)


def in_this_state(facts, state):
    """Read a state as people say it: ``usia 71, sakit berat, tinggal sendiri``."""
    for words in state.split(", "):
        if found := re.fullmatch(r"(usia|desil) (\d+)", words):
            facts[found[1]] = int(found[2])
        elif found := re.fullmatch(r"anak berusia (\d+)", words):
            facts["usia_anak_terdampak"] = int(found[1])
        elif found := re.fullmatch(r"disabilitas (\w+)", words):
            facts["disabilitas"] = [found[1]]
        elif found := re.fullmatch(r"nik (.+)", words):
            facts["nik_status"] = found[1].replace(" ", "_")
        elif words in SEX:
            facts["jenis_kelamin"] = SEX[words]
        elif words in ("keluarga", "kelompok"):
            facts["subjek"] = words
        else:
            facts["kondisi"][words.replace(" ", "_")] = True


@given("keadaannya:")
def conditions(facts, datatable):
    for words, answer in datatable[1:]:
        name = words.strip().replace(" ", "_")
        if answer in {"ya", "tidak"}:
            facts["kondisi"][name] = answer == "ya"
        else:
            facts[name] = answer


@given("ia tidak memiliki dokumen apa pun")
def no_papers(facts):
    facts["dokumen"] = []


def decision_for(pack, today, stated):
    known, problems = read_facts(stated, pack)
    assert problems == []
    with Router(pack, today) as router:
        return router.decide(stated["id"], known)


@when("aturan rujukan diterapkan", target_fixture="decision")
def apply_rules(pack, today, facts):
    return decision_for(pack, today, facts)


@when("paket aturan dibaca", target_fixture="read_pack")
def read_the_pack(pack):
    return pack


@then(parsers.parse("ada {count:d} jenis PMKS"))
def count_types(read_pack, count):
    assert len(read_pack.pmks_types) == count


@then("setiap jenis memiliki aturan dasar dengan minimal satu mitra utama")
def every_type_has_a_base_rule(read_pack):
    rules = {rule.id: rule for rule in read_pack.rules}
    assert [code for code in read_pack.pmks_types if not rules[code].orders] == []


def fired(decision):
    return {entry.rule for entry in decision.trace if entry.outcome is Truth.YES}


def partners(decision):
    return {(proposal.partner_type, proposal.urgency) for proposal in decision.referrals}


@then(parsers.parse('ia dirujuk ke "{partner}" dengan urgensi "{urgency}"'))
def referred_to(decision, partner, urgency):
    assert (partner, Urgency(urgency)) in partners(decision)


@then(
    parsers.re(r"ia dirujuk ke (?P<several>[A-Z][A-Z0-9_ dan]+) dengan urgensi (?P<urgency>P\d)$")
)
def referred_to_all(decision, several, urgency):
    for partner in several.split(" dan "):
        referred_to(decision, partner, urgency)


@then(parsers.re(r"kasus itu ditangani (?P<way>terbuka|tertutup)$"))
def handled(decision, way):
    assert decision.closed is (way == "tertutup")


@then(parsers.parse('ia tidak dirujuk ke "{partner}"'))
def not_referred_to(decision, partner):
    assert partner not in {kind for kind, _ in partners(decision)}


@then("tidak ada rujukan")
def no_referral(decision):
    assert decision.referrals == ()


@then("kasus masuk antrean manual koordinator")
def manual(decision):
    assert decision.manual


@then(parsers.parse('aturan "{first}" dan "{second}" sama-sama memberi rujukan'))
def both_refer(decision, first, second):
    assert {first, second} <= {proposal.rule for proposal in decision.referrals}


@then("rujukan ke mitra dan layanan yang sama dikirim sebagai satu surat")
def one_letter(decision):
    letters = {(p.partner_type, p.service) for p in decision.referrals}
    assert len(letters) < len(decision.referrals)


@then(parsers.re(r'aturan "(?P<rule>[^"]+)" (?P<outcome>cocok|tidak cocok)$'))
def rule_outcome(decision, rule, outcome):
    assert (rule in fired(decision)) is (outcome == "cocok")


@then(parsers.re(r'aturan "(?P<rule>[^"]+)" (?P<outcome>memberi rujukan|tidak memberi rujukan)$'))
def rule_gives(decision, rule, outcome):
    gives = rule in {proposal.rule for proposal in decision.referrals}
    assert gives is (outcome == "memberi rujukan")


@then("kasus ditangani tertutup")
def handled_closed(decision):
    assert decision.closed
    assert all(proposal.closed for proposal in decision.referrals)


@then(parsers.parse('urgensi kasus adalah "{urgency}"'))
def case_urgency(decision, urgency):
    assert decision.urgency is Urgency(urgency)


@then(parsers.parse('rujukan ke "{partner}" memerlukan dokumen "{document}"'))
def needs_document(decision, partner, document):
    found = [p for p in decision.referrals if p.partner_type == partner]
    assert found
    assert all(document in proposal.documents for proposal in found)


@then(parsers.parse('rujukan rumah sakit menunggu tahap "{partner}"'))
def hospital_waits(decision, partner):
    assert "RSUD" in {p.partner_type for p in decision.referrals if p.after == partner}


@then("tidak ada rujukan yang tertahan")
def nothing_held(decision):
    assert decision.referrals
    assert [p.rule for p in decision.referrals if p.held_by] == []


@then(parsers.parse('aturan yang sama untuk subjek "{subject}" tidak cocok'))
def other_subject(pack, today, facts, subject):
    assert fired(decision_for(pack, today, {**facts, "subjek": subject})).isdisjoint({"PMKS-26"})
