"""Steps of ``features/pasal_07_ayat3_hasil.feature``: whether life got better."""

from datetime import timedelta

from pytest_bdd import given, parsers, scenarios, then, when

from tests.integration.services.world import TKSK
from tests.support.muara_enim import attempt
from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.domain.referral import FunctioningOutcome
from tksk_workflow.services.cases.closing import record_outcome
from tksk_workflow.services.errors import Conflict
from tksk_workflow.services.follow_up.contacts import ContactOutcome, record_contact
from tksk_workflow.services.follow_up.schedule import announce_due

scenarios("pasal_07_ayat3_hasil.feature")


@given(
    parsers.parse('keberfungsian sosial klien diisi "{functioning}" dengan catatan "{note}"'),
)
def outcome_is_recorded(world, case, functioning, note):
    record_outcome(world.app, TKSK, case, FunctioningOutcome(functioning), note, world.now)


@given("keberfungsian sosial klien belum diisi")
def no_outcome(world, case):
    assert world.case(case).functioning is None


@given("semua tindak lanjut yang direncanakan sudah dikerjakan")
def all_done(world, told):
    while open_ones := [one for one in world.follow_ups() if one.done_at is None]:
        world.later(days=(open_ones[0].due_on - world.now.date()).days)
        record_contact(
            world.app, TKSK, told["referral"].code, ContactOutcome.RECEIVED_BETTER, "", world.now
        )


@when(parsers.parse('TKSK mengisi keberfungsian sosial klien "{functioning}"'))
def fill_in(world, case, functioning):
    record_outcome(world.app, TKSK, case, FunctioningOutcome(functioning), "", world.now)


@then("tidak ada tindak lanjut lagi")
def no_more(world):
    assert [one for one in world.follow_ups() if one.done_at is None] == []


@then("satu tindak lanjut direncanakan lagi 30 hari kemudian")
def one_more(world):
    (planned,) = [one for one in world.follow_ups() if one.done_at is None]
    assert planned.due_on == world.now.date() + timedelta(days=30)


@when("TKSK menutup kasus")
def close(world, case, told):
    attempt(told, world.close, case)


@then(
    parsers.parse('kasus ditutup dengan keberfungsian sosial "{functioning}" dan catatan "{note}"')
)
def closed_with(world, case, functioning, note):
    found = world.case(case)
    assert found.status == CaseStatus.CLOSED
    assert found.finished_at == world.now
    assert (found.functioning, found.functioning_note) == (functioning, note)


@then("jejak kasus mencatat siapa mengisi keberfungsian sosial sebelum penutupan")
def in_the_trail(world, case):
    steps = [entry for entry in world.audit() if entry.entity_id == case]
    outcome, end = steps[-2:]
    assert (outcome.action, outcome.actor) == ("isi_keberfungsian", TKSK.name)
    assert outcome.data["hasil"] == "membaik"
    assert (end.action, end.actor) == ("tutup", TKSK.name)


@then("kasus belum ditutup")
def still_open(world, case):
    found = world.case(case)
    assert CaseStatus(found.status).is_open
    assert found.finished_at is None


@then("penutupan belum diterima karena kasus tetap dipantau")
def under_watch(told):
    assert isinstance(told["error"], Conflict)
    assert "dipantau" in told["error"].message


@then("tindak lanjut berikutnya sampai kepada TKSK pada harinya")
def announced(world, told):
    upcoming = min(one.due_on for one in world.follow_ups() if one.done_at is None)
    before = (upcoming - world.now.date()).days - 1
    world.later(days=before)
    assert dict(announce_due(world.app, world.now, 100).counts) == {}
    world.later(days=1)
    assert dict(announce_due(world.app, world.now, 100).counts) == {"diumumkan": 1}
