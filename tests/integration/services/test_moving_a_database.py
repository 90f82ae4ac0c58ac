"""A database is copied, backed up and restored whole, or not at all."""

import gzip
import os
from datetime import UTC, date, datetime

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Date, Integer, MetaData, String, Table, inspect, update

from tests.integration.services.world import COORDINATOR, TKSK, World
from tests.support.records import a_case, a_decision, a_referral, store_pack
from tksk_workflow.services.application import open_application
from tksk_workflow.services.referrals.withdrawing import withdraw_referral
from tksk_workflow.store.audit_check import verify
from tksk_workflow.store.database import create_engine_for
from tksk_workflow.store.errors import DatabaseUnavailable
from tksk_workflow.store.invariants import check_invariants
from tksk_workflow.store.models import Referral, Visit, Worker
from tksk_workflow.store.publications import PUBLICATION, PUBLISH
from tksk_workflow.store.session import session_factory_for
from tksk_workflow.store.transfer.backup import back_up, restore
from tksk_workflow.store.transfer.copying import copy_database
from tksk_workflow.store.transfer.drafts import open_draft
from tksk_workflow.store.transfer.errors import DamagedBackup, TransferRefused
from tksk_workflow.store.transfer.rows import Decoder, Tally, line_of
from tksk_workflow.store.transfer.tables import TABLES, snapshot, tally
from tksk_workflow.store.types import UtcDateTime
from tksk_workflow.store.unit_of_work import UnitOfWork

SECRET = b"rahasia untuk pengujian saja"
NOW = datetime(2026, 9, 30, tzinfo=UTC)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def target(request):
    """The URL of an empty database, of each kind."""
    name = "postgres_databases" if request.param == "postgresql" else "sqlite_databases"
    with request.getfixturevalue(name).empty() as url:
        yield url


@pytest.fixture
def busy(world):
    """A district in which something of everything has happened; the URL of its record."""
    helped = world.sent_case()
    world.deliver(world.referral(helped, "DINSOS-A"))
    world.outcome(helped)
    world.close(helped)
    other = world.sent_case()
    withdraw_referral(
        world.app, TKSK, world.referral(other, "DINSOS-A").code, "tidak jadi", world.now
    )
    world.register(facts={"kondisi": {"sakit_berat": True, "tinggal_sendiri": True}})
    with UnitOfWork(world.app.session_factory) as uow:
        for older in (None, 1):
            kept = world.app.rules_folder[0].content_hash
            day = world.now.date()
            found = uow.publications.add(
                kept, day, COORDINATOR.name, "uji", world.now, returns_to=older
            )
            uow.audit.record(COORDINATOR.name, PUBLISH, PUBLICATION, found.number, {}, world.now)
            uow.flush()
        uow.commit()
    return world


@pytest.fixture
def saved(busy, tmp_path):
    path = tmp_path / "cadangan.tksk"
    back_up(busy.app.settings.database_url, path, SECRET, "1.0", NOW)
    return path


@pytest.fixture(scope="module")
def whole_backup(sqlite_databases, tmp_path_factory):
    """The bytes of a backup of a small record, made once."""
    folder = tmp_path_factory.mktemp("cadangan")
    with sqlite_databases.migrated() as url:
        engine = create_engine_for(url, durable=False)
        with UnitOfWork(session_factory_for(engine)) as uow:
            store_pack(uow)
            for _ in range(3):
                case = uow.cases.add(a_case())
                uow.session.flush()
                decision = uow.cases.add_decision(a_decision(case))
                uow.session.add(a_referral(case, decision))
                uow.session.add(Visit(case_id=case.id, visited_at=NOW, visitor="tksk-1", done=True))
                uow.audit.record("sistem/jadwal", "uji", "kasus", case.code, {}, NOW)
            uow.workers.add(Worker(code="tksk-1", role="tksk", area="16.03.06", since=NOW.date()))
            uow.commit()
        engine.dispose()
        back_up(url, folder / "cadangan.tksk", SECRET, "1.0", NOW)
    return (folder / "cadangan.tksk").read_bytes()


@pytest.fixture
def small(whole_backup, tmp_path):
    path = tmp_path / "cadangan.tksk"
    path.write_bytes(whole_backup)
    return path


@pytest.fixture
def empty_sqlite(sqlite_databases):
    with sqlite_databases.empty() as url:
        yield url


def contents(url):
    engine = create_engine_for(url)
    with snapshot(engine) as connection:
        found = {table.name: tally(connection, table) for table in TABLES}
    engine.dispose()
    return found


def is_untouched(url):
    engine = create_engine_for(url)
    names = inspect(engine).get_table_names()
    engine.dispose()
    return names == []


# --------------------------------------------------------------------------------- copying


def test_a_copy_holds_the_same_rows_on_either_kind_of_database(busy, target):
    source = busy.app.settings.database_url

    copied = copy_database(source, target)

    assert copied["person"].rows == 3
    assert copied["audit_log"].rows > 20
    assert contents(target) == contents(source) == copied


def test_work_goes_on_in_the_copy_and_its_promises_hold(busy, target):
    copy_database(busy.app.settings.database_url, target)
    settings = type(busy.app.settings)(
        database_url=target,
        data_dir=busy.app.settings.data_dir,
        rules_dir=busy.app.settings.rules_dir,
        zone=busy.app.settings.zone,
        identity_secret=SECRET,
        durable=False,
    )
    moved = World(open_application(settings, migrate=False), busy.later(days=1))
    moved._people = 100

    case = moved.sent_case()
    moved.deliver(moved.referral(case, "DINSOS-A"))

    with UnitOfWork(moved.app.session_factory, read_only=True) as uow:
        assert check_invariants(uow.session, SECRET) == []
        assert verify(uow.session) == []
    moved.app.close()


def test_a_row_may_point_at_one_that_comes_after_it(busy, target):
    first, *_, last = sorted(referral.id for referral in busy.rows(Referral))
    with busy.app.engine.begin() as connection:
        connection.execute(update(Referral).where(Referral.id == first).values(previous_id=last))
    source = busy.app.settings.database_url

    copy_database(source, target)

    assert contents(target) == contents(source)
    with busy.app.engine.begin() as connection:
        connection.execute(update(Referral).where(Referral.id == first).values(previous_id=None))


def test_a_target_that_holds_something_is_left_alone(busy, target):
    copy_database(busy.app.settings.database_url, target)
    before = contents(target)

    with pytest.raises(TransferRefused, match="sudah berisi"):
        copy_database(busy.app.settings.database_url, target)

    assert contents(target) == before


def test_a_copy_that_is_broken_off_leaves_an_empty_database(busy, target):
    def stop(table, _rows):
        if table == "referral":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy_database(busy.app.settings.database_url, target, stop)

    assert is_untouched(target)


def test_what_others_write_meanwhile_is_not_half_in_the_copy(busy, target):
    source = busy.app.settings.database_url
    before = contents(source)
    wrote = []

    def write_once(table, _rows):
        if not wrote:
            wrote.append(table)
            busy.register()

    assert copy_database(source, target, write_once) == before
    assert contents(source) != before


def test_a_database_is_not_copied_onto_itself(busy):
    url = busy.app.settings.database_url

    with pytest.raises(TransferRefused, match="sama"):
        copy_database(url, url)


def test_a_source_that_is_not_there_is_named_and_not_made(tmp_path, sqlite_url):
    missing = tmp_path / "tidak-ada.db"

    with pytest.raises(TransferRefused, match=r"tidak-ada\.db"):
        copy_database(f"sqlite:///{missing}", sqlite_url)

    assert not missing.exists()


# ------------------------------------------------------------------------ backup and restore


def test_a_backup_fills_an_empty_database_of_either_kind(busy, saved, target):
    restored = restore(saved, target, SECRET)

    assert contents(target) == contents(busy.app.settings.database_url) == restored


def test_only_its_owner_can_read_a_backup_and_nothing_else_is_left(saved):
    assert saved.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in saved.parent.glob("*cadangan*")] == [saved.name]


def test_a_backup_never_overwrites_another(busy, saved):
    before = saved.read_bytes()

    with pytest.raises(TransferRefused, match="sudah ada"):
        back_up(busy.app.settings.database_url, saved, SECRET, "1.0", NOW)

    assert saved.read_bytes() == before


def test_a_backup_that_is_broken_off_leaves_no_file(busy, tmp_path):
    def stop(table, _rows):
        if table == "referral":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        back_up(busy.app.settings.database_url, tmp_path / "x", SECRET, "1.0", NOW, stop)

    assert list(tmp_path.glob("x*")) == []


def test_what_a_killed_backup_left_is_taken_away_by_the_next_one(busy, tmp_path):
    url, whole = busy.app.settings.database_url, tmp_path / "x"
    left = tmp_path / "x.0123abcd.sementara"
    left.write_bytes(b"data orang")
    others = tmp_path / "x.lain.89abcdef.sementara"
    others.write_bytes(b"cadangan lain")
    with open_draft(tmp_path / "x.4567abcd.sementara"):
        back_up(url, whole, SECRET, "1.0", NOW)
        names = sorted(path.name for path in tmp_path.glob("x*"))
    assert names == ["x", "x.4567abcd.sementara", "x.lain.89abcdef.sementara"]


def test_a_folder_that_is_not_there_is_an_error_of_the_system(busy, tmp_path):
    with pytest.raises(FileNotFoundError):
        back_up(busy.app.settings.database_url, tmp_path / "a" / "b", SECRET, "1.0", NOW)


def test_another_identity_key_would_make_everybody_a_stranger(small, empty_sqlite):
    with pytest.raises(TransferRefused, match="kunci identitas"):
        restore(small, empty_sqlite, b"kunci yang lain sama sekali")

    assert is_untouched(empty_sqlite)


def rewritten(path, change):
    lines = gzip.decompress(path.read_bytes()).splitlines(keepends=True)
    path.write_bytes(gzip.compress(b"".join(change(lines))))


def row_number(lines, table):
    return next(n for n, line in enumerate(lines) if line == b'{"table":"%s"}\n' % table) + 1


def lose_a_row(lines):
    at = row_number(lines, b"referral")
    return lines[:at] + lines[at + 1 :]


def double_a_row(lines):
    at = row_number(lines, b"visit")
    return lines[: at + 1] + lines[at:]


def change_a_row(lines):
    at = row_number(lines, b"person")
    row = orjson.loads(lines[at])
    row[2] = "Orang Lain"
    return [*lines[:at], orjson.dumps(row) + b"\n", *lines[at + 1 :]]


def shorten_a_row(lines):
    at = row_number(lines, b"person")
    row = orjson.loads(lines[at])
    return [*lines[:at], orjson.dumps(row[:-1]) + b"\n", *lines[at + 1 :]]


def turn_into_numbers(lines):
    """Every text of a row becomes a number: days, moments, names."""
    at = row_number(lines, b"worker")
    row = [7 if isinstance(value, str) else value for value in orjson.loads(lines[at])]
    return [*lines[:at], orjson.dumps(row) + b"\n", *lines[at + 1 :]]


def turn_into_text(lines):
    """Every number of a row becomes a text."""
    at = row_number(lines, b"visit")
    row = ["x" if isinstance(value, int) else value for value in orjson.loads(lines[at])]
    return [*lines[:at], orjson.dumps(row) + b"\n", *lines[at + 1 :]]


def turn_into_lists(lines):
    at = row_number(lines, b"person")
    row = [[value] for value in orjson.loads(lines[at])]
    return [*lines[:at], orjson.dumps(row) + b"\n", *lines[at + 1 :]]


def forget_the_zone(lines):
    at = row_number(lines, b"visit")
    row = [
        value.removesuffix("+00:00") if isinstance(value, str) else value
        for value in orjson.loads(lines[at])
    ]
    return [*lines[:at], orjson.dumps(row) + b"\n", *lines[at + 1 :]]


def spoil_a_day(lines):
    at = row_number(lines, b"worker")
    return [*lines[:at], lines[at].replace(b"2026-09-30", b"2026-13-30"), *lines[at + 1 :]]


def lose_a_table(lines):
    at = row_number(lines, b"visit")
    return lines[: at - 1]


def lose_the_end(lines):
    return lines[:-1]


def add_at_the_end(lines):
    return [*lines, b"[1]\n"]


def spoil_the_end(lines):
    return [*lines[:-1], b'{"end": {"person": 3}}\n']


@pytest.mark.parametrize(
    "damage",
    [
        lose_a_row,
        double_a_row,
        change_a_row,
        shorten_a_row,
        turn_into_numbers,
        turn_into_text,
        turn_into_lists,
        forget_the_zone,
        spoil_a_day,
        lose_a_table,
        lose_the_end,
        add_at_the_end,
        spoil_the_end,
    ],
)
def test_a_backup_that_was_changed_is_refused_whole(small, target, damage):
    rewritten(small, damage)

    with pytest.raises(DamagedBackup):
        restore(small, target, SECRET)

    assert is_untouched(target)


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.8, 0.97])
def test_a_backup_that_was_cut_off_is_refused_whole(small, sqlite_databases, kept):
    whole = small.read_bytes()
    small.write_bytes(whole[: int(len(whole) * kept)])

    with sqlite_databases.empty() as target:
        with pytest.raises(DamagedBackup):
            restore(small, target, SECRET)
        assert is_untouched(target)


def test_a_flipped_bit_anywhere_is_noticed(small, sqlite_databases):
    whole = small.read_bytes()
    for at in range(200, len(whole), len(whole) // 25):
        small.write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
        with sqlite_databases.empty() as target:
            with pytest.raises(TransferRefused):
                restore(small, target, SECRET)
            assert is_untouched(target)


@pytest.mark.parametrize(
    "content",
    [b"", b"halo", gzip.compress(b"halo\n"), os.urandom(500)],
    ids=["nothing", "text", "gzip", "noise"],
)
def test_a_file_that_is_no_backup_is_told_apart(tmp_path, sqlite_url, content):
    path = tmp_path / "foto.jpg"
    path.write_bytes(content)

    with pytest.raises(TransferRefused, match="bukan cadangan"):
        restore(path, sqlite_url, SECRET)


def test_a_backup_of_other_tables_names_the_program_that_can_restore_it(small, sqlite_databases):
    def older(lines):
        header = orjson.loads(lines[0])
        return [orjson.dumps({**header, "revision": "0000"}) + b"\n", *lines[1:]]

    rewritten(small, older)

    with sqlite_databases.empty() as target, pytest.raises(TransferRefused) as refused:
        restore(small, target, SECRET)
    assert "program 1.0" in refused.value.hint


def test_a_server_that_is_away_is_said_so(small):
    with pytest.raises(DatabaseUnavailable):
        restore(small, "postgresql://a@127.0.0.1:1/x?connect_timeout=2", SECRET)


# ----------------------------------------------------------------------------- rows as lines

THINGS = Table(
    "barang",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("nama", String),
    Column("hari", Date),
    Column("saat", UtcDateTime()),
)
ROWS = st.tuples(
    st.integers(0, 2**53 - 1),
    st.none() | st.text(st.characters(exclude_categories=["Cs"])),
    st.none() | st.dates(),
    st.none() | st.datetimes(timezones=st.just(UTC)),
)


@given(ROWS)
def test_a_row_comes_back_from_its_line_as_it_was(row):
    assert tuple(Decoder(THINGS).values(line_of(row)).values()) == row


@given(st.lists(ROWS, min_size=1), st.randoms(use_true_random=False))
def test_the_tally_depends_on_the_rows_and_not_on_their_order(rows, random):
    def of(found):
        made = Tally()
        for row in found:
            made.add(line_of(row))
        return made

    shuffled = random.sample(rows, len(rows))

    assert of(shuffled) == of(rows)
    assert of(rows[1:]) != of(rows)
    assert of([*rows, (2**53, None, date(2026, 1, 1), None)]) != of(rows)
