"""`tksk demo`: sixty days of a made-up kecamatan, through the real flows."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tksk_workflow.cli.output import (
    DEPENDENCY_FAILED,
    PROBLEMS,
    WRONG_USAGE,
    Format,
    console,
    say,
    say_as_it_is,
    stop,
)
from tksk_workflow.cli.paths import require_folder_of
from tksk_workflow.system_reasons import reason_of

DEFAULT_SEED = 20260901
DEFAULT_DAYS = 60


def demo(
    days: Annotated[int, typer.Option(help="Berapa hari kalender dijalankan.", min=1)] = (
        DEFAULT_DAYS
    ),
    seed: Annotated[
        int, typer.Option(help="Angka awal; angka yang sama memberi hasil yang sama.")
    ] = DEFAULT_SEED,
    folder: Annotated[Path, typer.Option(help="Tempat hasilnya.")] = Path("demo-output"),
    keep: Annotated[
        bool, typer.Option("--keep", help="Pakai hasil yang sudah ada bila sama; jangan ulangi.")
    ] = False,
    size: Annotated[int, typer.Option(help="Banyaknya orang dan keluarga.", min=26)] = 417,
) -> None:
    """Menjalankan 60 hari kerja TKSK Kecamatan Gelumbang dengan data tiruan.

    Mengimpor data, menjalankan alur terjadwal setiap hari, lalu menampilkan ringkasan
    dan menulis laporan HTML. Bila dihentikan di tengah jalan, jalankan saja lagi.
    """
    from flows.local_server import ServerDidNotStart
    from tksk_workflow.config import SettingsError
    from tksk_workflow.demo.folder import FolderBusy, NotADemoFolder
    from tksk_workflow.demo.running import run_demo
    from tksk_workflow.demo.simulation import DemoPlan
    from tksk_workflow.rulebook.problems import PackError
    from tksk_workflow.services.errors import ServiceError
    from tksk_workflow.store.errors import StoreError

    require_folder_of(folder, Format.TEXT)
    plan = DemoPlan(seed=seed, days=days, size=size)
    try:
        finished = run_demo(plan, folder, console(), keep=keep)
    except (FolderBusy, NotADemoFolder) as error:
        stop(f"{error}.", WRONG_USAGE, hint="pilih tempat lain dengan --folder")
    except OSError as error:
        stop(f"'{folder}' tidak dapat dipakai: {reason_of(error)}.", WRONG_USAGE)
    except PackError as error:
        stop(str(error), PROBLEMS, hint="jalankan 'tksk rules check' untuk semua masalah")
    except (ServerDidNotStart, SettingsError, StoreError, ServiceError) as error:
        stop(str(error), DEPENDENCY_FAILED)
    say()
    say_as_it_is(f"Hasil:      {finished.folder}")
    say_as_it_is(f"Laporan:    {finished.report}")
    say_as_it_is(f"Basis data: {finished.database}")
    say_as_it_is(f"Jelajahi:   TKSK_HOME={finished.folder} tksk case list --as tksk/gelumbang")
