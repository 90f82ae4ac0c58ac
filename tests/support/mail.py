"""A real SMTP server on this machine that keeps the letters it was given."""

import socket
from contextlib import contextmanager
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller


class Postmaster:
    """A mail server's mind: what it says to a sender, a recipient and a letter."""

    def __init__(self):
        self.to_sender = "250 ok"
        self.to_recipient = "250 ok"
        self.to_data = "250 ok"
        self.drops_after_data = False
        self.letters = []

    async def handle_MAIL(self, server, session, envelope, address, options):
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.to_sender

    async def handle_RCPT(self, server, session, envelope, address, options):
        envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(self, server, session, envelope):
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        if self.drops_after_data:
            server.transport.abort()
        return self.to_data


@contextmanager
def mail_server(postmaster, **options):
    """Start the server for a block; gives its port."""
    controller = Controller(postmaster, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def free_port():
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
