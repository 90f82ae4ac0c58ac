"""Letters by e-mail: one SMTP connection for a batch, TLS unless told otherwise."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime
from types import TracebackType
from typing import Self

from tksk_workflow.config import SmtpSecurity, SmtpSettings
from tksk_workflow.domain.delivery import Outcome
from tksk_workflow.messaging.channel import DELIVERED, Attempt, ChannelDown, Letter

_PERMANENT = range(500, 600)
_SHUTTING_DOWN = 421
_TOO_LARGE = 552


_UNUSABLE = Attempt(Outcome.NEVER, "alamat tidak dapat dipakai")


class EmailChannel:
    """Sends through the mail server of the settings.

    The same letter keeps its Message-ID at every attempt. A server that took a letter and
    died before saying so gets it again, and the reader's program shows it once.
    """

    def __init__(self, settings: SmtpSettings, tls: ssl.SSLContext | None = None) -> None:
        self._settings = settings
        self._tls = tls or ssl.create_default_context()
        self._server: smtplib.SMTP | None = None

    def send(self, address: str, letter: Letter) -> Attempt:
        """Hand a letter to the mail server.

        Raises:
            ChannelDown: the server cannot be reached, does not answer in time, hangs up,
                or does not accept the account or the sender.
        """
        try:
            message = self._message(address, letter)
        except (ValueError, UnicodeError):
            return _UNUSABLE
        server = self._connected()
        try:
            server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, _ = next(iter(error.recipients.values()))
            return self._refused(server, code)
        except smtplib.SMTPSenderRefused as error:
            if error.smtp_code == _TOO_LARGE:
                return self._refused(server, error.smtp_code)
            # The sender is a setting: no letter is at fault, and none would get through.
            self._drop()
            raise ChannelDown(f"SMTP {error.smtp_code}") from None
        except smtplib.SMTPDataError as error:
            return self._refused(server, error.smtp_code)
        except (smtplib.SMTPNotSupportedError, UnicodeError):
            # An address that this server cannot write; the next letter has another one.
            self._drop()
            return _UNUSABLE
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise ChannelDown(type(error).__name__) from None
        return DELIVERED

    def _refused(self, server: smtplib.SMTP, code: int) -> Attempt:
        if code == _SHUTTING_DOWN:
            self._drop()
            raise ChannelDown(f"SMTP {code}")
        try:
            server.rset()
        except (smtplib.SMTPException, OSError):
            # The next letter connects anew.
            self._drop()
        outcome = Outcome.NEVER if code in _PERMANENT else Outcome.LATER
        return Attempt(outcome, f"SMTP {code}")

    def _message(self, address: str, letter: Letter) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self._settings.sender
        message["To"] = address
        message["Subject"] = letter.subject
        message["Date"] = format_datetime(letter.written_at)
        domain = self._settings.sender.rpartition("@")[2].rstrip(">")
        message["Message-ID"] = f"<{letter.key}@{domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        return message

    def _connected(self) -> smtplib.SMTP:
        if self._server is not None:
            return self._server
        found = self._settings
        try:
            if found.security is SmtpSecurity.TLS:
                server: smtplib.SMTP = smtplib.SMTP_SSL(
                    found.host, found.port, timeout=found.timeout, context=self._tls
                )
            else:
                server = smtplib.SMTP(found.host, found.port, timeout=found.timeout)
            self._server = server
            if found.security is SmtpSecurity.STARTTLS:
                server.starttls(context=self._tls)
            if found.user:
                server.login(found.user, found.password)
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise ChannelDown(type(error).__name__) from None
        return server

    def _drop(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._server is not None:
            try:
                self._server.quit()
            except (smtplib.SMTPException, OSError):
                # All letters are handed over; nobody needs the goodbye.
                self._drop()
