"""The scheduled journeys: name, schedule, and where the flow lives.

Nothing here imports Prefect, so that listing the flows is quick. `load` does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from importlib import import_module
from typing import Protocol, cast

TIME_ZONE = "Asia/Jakarta"

GRACE = timedelta(hours=2)
"""How long a daily run may be late: a flow is behind when 26 hours have no finished run."""


class SweepFlow(Protocol):
    """What every flow of ours looks like to a caller."""

    def __call__(self, as_of: str) -> dict[str, int]:
        """Sweep as of a day or a moment (ISO 8601); return what was done, in counts."""
        ...


@dataclass(frozen=True, slots=True)
class ScheduledFlow:
    """One journey.

    Attributes:
        name: what people call it, `tksk flow run NAME`.
        module, function: where the flow is.
        cron: when it runs, in Indonesian western time.
        usual_time: the time of day that a date without a time stands for.
        title: what it does, for the list.
    """

    name: str
    module: str
    function: str
    cron: str
    usual_time: time
    title: str

    def is_behind(self, finished_at: datetime | None, now: datetime, zone: tzinfo) -> bool:
        """Tell whether a finished run is missing: none since the last day that wanted one."""
        return finished_at is None or finished_at < self._last_due(now - GRACE, zone)

    def _last_due(self, before: datetime, zone: tzinfo) -> datetime:
        """Return the last moment, up to ``before``, at which a day's run was due."""
        day: date = before.astimezone(zone).date()
        due = datetime.combine(day, self.usual_time, tzinfo=zone)
        return due if due <= before else due - timedelta(days=1)

    def load(self) -> SweepFlow:
        """Import the flow. Takes seconds the first time, because Prefect does."""
        return cast("SweepFlow", getattr(import_module(self.module), self.function))


FLOWS: tuple[ScheduledFlow, ...] = (
    ScheduledFlow(
        "rutekan",
        "flows.route_cases",
        "route_cases",
        "15 * * * *",
        time(6, 15),
        "Memutuskan rujukan untuk kasus yang menunggu keputusan",
    ),
    ScheduledFlow(
        "kirim",
        "flows.send_referrals",
        "send_referrals",
        "30 * * * *",
        time(6, 30),
        "Mengirim rujukan yang siap dan tidak tertahan",
    ),
    # Hourly, because an emergency is answered within hours (DOMAIN 6.3).
    ScheduledFlow(
        "cek-balasan",
        "flows.check_answers",
        "check_answers",
        "45 * * * *",
        time(6, 45),
        "Mengingatkan mitra dan Dinas Sosial yang lewat tenggat, mencari mitra lain, mengeskalasi",
    ),
    ScheduledFlow(
        "tindak-lanjut",
        "flows.follow_up",
        "follow_up",
        "0 7 * * *",
        time(7, 0),
        "Mengumumkan tindak lanjut hari ini dan menandai yang terlambat",
    ),
    ScheduledFlow(
        "kirim-pesan",
        "flows.deliver_messages",
        "deliver_messages",
        "*/10 * * * *",
        time(7, 15),
        "Mengirim pesan kepada mitra, TKSK, dan koordinator; yang gagal dicoba lagi",
    ),
    # Every hour: the rules say on which day the cut-off is, and what becomes ready on that day
    # still leaves. On other days a run finds nothing to do.
    ScheduledFlow(
        "siklus-data",
        "flows.data_cycle",
        "data_cycle",
        "40 * * * *",
        time(5, 0),
        "Siklus data bulanan: pengingat, cut-off (biasanya tanggal 17), pembekuan sesudahnya",
    ),
    # Daily, so that a missed run is made up; each matter is told once a month.
    ScheduledFlow(
        "putaran-bulanan",
        "flows.monthly_round",
        "monthly_round",
        "0 8 * * *",
        time(8, 0),
        "Kegiatan bulanan yang kurang, dan rekap kasus bagi kecamatan",
    ),
    ScheduledFlow(
        "laporan-bulanan",
        "flows.monthly_report",
        "monthly_report",
        "30 5 * * *",
        time(5, 30),
        "Membuat laporan bulan lalu untuk Dinas Sosial dan camat, setiap kecamatan sekali",
    ),
    ScheduledFlow(
        "perjanjian",
        "flows.agreements",
        "agreements",
        "15 8 * * *",
        time(8, 15),
        "Mengingatkan perjanjian mitra yang akan berakhir",
    ),
    # Lists arrive when the centre sends them; whatever is in by the morning is worked on.
    ScheduledFlow(
        "pembaruan-dtsen",
        "flows.dtsen_update",
        "dtsen_update",
        "0 4 * * *",
        time(4, 0),
        "Menerapkan desil triwulanan; merutekan ulang kasus yang melewati batas",
    ),
    ScheduledFlow(
        "rekonsiliasi-pusat",
        "flows.reconciliation",
        "reconciliation",
        "30 4 * * *",
        time(4, 30),
        "Membandingkan hasil dari pusat dengan usulan",
    ),
)

BY_NAME = {flow.name: flow for flow in FLOWS}
