"""`tksk outbox`: the coordinator sees what did not leave, and says where it should go."""

import os
from datetime import timedelta

import pytest

from tests.integration.cli.conftest import COORDINATOR
from tests.integration.messaging.test_email import Postmaster, mail_server

PARTNER = "mitra/DINSOS-A"
MAIL = "dinsos@contoh.example"


@pytest.fixture
def mail(office, world, monkeypatch):
    """A mail server, an address, and one referral that was sent."""
    world.sent_case()
    office.says("outbox", "address", PARTNER, "--email", MAIL, as_=COORDINATOR)
    postmaster = Postmaster()
    with mail_server(postmaster) as port:
        monkeypatch.setenv("TKSK_SMTP_HOST", "127.0.0.1")
        monkeypatch.setenv("TKSK_SMTP_PORT", str(port))
        monkeypatch.setenv("TKSK_SMTP_SECURITY", "none")
        monkeypatch.setenv("TKSK_SMTP_FROM", "tksk@dinsos.example")
        yield postmaster


def test_what_waits_is_delivered_once(office, mail):
    assert "terkirim 1" in office.says("outbox", "deliver", as_=None)
    assert "tidak ada yang perlu dikirim" in office.says("outbox", "deliver", as_=None)

    assert [letter["To"] for letter in mail.letters] == [MAIL]
    seen = office.gives("outbox", "list", "--status", "terkirim", as_=COORDINATOR)
    assert [one["recipient"] for one in seen["messages"]] == [PARTNER]


def test_a_refused_message_is_on_the_work_list_until_it_is_tried_again(office, mail):
    mail.to_recipient = "550 no such user"
    assert "gagal 1" in office.says("outbox", "deliver")
    assert "pesan gagal" in office.says("worklist", as_=COORDINATOR)
    assert "SMTP 550" in office.says("outbox", "list", "--status", "gagal", as_=COORDINATOR)

    mail.to_recipient = "250 ok"
    assert "1 pesan dicoba lagi" in office.says("outbox", "retry", "--all", as_=COORDINATOR)

    assert office.gives("outbox", "deliver")["counts"] == {"terkirim": 1}
    assert "pesan gagal" not in office.says("worklist", as_=COORDINATOR)


def test_a_server_that_is_away_is_a_failed_dependency_and_keeps_the_messages(
    office, mail, monkeypatch
):
    monkeypatch.setenv("TKSK_SMTP_PORT", "1")
    said = office.refuses("outbox", "deliver", as_=None, code=3)
    assert "Periksa TKSK_SMTP_HOST" in said
    seen = office.says("outbox", "list", as_=COORDINATOR)
    assert "menunggu 1" in seen
    assert "server menolak sambungan" in " ".join(seen.replace("│", " ").split())
    assert "ConnectionRefusedError" not in seen
    assert "Jalur email" not in seen


def test_a_server_that_is_away_for_days_is_told_until_it_is_back(office, mail, monkeypatch):
    port = os.environ["TKSK_SMTP_PORT"]
    monkeypatch.setenv("TKSK_SMTP_PORT", "1")
    office.now += timedelta(days=3)
    office.refuses("outbox", "deliver", as_=None, code=3)

    seen = office.says("outbox", "list", "--status", "gagal", as_=COORDINATOR)
    assert "Jalur email tidak dapat dipakai: 1 pesan menunggu lebih dari 3 hari" in seen
    assert "server menolak sambungan" in seen
    (way,) = office.gives("outbox", "list", as_=COORDINATOR)["closed"]
    assert (way["channel"], way["messages"]) == ("email", 1)
    assert way["last_error"] == "ConnectionRefusedError"

    monkeypatch.setenv("TKSK_SMTP_PORT", port)
    assert "terkirim 1" in office.says("outbox", "deliver", as_=None)
    assert office.gives("outbox", "list", as_=COORDINATOR)["closed"] == []


def test_without_a_way_messages_wait_and_the_command_says_so(office, world):
    world.sent_case()

    assert "TKSK_SMTP_HOST" in office.says("outbox", "deliver")
    assert "TKSK_SMTP_HOST" in office.says("outbox", "list", as_=COORDINATOR)


def test_the_address_book_is_read_and_changed_by_the_coordinator_only(office, world):
    office.says("outbox", "address", PARTNER, "--email", MAIL, as_=COORDINATOR)
    again = office.says("outbox", "address", PARTNER, "--email", MAIL, as_=COORDINATOR)
    assert "tidak berubah" in again
    assert MAIL in office.says("outbox", "addresses", as_=COORDINATOR)
    office.says("outbox", "address", PARTNER, "--remove", as_=COORDINATOR)
    assert "Belum ada alamat" in office.says("outbox", "addresses", as_=COORDINATOR)
    assert "kotak keluar" in office.refuses("outbox", "addresses")
    assert "kotak keluar" in office.refuses("outbox", "list")


def test_wrong_usage_is_explained(office, world):
    both = ("outbox", "address", PARTNER, "--email", MAIL, "--webhook", "https://a.example")
    office.refuses(*both, as_=COORDINATOR, code=2)
    office.refuses("outbox", "address", PARTNER, as_=COORDINATOR, code=2)
    office.refuses("outbox", "retry", as_=COORDINATOR, code=2)
    office.refuses("outbox", "list", "--status", "aneh", as_=COORDINATOR, code=2)
    said = office.refuses("outbox", "address", "Pak Camat", "--email", "x", as_=COORDINATOR)
    assert "penerima" in said
    assert "alamat" in said
