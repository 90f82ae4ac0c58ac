"""Who may see and touch which case (DOMAIN 6.2, PGR-19, UU 27/2022).

What a role may do to a status stands in the life cycles; here stands to *whose* case.
"""

from __future__ import annotations

from collections.abc import Sequence

from tksk_workflow.domain.areas import (
    NATIONAL,
    AreaLevel,
    covers_one,
    enclosing,
    is_valid_area,
    level_of,
)
from tksk_workflow.domain.referral import Role
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.errors import InputProblem, NotPermitted, Refused
from tksk_workflow.store.models import Case, Referral
from tksk_workflow.store.unit_of_work import UnitOfWork

AREA_GUARD = "PGR-19"
# See everything of their district, closed cases included.
_DISTRICT_WIDE = frozenset(
    {Role.COORDINATOR, Role.SYSTEM, Role.DINSOS_VERIFIER, Role.SOCIAL_WORKER, Role.UPTD_PPA}
)
_OPEN_CASES_ONLY = frozenset(
    {Role.COMPANION, Role.VILLAGE_OPERATOR, Role.VILLAGE_HEAD, Role.NEIGHBOURHOOD, Role.SUBDISTRICT}
)

# Posts that people name after the place: a village or its neighbourhoods, a kecamatan.
_NAMED_AFTER_PLACE = frozenset(
    {Role.VILLAGE_OPERATOR, Role.VILLAGE_HEAD, Role.NEIGHBOURHOOD, Role.SUBDISTRICT}
)

# Who may help with a case of another area once an offer has been accepted (PGR-16).
_HELPERS = frozenset({Role.TKSK, Role.COMPANION})


def kecamatan_of(village: str) -> str:
    """Return the code of the kecamatan in which a village lies.

    Raises:
        InvalidArea: the code is not one of a village or kecamatan.
    """
    return enclosing(village, AreaLevel.SUBDISTRICT)


def posts_of(uow: UnitOfWork, actor: Actor) -> tuple[str, ...] | None:
    """Return the areas of the actor's posts; None when the register does not know the actor.

    A TKSK who stands in for a neighbour has two kecamatan. Whose assignment has ended has
    none: that is an empty answer, and no more than None the whole country. Who acts for a
    village under its code (``kades/16.03.06.2004``) has that village, whether or not the
    register knows the post.
    """
    if actor.area is not None:
        return (actor.area,)
    if actor.role in _NAMED_AFTER_PLACE and is_valid_area(actor.user):
        return (actor.user,)
    worker = uow.workers.find(actor.user)
    if worker is None:
        return None
    own = (worker.area,) if worker.active else ()
    return (*own, *(one.area for one in uow.workers.substitutions(worker=worker.code)))


def areas_of(uow: UnitOfWork, actor: Actor, chosen: str | None = None) -> tuple[str, ...]:
    """Return the areas by which to list for the actor: the chosen one, else their own.

    The whole country for somebody whom the register does not know; whoever lists what not
    everybody may read still asks `OwnArea` about every place. Nothing for somebody whose
    assignment has ended.
    """
    if chosen:
        return (chosen,)
    posts = posts_of(uow, actor)
    return (NATIONAL,) if posts is None else posts


def around(areas: Sequence[str]) -> str | None:
    """Return the smallest area that holds all of several; None is the whole country.

    It is wider than they are: to look up names in, never to say what somebody may see.
    """
    if not areas:
        return None
    shared = areas[0].split(".")
    for post in areas[1:]:
        other = post.split(".")
        same = [one == two for one, two in zip(shared, other, strict=False)]
        shared = shared[: (*same, False).index(False)]
    return ".".join(shared) or None


class OwnArea:
    """Says whether villages belong to one of an actor's posts (PGR-19), for one transaction.

    A TKSK who is not registered has no area of their own: then a village is theirs
    unless somebody else looks after its kecamatan.
    """

    def __init__(self, uow: UnitOfWork, actor: Actor) -> None:
        """Look up the posts of an actor."""
        self._uow, self._actor = uow, actor
        self._posts = posts_of(uow, actor)
        self._known: dict[str, bool] = {}

    def __contains__(self, village: str) -> bool:
        if village not in self._known:
            self._known[village] = self._holds(village)
        return self._known[village]

    def _holds(self, village: str) -> bool:
        if self._posts is not None:
            return covers_one(self._posts, village)
        if self._actor.role is not Role.TKSK:
            return True
        holder = self._uow.workers.holder_of(kecamatan_of(village))
        return holder is None or holder.code == self._actor.user


def in_area(uow: UnitOfWork, actor: Actor, village: str) -> bool:
    """Say whether one village belongs to one of the actor's posts (see `OwnArea`)."""
    return village in OwnArea(uow, actor)


def require_access(uow: UnitOfWork, actor: Actor, case: Case) -> None:
    """Refuse whoever has no business with this case.

    Raises:
        Refused: a TKSK outside of their own kecamatan (PGR-19).
        NotPermitted: a closed case, and the role is not one that may know of it; or
            the post is for another area.
    """
    if actor.role in _DISTRICT_WIDE:
        return
    if actor.role in _OPEN_CASES_ONLY and case.closed_handling:
        raise NotPermitted(
            f"peran '{actor.role.value}' tidak dapat membuka {case.code}",
            "kasus ini ditangani tertutup; hubungi TKSK atau koordinator",
        )
    if not in_area(uow, actor, case.village):
        if actor.role in _HELPERS and uow.offers.helps(actor.user, case.id):
            return
        if actor.role is Role.TKSK:
            raise Refused(
                AREA_GUARD,
                f"{case.code} berada di kecamatan lain",
                "minta koordinator mengalihkan kasus ke TKSK kecamatan itu",
            )
        raise NotPermitted(f"{case.code} berada di luar wilayah {actor.name}")


def require_own_area(uow: UnitOfWork, actor: Actor, area: str, matter: str) -> None:
    """Refuse work in an area that is not the actor's.

    Args:
        uow: the transaction.
        actor: who works.
        area: code of a kecamatan or village.
        matter: what is done there, in Indonesian (``kegiatan``).

    Raises:
        Refused: a TKSK outside of their own kecamatan (PGR-19).
        NotPermitted: the post is for another area.
    """
    if in_area(uow, actor, area):
        return
    if actor.role is Role.TKSK:
        raise Refused(AREA_GUARD, f"{matter} di kecamatan lain dicatat oleh TKSK kecamatan itu")
    raise NotPermitted(f"{matter} itu di luar wilayah {actor.name}")


def area_problems(area: str) -> list[InputProblem]:
    """Say what is wrong with an area in which a TKSK works: a kecamatan or a village."""
    if is_valid_area(area) and level_of(area) in (AreaLevel.SUBDISTRICT, AreaLevel.VILLAGE):
        return []
    return [InputProblem("wilayah", "harus kode kecamatan atau desa", "contoh: 16.03.06.2023")]


def own_code(uow: UnitOfWork, actor: Actor) -> str:
    """Return a partner's code as the directory writes it.

    Raises:
        NotPermitted: the directory does not have it.
    """
    code = uow.partners.code_as_written(actor.user)
    if code is None:
        raise NotPermitted(
            f"mitra '{actor.user}' tidak ada di direktori", "periksa dengan 'tksk partner list'"
        )
    return code


def require_partner(actor: Actor, referral: Referral) -> None:
    """Refuse a partner that the referral was not sent to.

    Raises:
        NotPermitted: another partner's referral.
    """
    own = (referral.partner_code or "").casefold()
    if actor.role is Role.PARTNER and actor.user.casefold() != own:
        raise NotPermitted(
            f"{referral.code} bukan untuk {actor.user}", "periksa kode mitra pada --as mitra/KODE"
        )
