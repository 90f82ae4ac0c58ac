"""Letters against real SMTP servers that accept, defer, refuse, hang and hang up."""

import socket
import ssl
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Thread

import pytest
import trustme
from aiosmtpd.smtp import AuthResult

from tests.support.mail import Postmaster, free_port, mail_server
from tksk_workflow.config import SmtpSecurity, SmtpSettings
from tksk_workflow.domain.delivery import Outcome
from tksk_workflow.messaging.channel import ChannelDown, Letter
from tksk_workflow.messaging.email import EmailChannel

LETTER = Letter(
    key="a" * 40,
    kind="rujukan_baru",
    subject="Rujukan baru R-000001 (P1), mohon dijawab",
    text="Ada rujukan baru untuk lembaga Anda — mohon dijawab.\n",
    data={"rujukan": "R-000001"},
    written_at=datetime(2026, 9, 7, 1, 0, tzinfo=UTC),
)
TO = "puskesmas@contoh.example"


@contextmanager
def silent_server():
    """Accepts a connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        held = []
        thread = Thread(target=lambda: held.append(listening.accept()), daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(5)
        for connection, _ in held:
            connection.close()


def settings(port, **changes):
    values = {"security": SmtpSecurity.NONE, "timeout": 5.0, **changes}
    return SmtpSettings("127.0.0.1", port, "TKSK <tksk@dinsos.example>", **values)


@pytest.fixture
def postmaster():
    return Postmaster()


def test_a_letter_arrives_with_its_words_and_a_lasting_message_id(postmaster):
    with mail_server(postmaster) as port, EmailChannel(settings(port)) as channel:
        attempt = channel.send(TO, LETTER)

    assert attempt.outcome is Outcome.DELIVERED
    (found,) = postmaster.letters
    assert found["Subject"] == LETTER.subject
    assert found["To"] == TO
    assert found["Message-ID"] == f"<{LETTER.key}@dinsos.example>"
    assert found["Auto-Submitted"] == "auto-generated"
    assert found.get_content().replace("\r\n", "\n") == LETTER.text


def test_one_connection_serves_a_batch(postmaster):
    with mail_server(postmaster) as port, EmailChannel(settings(port)) as channel:
        for _ in range(3):
            channel.send(TO, LETTER)

    assert len(postmaster.letters) == 3


@pytest.mark.parametrize(
    ("to_recipient", "to_data", "outcome", "error"),
    [
        ("450 mailbox busy", "250 ok", Outcome.LATER, "SMTP 450"),
        ("550 no such user", "250 ok", Outcome.NEVER, "SMTP 550"),
        ("250 ok", "452 out of room", Outcome.LATER, "SMTP 452"),
        ("250 ok", "554 looks like spam", Outcome.NEVER, "SMTP 554"),
    ],
)
def test_a_server_that_defers_is_asked_again_and_one_that_refuses_is_not(
    postmaster, to_recipient, to_data, outcome, error
):
    postmaster.to_recipient, postmaster.to_data = to_recipient, to_data
    with mail_server(postmaster) as port, EmailChannel(settings(port)) as channel:
        attempt = channel.send(TO, LETTER)
        postmaster.to_recipient = postmaster.to_data = "250 ok"
        after = channel.send(TO, LETTER)

    assert (attempt.outcome, attempt.error) == (outcome, error)
    assert after.outcome is Outcome.DELIVERED


def test_a_server_that_closes_down_closes_the_whole_way(postmaster):
    postmaster.to_data = "421 going home"
    with (
        mail_server(postmaster) as port,
        EmailChannel(settings(port)) as channel,
        pytest.raises(ChannelDown, match="421"),
    ):
        channel.send(TO, LETTER)


def test_a_refused_sender_closes_the_way_because_no_letter_is_at_fault(postmaster):
    postmaster.to_sender = "550 not one of ours"
    with mail_server(postmaster) as port, EmailChannel(settings(port)) as channel:
        with pytest.raises(ChannelDown, match="SMTP 550"):
            channel.send(TO, LETTER)
        postmaster.to_sender = "250 ok"
        assert channel.send(TO, LETTER).outcome is Outcome.DELIVERED


@pytest.mark.parametrize("address", ["sité@contoh.example", "a@b.example\nBcc: c@d.example"])
def test_an_address_that_cannot_be_written_stops_its_own_letter_only(postmaster, address):
    with (
        mail_server(postmaster, enable_SMTPUTF8=False) as port,
        EmailChannel(settings(port)) as channel,
    ):
        assert channel.send(address, LETTER).outcome is Outcome.NEVER
        assert channel.send(TO, LETTER).outcome is Outcome.DELIVERED


def test_a_server_that_hangs_up_after_taking_the_letter_gets_the_same_letter_again(postmaster):
    postmaster.drops_after_data = True
    with mail_server(postmaster) as port, EmailChannel(settings(port)) as channel:
        with pytest.raises(ChannelDown):
            channel.send(TO, LETTER)
        postmaster.drops_after_data = False
        channel.send(TO, LETTER)

    first, second = postmaster.letters
    assert first["Message-ID"] == second["Message-ID"]


def test_a_server_that_never_answers_costs_the_timeout_and_no_more():
    with (
        silent_server() as port,
        EmailChannel(settings(port, timeout=0.1)) as channel,
        pytest.raises(ChannelDown),
    ):
        channel.send(TO, LETTER)


def test_no_server_at_all_closes_the_way():
    with EmailChannel(settings(free_port())) as channel, pytest.raises(ChannelDown):
        channel.send(TO, LETTER)


# -------------------------------------------------------------------------------------- TLS


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture
def server_tls(authority):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


@pytest.fixture
def trusting(authority):
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def test_letters_go_over_starttls_with_a_login(postmaster, server_tls, trusting):
    def authenticate(_server, _session, _envelope, _mechanism, given):
        return AuthResult(success=(given.login, given.password) == (b"tksk", b"sandi"))

    with mail_server(
        postmaster,
        tls_context=server_tls,
        require_starttls=True,
        auth_required=True,
        authenticator=authenticate,
    ) as port:
        chosen = settings(port, security=SmtpSecurity.STARTTLS, user="tksk", password="sandi")
        with EmailChannel(chosen, trusting) as channel:
            assert channel.send(TO, LETTER).outcome is Outcome.DELIVERED
        wrong = settings(port, security=SmtpSecurity.STARTTLS, user="tksk", password="salah")
        with EmailChannel(wrong, trusting) as channel, pytest.raises(ChannelDown):
            channel.send(TO, LETTER)


def test_a_server_that_nobody_vouches_for_gets_no_letter(postmaster, server_tls):
    with mail_server(postmaster, tls_context=server_tls, require_starttls=True) as port:
        chosen = settings(port, security=SmtpSecurity.STARTTLS)
        with EmailChannel(chosen) as channel, pytest.raises(ChannelDown):
            channel.send(TO, LETTER)

    assert postmaster.letters == []


def test_a_server_without_starttls_gets_no_letter_in_the_clear(postmaster):
    with mail_server(postmaster) as port:
        chosen = settings(port, security=SmtpSecurity.STARTTLS)
        with EmailChannel(chosen) as channel, pytest.raises(ChannelDown):
            channel.send(TO, LETTER)

    assert postmaster.letters == []


def test_letters_go_over_tls_from_the_first_byte(postmaster, server_tls, trusting):
    with (
        mail_server(postmaster, ssl_context=server_tls) as port,
        EmailChannel(settings(port, security=SmtpSecurity.TLS), trusting) as channel,
    ):
        attempt = channel.send(TO, LETTER)

    assert attempt.outcome is Outcome.DELIVERED


def test_the_password_never_shows():
    assert "sandi" not in repr(settings(25, user="tksk", password="sandi"))
