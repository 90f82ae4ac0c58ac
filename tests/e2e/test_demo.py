import io
import shutil

import pytest
from rich.console import Console
from sqlalchemy import func, select

from tksk_workflow.demo.folder import read_marker
from tksk_workflow.demo.running import demo_settings, opened, run_demo
from tksk_workflow.demo.simulation import DemoPlan
from tksk_workflow.store.invariants import check_invariants
from tksk_workflow.store.models import Case, Referral, Sweep, Visit

pytestmark = [pytest.mark.flow, pytest.mark.slow]

PLAN = DemoPlan(seed=11, days=4, size=26)


@pytest.fixture(scope="module")
def finished(prefect_server, tmp_path_factory):
    printed = io.StringIO()
    folder = tmp_path_factory.mktemp("demo") / "hasil"
    run_demo(PLAN, folder, Console(file=printed, width=160))
    return folder, printed.getvalue()


@pytest.fixture
def app(finished):
    with opened(demo_settings(finished[0])) as application:
        yield application


def test_the_record_of_the_demo_keeps_every_promise(app):
    with app.session_factory() as session:
        assert check_invariants(session) == []


def test_people_did_their_work_and_help_was_sent(app):
    with app.session_factory() as session:
        cases = session.scalar(select(func.count()).select_from(Case))
        visits = session.scalar(select(func.count()).select_from(Visit))
        sent = session.scalar(select(func.count()).where(Referral.sent_at.is_not(None)))

    assert cases > 15
    assert visits > 5
    assert sent > 5


def test_every_flow_ran_every_day_and_the_data_cycle_on_its_own(app):
    with app.session_factory() as session:
        runs = dict(
            session.execute(
                select(Sweep.name, func.count())
                .where(Sweep.finished_at.is_not(None))
                .group_by(Sweep.name)
            ).all()
        )

    daily = dict.fromkeys(("rutekan", "kirim", "cek-balasan", "tindak-lanjut"), PLAN.days)
    assert runs == {**daily, "siklus-data": 1}


def test_the_folder_holds_record_lists_report_and_nothing_of_prefect(finished):
    folder, _ = finished
    names = {path.name for path in folder.iterdir()}

    assert {"tksk.db", "laporan.html", "mitra.csv", "demo.json"} <= names
    assert "daftar-2026-09-01.masalah.txt" in names
    assert "prefect" not in names
    assert read_marker(folder) == PLAN.as_marker()
    assert "PMKS-27" not in (folder / "daftar-2026-09-01.masalah.txt").read_text()


def test_the_summary_names_classes_partners_and_holds_but_nobody(finished):
    _, printed = finished

    assert "Rujukan menurut urgensi" in printed
    assert "Rujukan menurut mitra" in printed
    assert "Rujukan yang tertahan" in printed
    assert "Warga " not in printed


def test_keep_shows_what_is_there_without_running_again(finished, tmp_path):
    copied = tmp_path / "hasil"
    shutil.copytree(finished[0], copied)
    printed = io.StringIO()

    run_demo(PLAN, copied, Console(file=printed, width=160), keep=True)

    assert "Rujukan menurut urgensi" in printed.getvalue()
    assert "Menyiapkan" not in printed.getvalue()
