"""What kept a message is said in Indonesian, by what smtplib, ssl and httpx raise."""

import smtplib
import socket
import ssl

import httpx
import pytest

from tksk_workflow.messaging.troubles import in_words

REFUSED, SILENT = "server menolak sambungan", "server tidak menjawab pada waktunya"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (ConnectionRefusedError, REFUSED),
        (TimeoutError, SILENT),
        (httpx.ReadTimeout, SILENT),
        (httpx.ConnectTimeout, SILENT),
        (ssl.SSLError, "sambungan aman (TLS) gagal"),
        (ssl.SSLCertVerificationError, "sertifikat server tidak dipercaya"),
        (smtplib.SMTPAuthenticationError, "akun atau kata sandi ditolak server"),
        (smtplib.SMTPServerDisconnected, "server memutus sambungan"),
        (socket.gaierror, "nama server tidak ditemukan"),
        (httpx.ConnectError, "server tidak dapat dihubungi"),
    ],
)
def test_what_libraries_raise_is_said_in_words(kind, said):
    assert said in in_words(kind.__name__)
    assert kind.__name__ not in in_words(kind.__name__)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("SMTP 550", "ditolak server (SMTP 550)"),
        ("SMTP 450", "ditunda server (SMTP 450)"),
        ("HTTP 404", "ditolak server (HTTP 404)"),
        ("HTTP 503", "ditunda server (HTTP 503)"),
        ("HTTP 429", "ditunda server (HTTP 429)"),
    ],
)
def test_what_servers_answer_keeps_its_code(kind, said):
    assert in_words(kind) == said


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("RuntimeError", "galat lain (RuntimeError)"),
        ("alamat tidak dapat dipakai", "alamat tidak dapat dipakai"),
        ("isi pesan tidak lengkap", "isi pesan tidak lengkap"),
    ],
)
def test_what_is_not_known_stays_readable(kind, said):
    assert in_words(kind) == said
