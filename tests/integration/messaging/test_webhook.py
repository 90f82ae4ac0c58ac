"""Letters to another system over HTTP: signed, recognisable, and sorted by the answer."""

import hmac
import ssl
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import orjson
import pytest
import trustme

from tests.integration.messaging.test_email import free_port, silent_server
from tksk_workflow.config import WebhookSettings
from tksk_workflow.domain.delivery import Outcome
from tksk_workflow.messaging.channel import Letter
from tksk_workflow.messaging.webhook import IDEMPOTENCY, SIGNATURE, WebhookChannel, signature

SECRET = b"rahasia bersama mitra"
LETTER = Letter(
    key="b" * 40,
    kind="rujukan_baru",
    subject="Rujukan baru R-000001",
    text="Ada rujukan baru.\n",
    data={"rujukan": "R-000001", "urgensi": "P1"},
    written_at=datetime(2026, 9, 7, 1, 0, tzinfo=UTC),
)


@contextmanager
def partner_system(status=200, tls=None, headers=()):
    """A partner's server that answers everything with one status; gives its address."""
    seen = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            seen.append((dict(self.headers), body))
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_arguments):
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}/tksk", seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def test_a_letter_is_posted_with_its_data_its_key_and_a_signature():
    with partner_system() as (address, seen), WebhookChannel(WebhookSettings(SECRET)) as channel:
        attempt = channel.send(address, LETTER)

    assert attempt.outcome is Outcome.DELIVERED
    ((headers, body),) = seen
    data = orjson.loads(body)
    assert data["id"] == headers[IDEMPOTENCY] == LETTER.key
    assert data["data"] == {"rujukan": "R-000001", "urgensi": "P1"}
    parts = dict(part.split("=") for part in headers[SIGNATURE].split(","))
    assert hmac.compare_digest(parts["v1"], signature(SECRET, int(parts["t"]), body))


def test_a_changed_body_or_another_key_does_not_fit_the_signature():
    good = signature(SECRET, 100, b"{}")

    assert good != signature(SECRET, 100, b"{ }")
    assert good != signature(SECRET, 101, b"{}")
    assert good != signature(b"rahasia yang lain", 100, b"{}")


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (204, Outcome.DELIVERED),
        (302, Outcome.NEVER),
        (400, Outcome.NEVER),
        (410, Outcome.NEVER),
        (408, Outcome.LATER),
        (429, Outcome.LATER),
        (500, Outcome.LATER),
        (503, Outcome.LATER),
    ],
)
def test_the_answer_decides_whether_it_is_tried_again(status, outcome):
    with (
        partner_system(status, headers=[("Location", "http://127.0.0.1:9/lain")]) as (address, _),
        WebhookChannel(WebhookSettings(SECRET)) as channel,
    ):
        attempt = channel.send(address, LETTER)

    assert attempt.outcome is outcome


def test_a_server_that_hangs_or_is_away_is_asked_again_later():
    with WebhookChannel(WebhookSettings(SECRET, timeout=0.1)) as channel:
        with silent_server() as port:
            hanging = channel.send(f"http://127.0.0.1:{port}/", LETTER)
        away = channel.send(f"http://127.0.0.1:{free_port()}/", LETTER)

    assert hanging.outcome is away.outcome is Outcome.LATER
    assert hanging.nobody_there
    assert away.nobody_there
    assert "127.0.0.1" not in (hanging.error or "") + (away.error or "")


@pytest.mark.parametrize(
    "address",
    ["https://mitra..invalid/", f"https://{'a' * 70}.invalid/", "https://mitra.invalid/\x7f"],
)
def test_an_address_that_cannot_be_called_is_not_tried_again(address):
    with WebhookChannel(WebhookSettings(SECRET)) as channel:
        assert channel.send(address, LETTER).outcome is Outcome.NEVER


def test_a_server_that_nobody_vouches_for_gets_no_letter():
    authority = trustme.CA()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(tls)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)

    with partner_system(tls=tls) as (address, seen):
        with WebhookChannel(WebhookSettings(SECRET)) as channel:
            assert channel.send(address, LETTER).outcome is Outcome.LATER
        assert seen == []
        with WebhookChannel(WebhookSettings(SECRET), verify=trusting) as channel:
            assert channel.send(address, LETTER).outcome is Outcome.DELIVERED
