"""Messages leave the outbox at least once, never silently, and never in two hands at once."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from tests.integration.services.world import COORDINATOR, TKSK
from tksk_workflow.config import SmtpSettings
from tksk_workflow.domain.delivery import MOST_ATTEMPTS, MessageState, Outcome
from tksk_workflow.messaging.channel import DELIVERED, Attempt, ChannelDown, ChannelKind
from tksk_workflow.services.errors import Conflict, InvalidInput, NotFound, NotPermitted
from tksk_workflow.services.outbox.closed_ways import closed_ways
from tksk_workflow.services.outbox.delivering import deliver_waiting
from tksk_workflow.services.outbox.desk import (
    address_book,
    look_into,
    remove_address,
    set_address,
    try_again,
)
from tksk_workflow.services.worklist.items import Task
from tksk_workflow.services.worklist.listing import worklist
from tksk_workflow.store.models import OutboxMessage
from tksk_workflow.store.unit_of_work import UnitOfWork

BUSY = Attempt(Outcome.LATER, "SMTP 450")
REFUSED = Attempt(Outcome.NEVER, "SMTP 550")
PARTNER = "mitra/DINSOS-A"


@dataclass
class Road:
    """A channel that does what it is told, letter by letter; then everything goes well."""

    says: Iterator = field(default_factory=lambda: iter(()))
    sent: list = field(default_factory=list)

    def send(self, address, letter):
        self.sent.append((address, letter))
        answer = next(self.says, DELIVERED)
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        return None


@pytest.fixture
def road():
    return Road()


@pytest.fixture
def office(world):
    """A district in which one referral was sent to a partner that has an e-mail address."""
    set_address(
        world.app, COORDINATOR, PARTNER, ChannelKind.EMAIL, "dinsos@contoh.example", world.now
    )
    world.sent_case()
    return world


def deliver(world, road, limit=100, kind=ChannelKind.EMAIL):
    return deliver_waiting(world.app, world.now, limit, {kind: road}).counts


def message(world, kind="rujukan_baru"):
    (found,) = world.messages(kind)
    return found


def actions(world):
    return [entry.action for entry in world.audit()]


def test_a_message_goes_once_and_the_record_says_when(office, road):
    assert deliver(office, road) == {"terkirim": 1}
    assert deliver(office, road) == {}

    ((address, letter),) = road.sent
    assert address == "dinsos@contoh.example"
    assert "Rujukan baru R-" in letter.subject
    assert message(office).delivered_at == office.now
    assert actions(office).count("kirim_pesan") == 1


def test_who_has_no_address_or_no_way_waits(office, road):
    assert deliver(office, road, kind=ChannelKind.WEBHOOK) == {}
    remove_address(office.app, COORDINATOR, PARTNER, office.now)
    assert deliver(office, road) == {}

    seen = look_into(office.app, COORDINATOR, MessageState.UNADDRESSED, 10, office.now)
    assert PARTNER in {one.recipient for one in seen.messages}
    assert road.sent == []
    set_address(
        office.app, COORDINATOR, PARTNER, ChannelKind.EMAIL, "baru@contoh.example", office.now
    )
    assert deliver(office, road) == {"terkirim": 1}


def test_a_busy_server_is_asked_again_later_and_not_at_once(office, road):
    road.says = iter([BUSY])

    assert deliver(office, road) == {"dicoba_lagi": 1}
    assert deliver(office, road) == {}
    office.later(minutes=2)
    assert deliver(office, road) == {"terkirim": 1}

    assert message(office).attempts == 2
    assert road.sent[0][1].key == road.sent[1][1].key


def test_a_server_that_stays_busy_is_given_up_for_the_coordinator_to_see(office, road):
    road.says = iter([BUSY] * MOST_ATTEMPTS)
    for _ in range(MOST_ATTEMPTS):
        deliver(office, road)
        office.later(days=2)

    assert deliver(office, road) == {}
    (seen,) = look_into(office.app, COORDINATOR, MessageState.GIVEN_UP, 10, office.now).messages
    assert (seen.attempts, seen.last_error) == (MOST_ATTEMPTS, "SMTP 450")
    assert "pesan_gagal" in actions(office)
    (task,) = worklist(office.app, COORDINATOR, office.now).of(Task.UNDELIVERED)
    assert str(message(office).id) in task.text


def test_a_refusal_is_final_until_the_coordinator_says_so(office, road):
    road.says = iter([REFUSED])
    assert deliver(office, road) == {"gagal": 1}
    office.later(days=30)
    assert deliver(office, road) == {}

    number = message(office).id
    assert try_again(office.app, COORDINATOR, None, office.now) == (number,)

    assert deliver(office, road) == {"terkirim": 1}
    assert "ulangi_pesan" in actions(office)


def test_a_closed_way_blames_no_message_and_is_tried_once_in_a_batch(office, road):
    office.sent_case(village="16.03.06.2023")
    office.sent_case(village="16.03.06.2025")
    road.says = iter([ChannelDown("ConnectionRefusedError")])

    assert deliver(office, road) == {"jalur_tertutup": 1}

    assert len(road.sent) == 1
    assert {one.attempts for one in office.messages("rujukan_baru")} == {0}
    assert deliver(office, road) == {"terkirim": 3}


@pytest.fixture
def with_mail(office):
    """The office with a mail server in its settings; what it says is the road's business."""
    server = SmtpSettings("surel.example", 25, "tksk@dinsos.example")
    office.app = replace(office.app, settings=replace(office.app.settings, smtp=server))
    return office


def test_a_way_that_stays_closed_for_days_is_told_and_its_messages_are_not_given_up(
    with_mail, road
):
    world, began = with_mail, with_mail.now
    for days in (0, 1, 1):
        world.later(days=days)
        world.sent_case()
        road.says = iter([ChannelDown("ConnectionRefusedError")])
        deliver(world, road)
        assert closed_ways(world.app, world.now) == ()

    world.later(days=1)
    deliver_waiting(world.app, world.now, 1, {ChannelKind.EMAIL: closed("TimeoutError")})

    (way,) = closed_ways(world.app, world.now)
    assert (way.channel, way.messages, way.since) == ("email", 2, began)
    assert way.last_error == "TimeoutError"
    seen = look_into(world.app, COORDINATOR, MessageState.WAITING, 9, world.now)
    assert seen.closed == (way,)
    (item,) = worklist(world.app, COORDINATOR, world.now).of(Task.CLOSED_WAY)
    assert "2 pesan lewat email menunggu lebih dari 3 hari" in item.text
    assert {one.attempts for one in world.messages("rujukan_baru")} == {0}

    assert deliver(world, road) == {"terkirim": 4}
    assert closed_ways(world.app, world.now) == ()
    assert worklist(world.app, COORDINATOR, world.now).of(Task.CLOSED_WAY) == ()


def closed(kind):
    return Road(iter([ChannelDown(kind)]))


def test_messages_that_nobody_tried_to_send_say_nothing_about_the_way(with_mail, road):
    with_mail.later(days=9)

    assert closed_ways(with_mail.app, with_mail.now) == ()


def test_a_busy_address_is_no_closed_way(with_mail, road):
    road.says = iter([BUSY])
    deliver(with_mail, road)
    with_mail.later(minutes=1)

    assert closed_ways(with_mail.app, with_mail.now) == ()


def test_a_way_that_is_not_set_up_is_not_closed(office, road):
    deliver(office, closed("ConnectionRefusedError"))
    office.later(days=9)

    assert closed_ways(office.app, office.now) == ()


def test_a_closed_way_keeps_no_message_of_another_way_waiting(office, road):
    web = "mitra/DINSOS-B"
    set_address(
        office.app, COORDINATOR, web, ChannelKind.WEBHOOK, "https://b.contoh.example", office.now
    )
    with UnitOfWork(office.app.session_factory) as uow:
        for number in range(5):
            uow.outbox.put(f"uji:{number}", "umum", PARTNER, {}, office.now)
        uow.outbox.put("uji:web", "umum", web, {}, office.later(minutes=1))
        uow.commit()
    closed, webhooks = Road(), Road()
    closed.says = iter([ChannelDown("SMTPAuthenticationError")])
    ways = {ChannelKind.EMAIL: closed, ChannelKind.WEBHOOK: webhooks}

    done = deliver_waiting(office.app, office.now, 3, ways)

    assert done.counts == {"jalur_tertutup": 1, "terkirim": 1}
    assert not done.more
    assert len(webhooks.sent) == 1


def test_a_program_that_dies_after_sending_sends_again_under_the_same_key(office, road):
    road.says = iter([KeyboardInterrupt()])
    with pytest.raises(KeyboardInterrupt):
        deliver(office, road)

    assert deliver(office, road) == {}, "claimed by the dead one"
    office.later(minutes=11)
    assert deliver(office, road) == {"terkirim": 1}

    assert road.sent[0][1].key == road.sent[1][1].key


def test_two_that_deliver_at_once_do_not_send_the_same_message(office, road):
    class Nosy(Road):
        """While it sends, somebody else delivers too."""

        def send(self, address, letter):
            assert deliver(office, other) == {}
            return super().send(address, letter)

    other, first = road, Nosy()

    assert deliver(office, first) == {"terkirim": 1}
    assert other.sent == []


def test_one_whose_claim_ran_out_finds_the_message_delivered_and_changes_nothing(office, road):
    class Slow(Road):
        def send(self, address, letter):
            office.later(minutes=11)
            assert deliver(office, road) == {"terkirim": 1}
            return super().send(address, letter)

    assert deliver(office, Slow()) == {"sudah_terkirim": 1}
    assert message(office).attempts == 1


def test_a_damaged_message_is_set_aside_and_does_not_stop_the_others(office, road):
    with UnitOfWork(office.app.session_factory) as uow:
        uow.outbox.put("rusak", "rujukan_baru", PARTNER, {"rujukan": "R-1"}, office.now)
        uow.commit()

    assert deliver(office, road) == {"gagal": 1, "terkirim": 1}


def test_a_message_that_breaks_the_program_counts_an_attempt_and_the_others_leave(office, road):
    office.sent_case(village="16.03.06.2023")
    road.says = iter([RuntimeError("nama dan NIK")])

    assert deliver(office, road) == {"dicoba_lagi": 1, "terkirim": 1}
    with UnitOfWork(office.app.session_factory) as uow:
        errors = uow.session.scalars(select(OutboxMessage.last_error)).all()
    assert sorted(filter(None, errors)) == ["RuntimeError"]


def test_where_nobody_answers_the_other_messages_wait_without_being_tried(office, road):
    for _ in range(3):
        office.sent_case()
    road.says = iter([Attempt(Outcome.LATER, "ReadTimeout", nobody_there=True)])

    assert deliver(office, road) == {"dicoba_lagi": 1, "menunggu_alamat": 3}

    assert len(road.sent) == 1
    assert sorted(one.attempts for one in office.messages("rujukan_baru")) == [0, 0, 0, 1]
    assert deliver(office, road) == {}
    office.later(minutes=2)
    assert deliver(office, road) == {"terkirim": 4}


def test_a_slow_batch_stops_long_before_its_claims_end_and_gives_the_rest_back(office, road):
    for _ in range(3):
        office.sent_case()
    minutes = iter((0, 0, 0, 1, 4, 6, 6))

    done = deliver_waiting(
        office.app, office.now, 4, {ChannelKind.EMAIL: road}, lambda: 60.0 * next(minutes)
    )

    assert done.counts == {"terkirim": 2}
    assert done.more
    assert deliver(office, road) == {"terkirim": 2}


def test_a_batch_is_bounded_and_says_that_there_is_more(office, road):
    office.sent_case(village="16.03.06.2023")

    first = deliver_waiting(office.app, office.now, 1, {ChannelKind.EMAIL: road})
    second = deliver_waiting(office.app, office.now, 9, {ChannelKind.EMAIL: road})

    assert (first.more, second.more) == (True, False)
    assert len(road.sent) == 2


def test_a_letter_about_a_closed_case_names_neither_problem_nor_person(world, road):
    set_address(
        world.app, COORDINATOR, "mitra/UPTD-1", ChannelKind.EMAIL, "uptd@contoh.example", world.now
    )
    world.register(
        pmks=("PMKS-19",), name="Warga Rahasia", facts={"kondisi": {"kekerasan_fisik": True}}
    )
    world.route()
    world.send()

    deliver(world, road)

    assert road.sent
    for _, letter in road.sent:
        said = f"{letter.subject} {letter.text} {dict(letter.data)}"
        assert "layanan khusus" in said
        assert not any(word in said.lower() for word in ("kekerasan", "pmks", "rahasia", "korban"))


# ------------------------------------------------------------------------- the address book


def test_only_the_coordinator_keeps_addresses_and_sees_the_outbox(world):
    for forbidden in (
        lambda: set_address(world.app, TKSK, PARTNER, ChannelKind.EMAIL, "a@b.example", world.now),
        lambda: remove_address(world.app, TKSK, PARTNER, world.now),
        lambda: address_book(world.app, TKSK),
        lambda: look_into(world.app, TKSK, MessageState.WAITING, 9, world.now),
        lambda: try_again(world.app, TKSK, None, world.now),
    ):
        with pytest.raises(NotPermitted):
            forbidden()


@pytest.mark.parametrize(
    ("channel", "address"),
    [
        (ChannelKind.EMAIL, "bukan alamat"),
        (ChannelKind.EMAIL, "a@b.example\nBcc: c@d.example"),
        (ChannelKind.EMAIL, "a" * 400 + "@b.example"),
        (ChannelKind.WEBHOOK, "http://mitra.example/tksk"),
        (ChannelKind.WEBHOOK, "https://orang:sandi@mitra.example/"),
        (ChannelKind.WEBHOOK, "https://mitra.example:99999/"),
        (ChannelKind.WEBHOOK, "https://[salah/"),
        (ChannelKind.WEBHOOK, "mitra.example"),
        (ChannelKind.EMAIL, "sité@contoh.example"),
        (ChannelKind.WEBHOOK, "https://mitra..invalid/"),
        (ChannelKind.WEBHOOK, f"https://{'a' * 70}.invalid/"),
        (ChannelKind.WEBHOOK, "https://mitra.example/\x7f"),
    ],
)
def test_an_address_that_is_none_is_refused_together_with_a_wrong_recipient(
    world, channel, address
):
    with pytest.raises(InvalidInput) as refused:
        set_address(world.app, COORDINATOR, "Pak Camat", channel, address, world.now)

    assert [problem.field for problem in refused.value.problems] == ["penerima", "alamat"]
    assert address_book(world.app, COORDINATOR) == ()


def keeps(world, recipient):
    address = "a@contoh.example"
    return set_address(world.app, COORDINATOR, recipient, ChannelKind.EMAIL, address, world.now)


@pytest.mark.parametrize(
    ("recipient", "said", "hint"),
    [
        ("mitra/NOPE", "mitra 'NOPE' tidak ada di direktori", "tksk partner list"),
        ("mitra/DINSOS-AA", "tidak ada di direktori", "maksud Anda 'DINSOS-A'"),
        ("mitra/dinsos-a", "tidak ada di direktori", "maksud Anda 'DINSOS-A'"),
        ("tksk/tksk-gelumbnag", "tidak ada dalam daftar TKSK", "maksud Anda 'tksk-gelumbang'"),
        ("tksk/9903064503500001", "tksk itu tidak ada", "tksk worker list"),
        ("koordinatr", "tidak ada penerima 'koordinatr'", "maksud Anda 'koordinator'"),
        ("mitra", "kodenya belum disebut", "tulis mitra/KODE"),
        ("kasi_kesos", "kodenya belum disebut", "tulis kasi_kesos/KODE"),
    ],
)
def test_an_address_of_nobody_is_refused_with_who_may_be_meant(world, recipient, said, hint):
    with pytest.raises(InvalidInput) as refused:
        keeps(world, recipient)

    (problem,) = refused.value.problems
    assert problem.field == "penerima"
    assert said in problem.message
    assert hint in problem.hint
    assert address_book(world.app, COORDINATOR) == ()


@pytest.mark.parametrize(
    "recipient",
    [
        "tksk/tksk-gelumbang",
        "koordinator",
        "dinsos",
        "dinsos_verifikator",
        "kasi_kesos/16.03.06",
        "operator_siks_desa/16.03.06.2004",
    ],
)
def test_everybody_to_whom_messages_go_can_have_an_address(world, recipient):
    assert keeps(world, recipient)


def test_who_was_written_to_can_have_an_address_without_being_in_the_register(world):
    with UnitOfWork(world.app.session_factory) as uow:
        uow.outbox.put("uji", "umum", "tksk/tksk-baru", {}, world.now)
        uow.commit()

    assert keeps(world, "tksk/tksk-baru")


def test_while_nobody_is_registered_every_tksk_can_have_an_address(app):
    at = datetime(2026, 9, 7, 1, tzinfo=UTC)
    address = ("tksk/tksk-gelumbang", ChannelKind.EMAIL, "a@contoh.example")

    assert set_address(app, COORDINATOR, *address, at)


def test_an_address_is_kept_changed_and_removed_each_with_its_entry(world):
    def keep(address):
        return set_address(world.app, COORDINATOR, PARTNER, ChannelKind.WEBHOOK, address, world.now)

    assert keep("https://mitra.example/a")
    assert not keep("https://mitra.example/a")
    assert keep("http://127.0.0.1:8080/b")
    assert [one.address for one in address_book(world.app, COORDINATOR)] == [
        "http://127.0.0.1:8080/b"
    ]
    assert remove_address(world.app, COORDINATOR, PARTNER, world.now)
    assert not remove_address(world.app, COORDINATOR, PARTNER, world.now)
    assert actions(world) == ["simpan_kontak", "simpan_kontak", "hapus_kontak"]


def test_a_message_that_was_not_given_up_is_not_tried_again_by_hand(office):
    waiting = message(office).id

    with pytest.raises(Conflict):
        try_again(office.app, COORDINATOR, [waiting], office.now)
    with pytest.raises(NotFound):
        try_again(office.app, COORDINATOR, [9_999], office.now)


def test_every_message_counts_in_exactly_one_state(office, road):
    office.sent_case(village="16.03.06.2023")
    road.says = iter([REFUSED])
    deliver(office, road)

    counts = look_into(office.app, COORDINATOR, MessageState.WAITING, 9, office.now).counts

    assert sum(counts.values()) == len(office.rows(OutboxMessage))
    assert counts["gagal"] == counts["terkirim"] == 1
