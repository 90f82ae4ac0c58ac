"""Where the data is and which rules count: settings from the environment.

They are read once, by whoever starts the program, and handed on; nothing else looks
at the environment.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tksk_workflow.system_reasons import reason_of

DEFAULT_HOME = ".tksk"
DEFAULT_ZONE = "Asia/Jakarta"
IDENTITY_KEY_FILE = "identity.key"
_SECRET_BYTES = 32
_SHORTEST_SECRET = 16
_PACKAGE = Path(__file__).resolve().parent


class SettingsError(Exception):
    """A setting cannot be used. The message is for the user and never shows a secret."""


class SmtpSecurity(StrEnum):
    """How the connection to the mail server is protected."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """The mail server that carries our letters.

    Attributes:
        sender: address, or ``Name <address>``, that letters come from.
        timeout: seconds that every step of the conversation may take.
    """

    host: str
    port: int
    sender: str
    security: SmtpSecurity = SmtpSecurity.STARTTLS
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 20.0


@dataclass(frozen=True, slots=True)
class WebhookSettings:
    """How letters to partners' own systems are signed.

    Attributes:
        timeout: seconds that an answer may take.
    """

    secret: bytes = field(repr=False)
    timeout: float = 10.0


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of one run.

    Attributes:
        database_url: SQLAlchemy URL; a plain ``postgresql://`` means psycopg 3.
        data_dir: local files: the SQLite database, the identity key, Prefect's home.
        rules_dir: the rule pack that new decisions use.
        zone: time zone in which days begin and schedules run.
        identity_secret: key of the digests that recognise a person again. Another key
            makes every person a stranger, so it is kept with the database.
        durable: SQLite waits for the disk at each commit. False is for data that can
            be made again (a demonstration): a power cut may then lose the last commits.
        smtp, webhook: the ways on which messages leave; without one they wait.
    """

    database_url: str
    data_dir: Path
    rules_dir: Path
    zone: ZoneInfo
    identity_secret: bytes = field(repr=False)
    durable: bool = True
    smtp: SmtpSettings | None = None
    webhook: WebhookSettings | None = None


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; creates the data directory and, once, the identity key.

    Raises:
        SettingsError: a value cannot be used, or the data directory cannot be written.
    """
    env = os.environ if environment is None else environment
    data_dir = Path(env.get("TKSK_HOME") or DEFAULT_HOME).expanduser().resolve()
    rules = env.get("TKSK_RULES")
    url = env.get("TKSK_DATABASE_URL")
    if not url or not env.get("TKSK_SECRET"):
        _make_home(data_dir)
    return Settings(
        database_url=url or f"sqlite:///{data_dir / 'tksk.db'}",
        data_dir=data_dir,
        rules_dir=Path(rules).expanduser().resolve() if rules else default_rules_dir(),
        zone=_zone(env.get("TKSK_ZONE") or DEFAULT_ZONE),
        identity_secret=_secret(env.get("TKSK_SECRET"), data_dir),
        smtp=_smtp(env),
        webhook=_webhook(env),
    )


def default_rules_dir() -> Path:
    """Return the pack that comes with the program: of the package, else of the checkout."""
    installed = _PACKAGE / "_rules"
    return installed if installed.is_dir() else _PACKAGE.parent / "rules"


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingsError(
            f"TKSK_ZONE: zona waktu '{name}' tidak dikenal; contoh yang benar: {DEFAULT_ZONE}"
        ) from error


def _smtp(env: Mapping[str, str]) -> SmtpSettings | None:
    host = env.get("TKSK_SMTP_HOST")
    if not host:
        return None
    sender = env.get("TKSK_SMTP_FROM", "")
    if "@" not in sender:
        raise SettingsError("TKSK_SMTP_FROM: isi alamat pengirim, contoh: tksk@dinsos.example")
    try:
        security = SmtpSecurity(env.get("TKSK_SMTP_SECURITY") or SmtpSecurity.STARTTLS)
    except ValueError:
        raise SettingsError(
            f"TKSK_SMTP_SECURITY: pilih {', '.join(SmtpSecurity)}; bawaan: starttls"
        ) from None
    usual = "465" if security is SmtpSecurity.TLS else "587"
    return SmtpSettings(
        host=host,
        port=_number(env, "TKSK_SMTP_PORT", usual),
        sender=sender,
        security=security,
        user=env.get("TKSK_SMTP_USER", ""),
        password=env.get("TKSK_SMTP_PASSWORD", ""),
        timeout=_number(env, "TKSK_SMTP_TIMEOUT", "20"),
    )


def _webhook(env: Mapping[str, str]) -> WebhookSettings | None:
    secret = env.get("TKSK_WEBHOOK_SECRET")
    if not secret:
        return None
    if len(secret) < _SHORTEST_SECRET:
        raise SettingsError(
            f"TKSK_WEBHOOK_SECRET terlalu pendek; paling sedikit {_SHORTEST_SECRET} karakter"
        )
    return WebhookSettings(secret.encode(), _number(env, "TKSK_WEBHOOK_TIMEOUT", "10"))


def _number(env: Mapping[str, str], name: str, usual: str) -> int:
    text = env.get(name) or usual
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65_536:
        raise SettingsError(f"{name}: '{text}' bukan bilangan bulat positif, contoh: {usual}")
    return int(text)


def _secret(given: str | None, data_dir: Path) -> bytes:
    if given:
        if len(given) < _SHORTEST_SECRET:
            raise SettingsError(
                f"TKSK_SECRET terlalu pendek; paling sedikit {_SHORTEST_SECRET} karakter"
            )
        return given.encode()
    path = data_dir / IDENTITY_KEY_FILE
    try:
        if not path.exists():
            _create_secret(path)
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except OSError as error:
        raise _unusable(data_dir, error) from error
    except ValueError as error:
        raise SettingsError(
            f"berkas kunci '{path}' rusak; pulihkan dari cadangan. "
            "Kunci baru tidak mengenali orang yang sudah tercatat"
        ) from error
    if len(key) < _SHORTEST_SECRET:
        raise SettingsError(f"berkas kunci '{path}' terlalu pendek; pulihkan dari cadangan")
    return key


def _make_home(data_dir: Path) -> None:
    """Make the data directory; a first start is a single command."""
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _unusable(data_dir, error) from error


def _unusable(data_dir: Path, error: OSError) -> SettingsError:
    return SettingsError(
        f"direktori data '{data_dir}' tidak dapat dipakai ({reason_of(error)}); "
        "atur TKSK_HOME ke direktori yang dapat ditulisi"
    )


def _create_secret(path: Path) -> None:
    """Write a new key so that no reader ever sees half of it, and only one writer wins."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(_SECRET_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        draft.unlink(missing_ok=True)
