"""What kept a message from getting through, in Indonesian; a record keeps the kind only.

The kinds are names of exceptions and the codes of servers: short, lasting, and without
anything that a server may have quoted.
"""

from __future__ import annotations

import re

_REFUSED = "server menolak sambungan"
_SILENT = "server tidak menjawab pada waktunya"
_HUNG_UP = "server memutus sambungan"
_UNSAFE = "sambungan aman (TLS) gagal"
_WORDS = {
    "ConnectionRefusedError": _REFUSED,
    "SMTPConnectError": _REFUSED,
    "SMTPHeloError": _REFUSED,
    "TimeoutError": _SILENT,
    "ConnectTimeout": _SILENT,
    "ReadTimeout": _SILENT,
    "WriteTimeout": _SILENT,
    "PoolTimeout": _SILENT,
    "SMTPServerDisconnected": _HUNG_UP,
    "ConnectionResetError": _HUNG_UP,
    "ConnectionAbortedError": _HUNG_UP,
    "BrokenPipeError": _HUNG_UP,
    "RemoteProtocolError": _HUNG_UP,
    "ReadError": _HUNG_UP,
    "WriteError": _HUNG_UP,
    "SSLError": _UNSAFE,
    "SSLEOFError": _UNSAFE,
    "SSLZeroReturnError": _UNSAFE,
    "SSLCertVerificationError": f"{_UNSAFE}: sertifikat server tidak dipercaya",
    "SMTPNotSupportedError": "server tidak mendukung TLS atau masuk dengan akun",
    "SMTPAuthenticationError": "akun atau kata sandi ditolak server",
    "gaierror": "nama server tidak ditemukan",
    "OSError": "server tidak dapat dihubungi",
    "ConnectError": "server tidak dapat dihubungi, atau sambungan aman (TLS) gagal",
    "InvalidURL": "alamat tidak dapat dipakai",
    "UnsupportedProtocol": "alamat tidak dapat dipakai",
}
_CODE = re.compile(r"(?P<way>SMTP|HTTP) (?P<code>[0-9]{3})")
_NAME = re.compile(r"[A-Za-z_]+")
_ASKS_FOR_PATIENCE = {"SMTP": "4", "HTTP": "5"}
_ALSO_PATIENCE = frozenset({"HTTP 408", "HTTP 425", "HTTP 429"})


def in_words(kind: str) -> str:
    """Say a kind of trouble in Indonesian; one that is not known keeps its name."""
    if kind in _WORDS:
        return _WORDS[kind]
    answered = _CODE.fullmatch(kind)
    if answered is not None:
        later = answered["code"].startswith(_ASKS_FOR_PATIENCE[answered["way"]])
        what = "ditunda" if later or kind in _ALSO_PATIENCE else "ditolak"
        return f"{what} server ({kind})"
    return f"galat lain ({kind})" if _NAME.fullmatch(kind) else kind
