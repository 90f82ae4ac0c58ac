"""All ordered pairs of the ten statuses, tried from outside with `tksk referral move`."""

import json
import shutil
from itertools import permutations

import pytest
from sqlalchemy import create_engine, func, select

from tests.integration.cli.conftest import COORDINATOR, START, TKSK, Office
from tests.integration.services.world import TKSK as TKSK_ACTOR
from tests.integration.services.world import World, mitra
from tksk_workflow.config import load_settings
from tksk_workflow.domain.referral import (
    TRANSITIONS,
    Event,
    RefusalReason,
    Role,
    Status,
    event_between,
)
from tksk_workflow.services.application import open_application
from tksk_workflow.services.referrals import answers, withdrawing
from tksk_workflow.store.invariants import check_invariants
from tksk_workflow.store.models import AuditEntry, Referral
from tksk_workflow.store.unit_of_work import UnitOfWork

PARTNER = "DINSOS-A"
ACTS = {Role.TKSK: TKSK, Role.COORDINATOR: COORDINATOR, Role.PARTNER: f"mitra/{PARTNER}"}
OPTIONS = {
    Event.REFUSE: ("--reason", RefusalReason.FULL.value),
    Event.WITHDRAW: ("--reason", "klien berubah pikiran"),
    Event.FAIL: ("--reason", "bantuan tidak terlaksana"),
    Event.VOID: ("--reason", "salah orang"),
    Event.COMPLETE: ("--received-by", "klien", "--method", "kunjungan", "--proof", "BA-001"),
}
PAIRS = list(permutations(Status, 2))
LEGAL = [pair for pair in PAIRS if event_between(*pair) is not None]
ILLEGAL = [pair for pair in PAIRS if event_between(*pair) is None]


def name(value):
    return value.value if isinstance(value, Status) else None


@pytest.fixture(scope="module")
def shelf(sqlite_databases, tmp_path_factory, packs_read_once):
    """A database with one referral in every status, made by the services."""
    home = tmp_path_factory.mktemp("shelf")
    with sqlite_databases.migrated() as url:
        environment = {
            "TKSK_HOME": str(home),
            "TKSK_DATABASE_URL": url,
            "TKSK_SECRET": "rahasia untuk pengujian saja",
        }
        app = open_application(load_settings(environment), migrate=False)
        world = World(app, START)
        world.furnish()
        codes = {status: _referral_in(world, status) for status in Status}
        app.close()
        yield url.removeprefix("sqlite:///"), codes


def _referral_in(world, status):
    case = world.register().case
    world.visit(case)
    world.verify_in_village(case)
    world.route()
    code = world.referral(case, PARTNER).code
    app, now, partner = world.app, world.now, mitra(PARTNER)
    if status is Status.DRAFT:
        return code
    if status is Status.ENTERED_IN_ERROR:
        withdrawing.void_referral(app, TKSK_ACTOR, code, "salah orang", now)
        return code
    from tksk_workflow.services.referrals.dispatch import send_referral

    send_referral(app, TKSK_ACTOR, code, now)
    if status is Status.REJECTED:
        answers.refuse(app, partner, code, RefusalReason.FULL, "", now)
    elif status is Status.CANCELLED:
        withdrawing.withdraw_referral(app, TKSK_ACTOR, code, "berubah pikiran", now)
    elif status is not Status.REQUESTED:
        answers.accept(app, partner, code, now)
    if status is Status.IN_PROGRESS:
        answers.start(app, partner, code, now)
    elif status is Status.ON_HOLD:
        answers.queue(app, partner, code, 3, None, now)
    elif status is Status.FAILED:
        answers.fail(app, partner, code, "tidak terlaksana", now)
    elif status is Status.COMPLETED:
        world.confirm(code)
    return code


@pytest.fixture
def copied(shelf, settings_of, tmp_path):
    """An office with a copy of the shelf."""
    path, codes = shelf
    copy = tmp_path / "rak.db"
    shutil.copyfile(path, copy)
    settings_of(f"sqlite:///{copy}")
    return Office(f"sqlite:///{copy}"), codes


def state_of(office, code):
    """The status of the referral, how many there are, and how long the audit log is."""
    engine = create_engine(office.url)
    with engine.connect() as connection:
        number = int(code.removeprefix("R-"))
        status = connection.scalar(select(Referral.status).where(Referral.id == number))
        counts = [
            connection.scalar(select(func.count()).select_from(table))
            for table in (Referral, AuditEntry)
        ]
    engine.dispose()
    return status, *counts


def actor_for(source, event):
    (move,) = [one for one in TRANSITIONS if one.source is source and one.event is event]
    return next(ACTS[role] for role in move.actors if role in ACTS)


def test_there_are_ninety_pairs_and_each_status_has_a_referral(shelf):
    assert len(PAIRS) == len(LEGAL) + len(ILLEGAL) == 90
    assert len(LEGAL) == len(TRANSITIONS)
    assert len(set(shelf[1].values())) == len(Status)


@pytest.mark.parametrize(("source", "target"), LEGAL, ids=name)
def test_a_move_of_the_table_is_made(copied, source, target):
    office, codes = copied
    event = event_between(source, target)

    data = office.gives(
        "referral",
        "move",
        codes[source],
        target,
        *OPTIONS.get(event, ()),
        as_=actor_for(source, event),
    )

    assert data == {"referral": codes[source], "event": event.value, "status": target.value}
    assert state_of(office, codes[source])[0] == target.value
    app = open_application(migrate=False)
    with UnitOfWork(app.session_factory, read_only=True) as uow:
        assert check_invariants(uow.session) == []
    app.close()


@pytest.mark.parametrize(("source", "target"), ILLEGAL, ids=name)
def test_any_other_move_is_refused_and_says_what_is_possible(copied, source, target):
    office, codes = copied
    before = state_of(office, codes[source])

    said = office.refuses(
        *("referral", "move", codes[source], target, "--reason", "penuh"),
        *("--received-by", "klien", "--method", "foto", "--proof", "BA-1"),
        as_=COORDINATOR,
    )

    assert source.label in said
    assert target.label in said
    possible = [move for move in TRANSITIONS if move.source is source]
    for move in possible:
        assert f"{move.target.label} ({move.target.value}), oleh {', '.join(move.actors)}" in said
    if not possible:
        assert "sudah berakhir" in said
    assert state_of(office, codes[source]) == before == (source.value, *before[1:])


@pytest.mark.parametrize("status", Status, ids=name)
def test_no_status_leads_to_itself(copied, status):
    office, codes = copied
    before = state_of(office, codes[status])
    office.refuses("referral", "move", codes[status], status, "--reason", "x", as_=COORDINATOR)
    assert state_of(office, codes[status]) == before


@pytest.mark.parametrize(("source", "target"), LEGAL, ids=name)
def test_a_move_by_somebody_else_is_refused_and_says_who_may(copied, source, target):
    office, codes = copied
    before = state_of(office, codes[source])

    said = office.refuses(
        *("referral", "move", codes[source], target, "--reason", "penuh"),
        *("--received-by", "klien", "--method", "foto", "--proof", "BA-1"),
        as_="pendamping/psm-1",
    )

    assert "tidak berwenang" in said
    assert "yang berwenang" in said
    assert state_of(office, codes[source]) == before


@pytest.mark.parametrize(
    ("source", "target", "missing"),
    [
        (Status.REQUESTED, Status.REJECTED, "--reason"),
        (Status.REQUESTED, Status.CANCELLED, "--reason"),
        (Status.ACCEPTED, Status.FAILED, "--reason"),
        (Status.DRAFT, Status.ENTERED_IN_ERROR, "--reason"),
        (Status.IN_PROGRESS, Status.COMPLETED, "--received-by, --method, --proof"),
    ],
)
def test_a_missing_option_is_named(copied, source, target, missing):
    office, codes = copied
    actor = actor_for(source, event_between(source, target))
    said = office.refuses("referral", "move", codes[source], target, as_=actor, code=2)
    assert f"masih kurang: {missing}" in said


def test_an_unknown_reason_of_refusal_names_the_known_ones(copied):
    office, codes = copied
    said = office.refuses(
        *("referral", "move", codes[Status.REQUESTED], "rejected", "--reason", "malas"),
        as_=f"mitra/{PARTNER}",
        code=2,
    )
    for reason in RefusalReason:
        assert reason.value in said


@pytest.mark.parametrize(
    ("command", "status", "actor"),
    [
        (("send",), Status.ACCEPTED, TKSK),
        (("accept",), Status.IN_PROGRESS, f"mitra/{PARTNER}"),
        (("refuse", "--reason", "penuh"), Status.ACCEPTED, f"mitra/{PARTNER}"),
        (("queue",), Status.COMPLETED, f"mitra/{PARTNER}"),
        (("start",), Status.COMPLETED, f"mitra/{PARTNER}"),
        (("resume",), Status.FAILED, f"mitra/{PARTNER}"),
        (("deliver",), Status.CANCELLED, f"mitra/{PARTNER}"),
        (("fail", "--reason", "x"), Status.REQUESTED, f"mitra/{PARTNER}"),
        (("withdraw", "--reason", "x"), Status.COMPLETED, TKSK),
        (("void", "--reason", "x"), Status.ENTERED_IN_ERROR, COORDINATOR),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else None,
)
def test_each_command_says_what_is_possible_instead(copied, command, status, actor):
    office, codes = copied
    before = state_of(office, codes[status])

    verb, *options = command
    said = office.refuses("referral", verb, codes[status], *options, as_=actor)

    assert f"dari '{status.label}' ({status.value}) yang mungkin" in said
    assert state_of(office, codes[status]) == before


def test_a_refusal_names_the_status_in_words_and_what_this_role_can_do(copied):
    office, codes = copied
    said = office.refuses("referral", "withdraw", codes[Status.DRAFT], "--reason", "x")
    assert "'draft' (konsep) tidak dapat 'cabut'" in said
    assert "dari sini peran 'tksk' dapat: kirim, nyatakan salah catat" in said

    said = office.refuses("referral", "fail", codes[Status.REQUESTED], "--reason", "x")
    assert "dari sini peran 'tksk' dapat: cabut" in said


def test_a_partner_that_starts_at_once_has_accepted_first(copied):
    office, codes = copied
    office.says("referral", "start", codes[Status.REQUESTED], as_=f"mitra/{PARTNER}")
    steps = office.gives("referral", "show", codes[Status.REQUESTED])["steps"]
    assert [step["action"] for step in steps][-2:] == ["terima", "mulai_layanan"]


def test_the_refusal_is_json_where_json_was_asked_for(copied):
    office, codes = copied
    said = office.refuses(
        "referral", "move", codes[Status.DRAFT], "completed", "--format", "json", as_=COORDINATOR
    )
    error = json.loads(said)["error"]
    assert "konsep" in error["message"]
    assert "requested" in error["hint"]


def test_another_partner_cannot_answer_nor_learn_where_the_referral_stands(copied):
    office, codes = copied
    said = office.refuses("referral", "accept", codes[Status.REQUESTED], as_="mitra/DINSOS-B")
    assert "bukan untuk DINSOS-B" in said
    assert "diajukan" not in said
