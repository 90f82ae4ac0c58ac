"""Rows that the log has sealed: whatever somebody changes in them by hand is named."""

import json

import pytest
from sqlalchemy import text

from tests.integration.services.conftest import START
from tests.integration.services.world import TKSK, World
from tksk_workflow.services.audit.replay import replay
from tksk_workflow.services.follow_up.contacts import record_contact
from tksk_workflow.services.follow_up.kinds import ContactOutcome
from tksk_workflow.store.models import AuditEntry, DecisionRecord
from tksk_workflow.store.seal_check import check_seals
from tksk_workflow.store.seals import SEAL, seal_of
from tksk_workflow.store.transfer.backup import back_up, restore
from tksk_workflow.store.transfer.copying import copy_database
from tksk_workflow.store.unit_of_work import UnitOfWork

CHANGED = "isinya bukan yang tercatat dalam jejak audit"
GONE = "tercatat dalam jejak audit, tetapi datanya hilang"
SECRET = b"rahasia untuk pengujian saja"


@pytest.fixture
def world(app):
    """A district at work, of which nothing is expected when a test has damaged its record."""
    made = World(app, START)
    made.furnish()
    return made


@pytest.fixture
def helped(world):
    """A case of which everything that is sealed has happened once, or twice."""
    case = world.sent_case()
    referral = world.referral(case, "DINSOS-A")
    world.deliver(referral)
    world.later(days=1)
    record_contact(
        world.app, TKSK, referral.code, ContactOutcome.RECEIVED_BETTER, "sudah baik", world.now
    )
    return world


def problems(world, secret=SECRET):
    with UnitOfWork(world.app.session_factory, read_only=True) as uow:
        return list(check_seals(uow.session, secret).problems)


def change(world, statement, **values):
    with world.app.engine.begin() as connection:
        assert connection.execute(text(statement), values).rowcount == 1


def test_what_nobody_has_changed_is_in_order(helped):
    assert problems(helped) == []
    kinds = {entry.data[SEAL]["jenis"] for entry in helped.rows(AuditEntry) if SEAL in entry.data}
    assert kinds == {"keputusan", "bukti", "kunjungan", "verifikasi", "kontak"}


def test_a_decision_whose_facts_and_result_were_changed_together_is_named(world):
    """Taking it again gives the same: only the seal tells."""
    case = world.register().case
    world.route()
    other = world.register(facts={"kondisi": {"sakit_berat": True, "tinggal_sendiri": True}}).case
    world.route()
    first, second = (world.case(code) for code in (case, other))
    with world.app.session_factory() as session:
        forged = session.query(DecisionRecord).filter_by(case_id=first.id).one()
        real = session.query(DecisionRecord).filter_by(case_id=second.id).first()
        forged.facts = real.facts
        forged.result = {**real.result, "id": first.code}
        number = forged.id
        session.commit()

    result = replay(world.app, f"D-{number}")

    assert result.identical
    assert f"keputusan D-{number}: {CHANGED}" in result.altered
    (told,) = problems(world)
    assert told.startswith(f"keputusan D-{number}: {CHANGED}")


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE decision SET decided_by = 'tksk/lain' WHERE id = 1", f"keputusan D-1: {CHANGED}"),
        ("UPDATE receipt SET received_by = 'wali' WHERE id = 1", f"bukti penerimaan 1: {CHANGED}"),
        ("UPDATE receipt SET proof_reference = 'BA-002'", f"bukti penerimaan 1: {CHANGED}"),
        ("DELETE FROM receipt", f"bukti penerimaan 1: {GONE}"),
        ("UPDATE visit SET note = 'lain' WHERE id = 1", f"kunjungan 1: {CHANGED}"),
        ("DELETE FROM visit WHERE id = 1", f"kunjungan 1: {GONE}"),
        ("UPDATE verification SET verifier = 'kades/x' WHERE id = 2", f"verifikasi 2: {CHANGED}"),
        ("DELETE FROM verification WHERE id = 2", f"verifikasi 2: {GONE}"),
        ("UPDATE contact_attempt SET method = 'telepon'", f"kontak 1: {CHANGED}"),
        ("DELETE FROM contact_attempt", f"kontak 1: {GONE}"),
    ],
)
def test_a_row_that_was_changed_or_deleted_is_named(helped, statement, told):
    change(helped, statement)

    (found,) = problems(helped)

    assert found.startswith(told)


def test_a_decision_that_was_put_under_another_case_is_not_what_was_written(helped):
    other = helped.case(helped.register().case)
    change(helped, "UPDATE decision SET case_id = :case WHERE id = 1", case=other.id)

    assert "tidak tercatat" in replay(helped.app, "D-1").altered


def test_a_decision_that_was_put_in_by_hand_is_named(helped):
    change(
        helped,
        "INSERT INTO decision (id, case_id, decided_at, decided_on, decided_by, pack_hash,"
        " directory_hash, facts, result) SELECT 9, case_id, decided_at, decided_on, decided_by,"
        " pack_hash, directory_hash, facts, result FROM decision WHERE id = 1",
    )

    assert problems(helped) == ["keputusan D-9: tidak tercatat dalam jejak audit"]


def test_rows_of_earlier_versions_are_not_looked_at(world):
    world.register()
    world.route()
    (entry,) = (one for one in world.rows(AuditEntry) if SEAL in one.data)
    unsealed = {key: value for key, value in entry.data.items() if key != SEAL}
    with world.app.engine.begin() as connection:
        if world.app.engine.name == "sqlite":
            connection.execute(text("DROP TRIGGER audit_log_no_update"))
        else:
            connection.execute(text("ALTER TABLE audit_log DISABLE TRIGGER ALL"))
        cast = ":data" if world.app.engine.name == "sqlite" else "CAST(:data AS JSONB)"
        connection.execute(
            text(f"UPDATE audit_log SET data = {cast} WHERE number = :number"),
            {"data": json.dumps(unsealed), "number": entry.number},
        )
        connection.execute(text("UPDATE decision SET decided_by = 'lain'"))

    assert problems(world) == []
    assert replay(world.app, "D-1").altered is None


def test_the_seal_depends_on_the_key_and_gives_nothing_away(helped):
    decision = helped.rows(DecisionRecord)[0]
    own, other = seal_of(decision, SECRET), seal_of(decision, b"kunci yang lain")
    assert own["isi"] != other["isi"]
    assert own["kunci"] != other["kunci"]
    assert problems(helped, b"kunci yang lain") == []
    with UnitOfWork(helped.app.session_factory, read_only=True) as uow:
        assert check_seals(uow.session, SECRET).unchecked == 0
        assert check_seals(uow.session, b"kunci yang lain").unchecked > 5


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def target(request):
    """The URL of an empty database, of each kind."""
    name = "postgres_databases" if request.param == "postgresql" else "sqlite_databases"
    with request.getfixturevalue(name).empty() as url:
        yield url


def by_copy(source, target, _folder):
    copy_database(source, target)


def by_backup(source, target, folder):
    back_up(source, folder / "cadangan.tksk", SECRET, "1.0", START)
    restore(folder / "cadangan.tksk", target, SECRET)


@pytest.mark.parametrize("move", [by_copy, by_backup])
def test_rows_keep_their_seals_wherever_they_go(helped, open_at, target, tmp_path, move):
    move(helped.app.settings.database_url, target, tmp_path)
    moved = open_at(target)
    with UnitOfWork(moved.session_factory, read_only=True) as uow:
        found = check_seals(uow.session, SECRET)
        assert (list(found.problems), found.unchecked) == ([], 0)
    moved.engine.dispose()
