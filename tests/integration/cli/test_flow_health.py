"""`tksk flow health`: a monitor, or a person, asks whether the schedules run."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text, update

from flows.registry import FLOWS
from tksk_workflow.services.sweeps import (
    begin_sweep,
    fail_sweep,
    finish_sweep,
    unfinished_runs,
)
from tksk_workflow.store.models import OutboxMessage
from tksk_workflow.store.unit_of_work import UnitOfWork


def finish(world, names):
    for name in names:
        number = begin_sweep(world.app, name, datetime.now(UTC))
        finish_sweep(world.app, number, {})


def test_schedules_that_never_ran_are_behind(office, world):
    told = office.refuses("flow", "health", as_=None)

    assert "Alur 'rutekan' tertinggal; terakhir selesai: belum pernah." in told
    assert "tksk flow serve" in told


def test_schedules_that_run_are_healthy(office, world):
    finish(world, [entry.name for entry in FLOWS])

    assert office.gives("flow", "health", as_=None) == {
        "healthy": True,
        "behind": [],
        "unfinished": [],
        "closed_ways": [],
    }
    assert "Semua" in office.says("flow", "health", as_=None)
    assert "Tertinggal" not in office.says("flow", "list", as_=None)


def test_a_mail_server_that_is_away_for_days_is_no_good_health(office, world, monkeypatch):
    finish(world, [entry.name for entry in FLOWS])
    with UnitOfWork(world.app.session_factory) as uow:
        uow.outbox.set_address("koordinator", "email", "dinsos@contoh.example")
        uow.outbox.put("uji", "umum", "koordinator", {}, datetime.now(UTC) - timedelta(days=3))
        uow.session.execute(update(OutboxMessage).values(last_error="SMTPAuthenticationError"))
        uow.commit()
    assert office.gives("flow", "health", as_=None)["healthy"], "no mail server is set up"
    monkeypatch.setenv("TKSK_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("TKSK_SMTP_FROM", "tksk@dinsos.example")

    told = office.refuses("flow", "health", as_=None)
    found = json.loads(office.refuses("flow", "health", "--format", "json", as_=None))

    assert "Semua" in told
    assert "Jalur email tidak dapat dipakai: 1 pesan" in told
    assert "akun atau kata sandi ditolak server" in told
    assert not found["healthy"]
    assert [one["channel"] for one in found["closed_ways"]] == ["email"]


def test_one_that_does_not_is_named_also_in_the_list(office, world):
    finish(world, [entry.name for entry in FLOWS if entry.name != "kirim"])

    assert "Alur 'kirim' tertinggal" in office.refuses("flow", "health", as_=None)
    assert "Tertinggal: kirim;" in office.says("flow", "list", as_=None)


def test_a_run_that_began_and_did_not_finish_does_not_count(office, world):
    finish(world, [entry.name for entry in FLOWS if entry.name != "kirim"])
    begin_sweep(world.app, "kirim", datetime.now(UTC))

    office.refuses("flow", "health", as_=None)


@pytest.mark.parametrize(
    ("hours", "messages"), [((6, 7, 23), 1), ((6, 30), 2)], ids=["one day", "two days"]
)
def test_failures_of_a_day_make_one_message_and_an_audit_entry_each(world, hours, messages):
    midnight = world.now.replace(hour=0)
    for hour in hours:
        moment = midnight.replace(day=midnight.day + hour // 24, hour=hour % 24)
        fail_sweep(world.app, "rutekan", moment, "OperationalError")

    assert len(world.messages("alur_gagal")) == messages
    assert [one.action for one in world.audit()].count("alur_gagal") == len(hours)


def test_a_run_counts_as_unfinished_after_an_hour_until_a_later_one_ends(world):
    begin_sweep(world.app, "kirim", world.now)
    began = datetime.now(UTC)
    names = ["kirim", "rutekan"]

    assert unfinished_runs(world.app, names, began + timedelta(minutes=59)) == {}
    assert list(unfinished_runs(world.app, names, began + timedelta(minutes=61))) == ["kirim"]
    finish(world, ["kirim"])
    assert unfinished_runs(world.app, names, began + timedelta(minutes=61)) == {}


def test_a_run_that_never_ended_is_told_beside_healthy_schedules(office, world):
    finish(world, [entry.name for entry in FLOWS])
    begin_sweep(world.app, "kirim", world.now)
    with world.app.engine.begin() as connection:
        connection.execute(
            text("UPDATE sweep SET started_at = :at WHERE finished_at IS NULL"),
            {"at": "2026-09-01 00:30:00.000000"},
        )

    told = office.says("flow", "health", as_=None)
    found = office.gives("flow", "health", as_=None)

    assert "alur 'kirim' mulai 01-09-2026" in told
    assert [one["name"] for one in found["unfinished"]] == ["kirim"]
