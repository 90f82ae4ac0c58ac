"""What every use case needs: settings, database, rules, calendar. Opened once per run."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from functools import cached_property
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from tksk_workflow.config import Settings, load_settings
from tksk_workflow.domain.calendar_days import CalendarDay
from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.domain.zones import zone_of
from tksk_workflow.rulebook.loading import load_texts, load_with_texts
from tksk_workflow.rulebook.problems import PackError
from tksk_workflow.rulebook.router import Router
from tksk_workflow.services.errors import Conflict
from tksk_workflow.services.known_directory import DirectoryKeeper
from tksk_workflow.services.working_calendar import IndonesianCalendar, calendar_of_days
from tksk_workflow.store.database import create_engine_for
from tksk_workflow.store.schema import migrate as migrate_tables
from tksk_workflow.store.session import SessionFactory, session_factory_for
from tksk_workflow.store.unit_of_work import UnitOfWork

_ROUTERS_KEPT = 8
_PACKS_KEPT = 16
_RouterKey = tuple[str, frozenset[tuple[str, int]]]
_CalendarKey = tuple[tuple[CalendarDay, ...], frozenset[int]]


@dataclass(frozen=True)
class Application:
    """The program, opened: pass it to every use case, close it at the end.

    Which rules count is a question of the day: the version that was published for it, and
    before the first one the rules folder (docs/adr/0018). Packs and engines are kept by
    content, so that a version that another process publishes is seen at once.
    """

    settings: Settings
    engine: Engine
    session_factory: SessionFactory
    _routers: dict[_RouterKey, Router] = field(default_factory=dict, repr=False)
    _packs: dict[str, RulePack] = field(default_factory=dict, repr=False)
    directories: DirectoryKeeper = field(default_factory=DirectoryKeeper, repr=False)
    _calendars: dict[_CalendarKey, IndonesianCalendar] = field(default_factory=dict, repr=False)

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the program's own office: schedules, and days without a place."""
        return self.settings.zone

    def zone_of(self, area: str) -> tzinfo:
        """Return the zone in which offices of an area keep their hours."""
        zone = zone_of(area)
        return self.zone if zone is None else zone.offset

    def zone_name(self, area: str) -> str:
        """Name that zone as people do: ``WIB``, ``WITA`` or ``WIT``."""
        zone = zone_of(area)
        return self.zone.key if zone is None else zone.value

    def calendar_of(self, area: str, pack: RulePack) -> IndonesianCalendar:
        """Return which days a pack calls working days in an area (empty: the whole country)."""
        key = (pack.calendar.days_in(area), pack.calendar.complete_years)
        if key not in self._calendars:
            self._calendars[key] = calendar_of_days(*key)
        return self._calendars[key]

    @cached_property
    def rules_folder(self) -> tuple[RulePack, dict[str, str]]:
        """The pack of the rules folder and its text, read once.

        Raises:
            PackError: the pack has mistakes; the error lists them all.
        """
        return load_with_texts(self.settings.rules_dir)

    @property
    def pack(self) -> RulePack:
        """The pack in force today, for words and labels. What decides asks `pack_on`.

        Raises:
            PackError: as for `pack_on`.
        """
        return self.pack_on(datetime.now(self.zone).date())

    def pack_on(self, day: date, uow: UnitOfWork | None = None) -> RulePack:
        """Return the pack that counts on a day.

        Args:
            day: the local day of the decision.
            uow: the unit of work in which to look; without it a short one of its own.

        Raises:
            PackError: the pack has mistakes; the error lists them all.
            Conflict: the published text is no longer what was published.
        """
        if uow is None:
            with UnitOfWork(self.session_factory, read_only=True) as own:
                return self.pack_on(day, own)
        version = uow.publications.in_force_on(day)
        return self.rules_folder[0] if version is None else self.kept(version.content_hash, uow)

    def kept(self, content_hash: str, uow: UnitOfWork) -> RulePack:
        """Return a pack that the database keeps: a published one, or that of a decision.

        Raises:
            RecordNotFound: none has this hash.
            PackError: this version of the program cannot read it any more.
            Conflict: its text is not what was kept.
        """
        if "rules_folder" in vars(self) and self.rules_folder[0].content_hash == content_hash:
            return self.rules_folder[0]
        pack = self._packs.get(content_hash)
        if pack is None:
            files = uow.packs.get(content_hash).files
            pack = load_texts({str(name): str(text) for name, text in files.items()})
            if pack.content_hash != content_hash:
                raise Conflict(
                    f"simpanan paket aturan {content_hash[:12]} sudah berubah",
                    "jangan dipakai; pulihkan dari cadangan, lalu jalankan 'tksk audit verify'",
                )
            while len(self._packs) >= _PACKS_KEPT:
                self._packs.pop(next(iter(self._packs)))
            self._packs[content_hash] = pack
        return pack

    def words_of(self, content_hash: str, uow: UnitOfWork) -> RulePack:
        """Return the pack of a decision for its names and labels; today's if it is unreadable."""
        try:
            return self.kept(content_hash, uow)
        except (PackError, Conflict):
            return self.pack

    def router_for(self, day: date, uow: UnitOfWork | None = None) -> Router:
        """Return the rules that count on a day, with its parameters.

        The latest few engines are kept; days on which all parameters are the same share one.

        Raises:
            PackError, Conflict: as for `pack_on`.
        """
        pack = self.pack_on(day, uow)
        key = pack.content_hash, frozenset(pack.parameter_values(day).items())
        kept = self._routers.get(key)
        if kept is None:
            while len(self._routers) >= _ROUTERS_KEPT:
                self._routers.pop(next(iter(self._routers))).close()
            kept = self._routers[key] = Router(pack, day)
        return kept if kept.day == day else Router(pack, day, like=kept)

    def close(self) -> None:
        """Give engines and connections back."""
        for router in self._routers.values():
            router.close()
        self._routers.clear()
        self.engine.dispose()


def open_application(settings: Settings | None = None, *, migrate: bool = True) -> Application:
    """Open the program from the settings, or from the environment.

    Raises:
        SettingsError: a setting cannot be used.
        DatabaseUnavailable, SchemaMismatch: the database cannot be reached, or belongs
            to another version of the program.
    """
    found = settings if settings is not None else load_settings()
    if migrate:
        migrate_tables(found.database_url)
    engine = create_engine_for(found.database_url, durable=found.durable)
    return Application(found, engine, session_factory_for(engine))
