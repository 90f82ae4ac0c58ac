"""What every use case needs: settings, database, rules, calendar. Opened once per run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, tzinfo
from functools import cached_property
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from tksk_workflow.config import Settings, load_settings
from tksk_workflow.domain.calendar_days import CalendarDay
from tksk_workflow.domain.rulepack import RulePack
from tksk_workflow.domain.zones import zone_of
from tksk_workflow.rulebook.loading import load_pack, pack_files
from tksk_workflow.rulebook.router import Router
from tksk_workflow.services.working_calendar import IndonesianCalendar, calendar_of_days
from tksk_workflow.store.database import create_engine_for
from tksk_workflow.store.schema import migrate as migrate_tables
from tksk_workflow.store.session import SessionFactory, session_factory_for

_ROUTERS_KEPT = 8


@dataclass(frozen=True)
class Application:
    """The program, opened: pass it to every use case, close it at the end.

    Attributes:
        pack: the rule pack that new decisions use; loaded at first use.
    """

    settings: Settings
    engine: Engine
    session_factory: SessionFactory
    _routers: dict[date, Router] = field(default_factory=dict, repr=False)
    _calendars: dict[tuple[CalendarDay, ...], IndonesianCalendar] = field(
        default_factory=dict, repr=False
    )

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

    def calendar_of(self, area: str) -> IndonesianCalendar:
        """Return which days are working days in an area (empty: the whole country)."""
        days = self.pack.calendar.days_in(area)
        if days not in self._calendars:
            complete = self.pack.calendar.complete_years
            self._calendars[days] = calendar_of_days(days, complete)
        return self._calendars[days]

    @cached_property
    def pack(self) -> RulePack:
        """The rule pack.

        Raises:
            PackError: the pack has mistakes; the error lists them all.
        """
        return load_pack(self.settings.rules_dir)

    @cached_property
    def pack_files(self) -> Mapping[str, str]:
        """The text of the pack, as it is kept with decisions."""
        return pack_files(self.settings.rules_dir)

    def router_for(self, day: date) -> Router:
        """Return the rules with the parameters of a day; the latest few days are kept."""
        router = self._routers.get(day)
        if router is None:
            router = Router(self.pack, day)
            while len(self._routers) >= _ROUTERS_KEPT:
                self._routers.pop(next(iter(self._routers))).close()
            self._routers[day] = router
        return router

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
