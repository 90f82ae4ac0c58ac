"""`tksk spec`: the regulation's scenarios, run today, as pages for an auditor."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from tksk_workflow.cli.output import (
    DEPENDENCY_FAILED,
    PROBLEMS,
    Format,
    FormatOption,
    say,
    say_json,
    stop,
)
from tksk_workflow.cli.paths import require_folder_of
from tksk_workflow.system_reasons import reason_of

if TYPE_CHECKING:
    from tksk_workflow.domain.rulepack import RulePack
    from tksk_workflow.reports.spec.coverage import Coverage
    from tksk_workflow.reports.spec.site import Stamp

DEFAULT_FOLDER = Path("build/spesifikasi")
"""A place for what is built, and made with its parent when it is not there."""


def spec(
    out: Annotated[
        Path, typer.Option("--out", metavar="FOLDER", help="Tempat halamannya.")
    ] = DEFAULT_FOLDER,
    output: FormatOption = Format.TEXT,
) -> None:
    """Menjalankan skenario peraturan dan menulis spesifikasi hidup (HTML) untuk auditor.

    Perlu salinan proyek (checkout) dengan alat ujinya. Kode keluar 1 bila ada skenario
    yang tidak terpenuhi; halamannya tetap ditulis.
    """
    from tksk_workflow.reports.spec.coverage import Coverage
    from tksk_workflow.reports.spec.references import read_references
    from tksk_workflow.reports.spec.running import CannotRun, find_checkout, run_features
    from tksk_workflow.reports.spec.site import as_data, write_site
    from tksk_workflow.rulebook.problems import PackError

    if out != DEFAULT_FOLDER:
        require_folder_of(out, output)
    try:
        checkout = find_checkout(Path.cwd())
        folder = out.absolute()
        folder.mkdir(parents=True, exist_ok=True)
        if output is Format.TEXT:
            typer.echo("Menjalankan semua skenario; perlu satu sampai tiga menit.", err=True)
        pack, stamp = _pack_and_stamp(checkout.root, checkout.revision())
        references = read_references(checkout.features, pack)
        coverage = Coverage(references, run_features(checkout, folder), pack)
        page = write_site(coverage, stamp, folder)
    except CannotRun as error:
        stop(str(error), DEPENDENCY_FAILED, output, error.hint)
    except PackError as error:
        stop(str(error), PROBLEMS, output, "perbaiki berkas di features/acuan")
    except OSError as error:
        stop(f"'{error.filename or out}' tidak dapat dipakai: {reason_of(error)}", PROBLEMS, output)
    if output is Format.JSON:
        say_json({"page": str(page), **as_data(coverage, stamp)})
    else:
        _say(coverage, stamp, page)
    if coverage.failed or stamp.problems:
        raise typer.Exit(PROBLEMS)


def _pack_and_stamp(root: Path, revision: str) -> tuple[RulePack | None, Stamp]:
    """The rules of the checkout, or why they cannot be read; and the day."""
    from tksk_workflow import __version__
    from tksk_workflow.config import DEFAULT_ZONE
    from tksk_workflow.reports.spec.site import Stamp
    from tksk_workflow.rulebook.loading import load_pack
    from tksk_workflow.rulebook.problems import PackError

    pack: RulePack | None = None
    problems: tuple[str, ...] = ()
    try:
        pack = load_pack(root / "rules")
    except PackError as error:
        problems = tuple(f"rules/{one.file}:{one.line}: {one.message}" for one in error.problems)
    return pack, Stamp(datetime.now(UTC), ZoneInfo(DEFAULT_ZONE), __version__, revision, problems)


def _say(coverage: Coverage, stamp: Stamp, page: Path) -> None:
    for problem in stamp.problems:
        say(f"Paket aturan: {problem}")
    for told in coverage.failed:
        say(f"TIDAK TERPENUHI {told.number}. {told.scenario.name} ({told.scenario.feature})")
    passed = len(coverage.scenarios) - len(coverage.failed)
    say(f"{passed} dari {len(coverage.scenarios)} skenario terpenuhi.")
    if coverage.missing:
        say(f"{len(coverage.missing)} judul yang diminta belum ditulis.")
    say(f"{len(coverage.unshown_articles)} bagian peraturan belum tercakup.")
    say(f"{len(coverage.unshown_wanted)} syarat belum tercakup.")
    say(f"{len(coverage.unexercised)} dari {len(coverage.rules)} aturan belum pernah dijalankan.")
    say(f"Halaman: {page}")
