"""Steps of ``features/aturan_tanpa_kode.feature``: rules change, the program does not."""

from datetime import date

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from tests.integration.services.world import COORDINATOR, NEGLECTED, PAPERS
from tests.support.muara_enim import DINSOS, MONTHS
from tksk_workflow.domain.referral import Role
from tksk_workflow.rulebook.loading import load_pack, load_texts
from tksk_workflow.rulebook.problems import PackError
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.audit.replay import replay
from tksk_workflow.services.audit.story import audit_story
from tksk_workflow.services.rules.publishing import PackRefused, publish, roll_back
from tksk_workflow.services.rules.versions import Standing, kept_pack, list_versions
from tksk_workflow.store.models import DecisionRecord, RulePackRecord, RulePublication

scenarios("aturan_tanpa_kode.feature")

FILES = {
    "aturan lansia terlantar": "pmks/08-lanjut-usia-terlantar.yaml",
    "kepala paket": "paket.yaml",
}
AUDITOR = Actor(Role.AUDITOR, "auditor-1")


@given(
    parsers.re(
        r"koordinator mengubah (?P<q>[\"'])(?P<old>.+)(?P=q) menjadi (?P=q)(?P<new>.+)(?P=q)"
        r" pada (?P<where>.+)"
    )
)
def the_coordinator_writes(folder, told, old, new, where):
    path = folder / FILES[where]
    text = path.read_text(encoding="utf-8")
    assert old in text
    told["file"], told["line"] = FILES[where], text[: text.index(old)].count("\n") + 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@given(
    parsers.parse('kasus seorang lansia 71 tahun sudah diputuskan dengan urgensi "{urgency}"'),
    target_fixture="old_case",
)
def an_old_decision(world, urgency):
    case = world.register(birth_date=date(1955, 3, 5)).case
    world.route()
    assert world.referral(case, DINSOS).urgency == urgency
    return case


@given(
    parsers.parse(
        'seorang lansia penyandang disabilitas yang cocok dengan "{first}" berurgensi P2'
        ' dan "{second}" berurgensi P3'
    ),
    target_fixture="case",
)
def two_types(world, first, second):
    case = world.register(
        pmks=(first, second),
        facts={
            "kondisi": NEGLECTED,
            "disabilitas": ["fisik"],
            "dokumen": PAPERS,
            "nik_status": "padan",
        },
    ).case
    urgencies = {rule.id: rule.urgency for rule in world.app.pack.rules}
    assert (urgencies[first], urgencies[second]) == ("P2", "P3")
    return case


@when("kasus lansia lain diputuskan", target_fixture="case")
def another_case(reopened, told):
    told["world"] = reopened()
    case = told["world"].register().case
    told["world"].route()
    return case


def date_in(text):
    day, month, year = text.split()
    return date(int(year), MONTHS[month], int(day))


def publishes(world, folder, reason, since=None):
    return publish(world.app, COORDINATOR, folder, reason, world.now, in_force_from=since)


@given(parsers.parse('koordinator menerbitkan folder itu mulai {day} karena "{reason}"'))
def published_from(world, folder, day, reason):
    publishes(world, folder, reason, date_in(day))


@given(
    parsers.parse(
        'paket kabupaten yang mengubah urgensi "{rule}" menjadi "{urgency}" karena "{reason}"'
    ),
    target_fixture="district_pack",
)
def a_pack_of_a_district(tmp_path, rule, urgency, reason):
    made = tmp_path / "kabupaten"
    made.mkdir()
    (made / "paket.yaml").write_text(
        "berkas: paket\nnama: kabupaten\nversi: '1'\njudul: Kabupaten\n"
        "berlaku_sejak: 2026-01-01\nmemperluas: bawaan-kabupaten\n",
        encoding="utf-8",
    )
    (made / "perubahan.yaml").write_text(
        f"berkas: perubahan\nperubahan:\n  - aturan: {rule}\n    alasan: {reason}\n"
        f"    sumber: [umum]\n    ubah: {{maka: {{urgensi: {urgency}}}}}\n",
        encoding="utf-8",
    )
    return made


@given("koordinator menerbitkan paket kabupaten itu")
def published_district(world, district_pack):
    publishes(world, district_pack, "Paket kabupaten")


@when(parsers.parse("kasus lansia lain diputuskan pada {day}"), target_fixture="case")
def another_case_on(world, told, day):
    wanted = date_in(day)
    world.now = world.now.replace(year=wanted.year, month=wanted.month, day=wanted.day)
    told["world"] = world
    case = world.register().case
    world.route()
    return case


@when(parsers.parse('koordinator kembali ke versi {number:d} karena "{reason}"'))
def back_to(world, number, reason):
    roll_back(world.app, COORDINATOR, number, reason, world.now)


@when("koordinator mencoba menerbitkan folder itu", target_fixture="problems")
def tries_to_publish(world, folder):
    with pytest.raises(PackRefused) as caught:
        publishes(world, folder, "Coba")
    return caught.value.problems


@when("kasusnya diputuskan")
def decided(world):
    world.route()


@when("paket aturan dimuat", target_fixture="problems")
def loaded(folder):
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    return caught.value.problems


def decision_of(world, case):
    """The last decision about a case."""
    found = [one for one in world.rows(DecisionRecord) if one.case_id == world.case(case).id]
    return max(found, key=lambda one: one.id)


@then(
    parsers.parse('jejak audit mencatat koordinator, alasan "{reason}", dan sidik versi {number:d}')
)
def audited(world, reason, number):
    (entry,) = [one for one in world.audit() if one.action == "terbitkan_aturan"]
    (version,) = [one for one in world.rows(RulePublication) if one.number == number]
    assert (entry.actor, entry.data["alasan"]) == (COORDINATOR.name, reason)
    assert entry.data["sidik"] == version.content_hash


@then(parsers.parse("versi yang berlaku adalah versi {number:d} dengan isi versi {old:d}"))
def in_force(world, number, old):
    versions = {one.number: one for one in list_versions(world.app, world.now)}
    counting = [one.number for one in versions.values() if one.standing is Standing.IN_FORCE]
    assert counting == [number]
    assert versions[number].pack_hash == versions[old].pack_hash
    assert world.app.pack_on(world.now.date()).content_hash == versions[old].pack_hash


@then("ketiga versi tetap dapat dibaca")
def all_readable(world):
    for number in ("1", "2", "3"):
        kept = kept_pack(world.app, number)
        assert load_texts(kept.files).content_hash == kept.pack_hash


@then(parsers.parse('penerbitan ditolak karena contoh "{name}" tidak sesuai'))
def example_fails(problems, name):
    (found,) = problems
    assert found.code == "contoh-gagal"
    assert f"'{name}'" in found.message


@then("tidak ada versi yang tercatat")
def no_version(world):
    assert world.rows(RulePublication) == []


@then(parsers.parse('paket pada keputusan itu menyebut alasan "{reason}" dan paket yang diperluas'))
def reason_is_kept(world, case, reason):
    pack = load_texts(kept_pack(world.app, decision_of(world, case).pack_hash).files)
    assert [one.reason for one in pack.overrides] == [reason]
    assert [base.name for base in pack.bases] == ["bawaan-kabupaten"]


@then(parsers.parse('rujukan kasus baru itu berurgensi "{urgency}"'))
def urgency_of_new(told, case, urgency):
    assert told["world"].referral(case, DINSOS).urgency == urgency


@then(parsers.parse('rujukan kasus lama tetap berurgensi "{urgency}"'))
def urgency_of_old(world, old_case, urgency):
    assert world.referral(old_case, DINSOS).urgency == urgency


@then("keputusan lama memberi jawaban yang sama bila diputar ulang")
def replays(told, old_case):
    record = decision_of(told["world"], old_case)
    result = replay(told["world"].app, record.id)
    assert (result.identical, result.differences) == (True, ())


@then("kedua keputusan menyebut sidik paket yang berbeda")
def two_packs(told, case, old_case):
    world = told["world"]
    old, new = decision_of(world, old_case), decision_of(world, case)
    assert new.pack_hash == world.app.pack.content_hash != old.pack_hash


@then(parsers.parse('jejak keputusan menyebut versi "{version}" dan sidik paket itu'))
def version_in_the_trail(told, case, folder, version):
    record = decision_of(told["world"], case)
    assert record.result["pack_version"] == version
    assert record.result["pack"] == record.pack_hash == load_pack(folder).content_hash


@then(
    parsers.parse('auditor membaca aturan "{rule}" beserta sidik paketnya tanpa nama klien'),
)
def auditor_reads(told, case, rule):
    world = told["world"]
    story = audit_story(world.app, AUDITOR, str(decision_of(world, case).id))
    assert rule in {found.rule for found in story.rules if found.outcome == "ya"}
    assert story.pack == decision_of(world, case).pack_hash
    assert "Warga" not in repr(story)
    assert case not in repr(story)


@then("isi lengkap paket tersimpan bersama keputusan")
def pack_is_kept(told, case):
    world = told["world"]
    used = decision_of(world, case).pack_hash
    (kept,) = [one for one in world.rows(RulePackRecord) if one.content_hash == used]
    assert load_texts(kept.files).content_hash == used


@then(parsers.parse('paket ditolak karena "{message}"'))
def refused_because(problems, message):
    assert message in [problem.message for problem in problems]


@then(parsers.parse('koordinator diberi saran "{hint}"'))
def hinted(problems, hint):
    assert hint in [problem.hint for problem in problems]


@then("letak kesalahannya disebut sampai baris")
def at_its_line(problems, told):
    assert {(problem.file, problem.line) for problem in problems} == {(told["file"], told["line"])}


@then(parsers.parse('kedua aturan menjadi satu rujukan berurgensi "{urgency}"'))
def one_referral(world, case, urgency):
    assert [one.urgency for one in world.referrals(case) if one.partner_code == DINSOS] == [urgency]


@then(parsers.parse('rujukan itu mencatat kedua aturan, "{first}" lebih dahulu'))
def both_are_kept(world, case, first):
    referral = world.referral(case, DINSOS)
    assert referral.rule == first
    assert referral.rules == [first, "PMKS-09"]


@then("jejak keputusan menyimpan usul kedua aturan beserta urgensinya masing-masing")
def both_in_the_trail(world, case):
    result = decision_of(world, case).result
    assert {"PMKS-08", "PMKS-09"} <= {
        entry["rule"] for entry in result["trace"] if entry["outcome"] == "ya"
    }
    asked = {(one["rule"], one["partner_type"], one["urgency"]) for one in result["referrals"]}
    assert {("PMKS-08", "DINSOS_KAB", "P2"), ("PMKS-09", "DINSOS_KAB", "P3")} <= asked
