"""Who acts: a role, a user, and perhaps the area of that post (DOMAIN 6.2)."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from tksk_workflow.domain.referral import Role
from tksk_workflow.services.errors import InputProblem, InvalidInput

# A user is named by the code of the post or partner, never by a person's name or NIK.
_USER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_NIK = re.compile(r"\d{16}")


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who does something.

    Attributes:
        role: what the person is here.
        user: code of the post; for a partner the partner's code.
        area: region code of the post, where the caller knows it; otherwise the
            register of workers says it.
    """

    role: Role
    user: str
    area: str | None = None

    @property
    def name(self) -> str:
        """How records name the actor: ``tksk/gelumbang``."""
        return f"{self.role.value}/{self.user}"


SYSTEM = Actor(Role.SYSTEM, "jadwal")


def is_user_code(text: str) -> bool:
    """Say whether a text can name a post: letters, digits, dots and dashes, and no NIK."""
    return _USER.fullmatch(text) is not None and not _NIK.fullmatch(text)


def parse_actor(text: str) -> Actor:
    """Read ``peran/pengguna``, e.g. ``tksk/gelumbang`` or ``mitra/PKM-GELUMBANG``.

    Raises:
        InvalidInput: the role is unknown or the user is missing.
    """
    role_text, slash, user = text.strip().partition("/")
    if not slash or not user:
        raise _invalid("tulis sebagai peran/pengguna", "contoh: tksk/gelumbang")
    wanted = role_text.strip().lower()
    roles = [role.value for role in Role]
    if wanted not in roles:
        close = difflib.get_close_matches(wanted, roles, n=1)
        hint = f"maksud Anda '{close[0]}'?" if close else f"yang dikenal: {', '.join(roles)}"
        raise _invalid("peran tidak dikenal", hint)
    if not is_user_code(user.strip()):
        raise _invalid(
            "pengguna harus kode pos atau kode mitra",
            "pakai huruf, angka, titik, garis; bukan nama orang atau NIK",
        )
    return Actor(Role(wanted), user.strip())


def _invalid(message: str, hint: str) -> InvalidInput:
    return InvalidInput([InputProblem("pelaku", message, hint)])
