"""A pack becomes a version; decisions of a day use the version of that day."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier

import pytest
from sqlalchemy import text

from tests.integration.services.world import COORDINATOR, OTHER_TKSK, TKSK
from tksk_workflow.config import default_rules_dir
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.rulebook.loading import load_pack, load_texts
from tksk_workflow.rulebook.router import Router
from tksk_workflow.services.actors import SYSTEM
from tksk_workflow.services.application import open_application
from tksk_workflow.services.audit.replay import replay
from tksk_workflow.services.cases.story import case_story
from tksk_workflow.services.errors import Conflict, InvalidInput, NotFound, NotPermitted
from tksk_workflow.services.referrals.story import referral_story
from tksk_workflow.services.rules.publishing import PackRefused, publish, roll_back
from tksk_workflow.services.rules.simulation import simulate_open_cases
from tksk_workflow.services.rules.versions import Standing, kept_pack, list_versions
from tksk_workflow.store.models import DecisionRecord, RulePublication
from tksk_workflow.store.unit_of_work import UnitOfWork

ELDERS = "pmks/08-lanjut-usia-terlantar.yaml"
DAY = timedelta(days=1)


@pytest.fixture
def draft(tmp_path):
    """Make a folder with the default pack in which the neglected elder has another class."""

    def made(urgency="P2", name="draf"):
        folder = tmp_path / name
        shutil.copytree(default_rules_dir(), folder, dirs_exist_ok=True)
        path = folder / ELDERS
        path.write_text(path.read_text().replace("urgensi: P2", f"urgensi: {urgency}", 1))
        return folder

    return made


@pytest.fixture
def today(world):
    return world.now.date()


def say(world, folder, reason="Rapat koordinasi", actor=COORDINATOR, **when):
    return publish(world.app, actor, folder, reason, world.now, **when)


def decided(world, **changes):
    """The class that a new neglected elder gets, and the pack that gave it."""
    case = world.register(**changes).case
    world.route()
    (record,) = [one for one in world.rows(DecisionRecord) if one.case_id == world.case(case).id]
    return world.case(case).urgency, record


def test_a_decision_uses_the_version_of_its_day(world, draft, today):
    assert decided(world)[0] == "P2"
    version = say(world, draft("P1"), in_force_from=today + DAY)
    assert decided(world)[0] == "P2"

    world.later(days=1)
    urgency, record = decided(world)

    assert urgency == "P1"
    assert record.pack_hash == version.pack_hash


def test_before_the_first_version_the_rules_folder_counts(world, draft, today):
    say(world, draft("P1"), in_force_from=today + DAY)

    folder = load_pack(default_rules_dir()).content_hash
    assert world.app.pack_on(today).content_hash == folder
    assert world.app.pack_on(today + DAY).content_hash != folder


def test_a_published_version_is_used_even_if_the_folder_breaks(world, draft, tmp_path):
    say(world, draft("P1"))
    empty = tmp_path / "kosong"
    empty.mkdir()
    other = open_application(replace(world.app.settings, rules_dir=empty), migrate=False)
    try:
        assert other.pack_on(world.now.date()).rules
    finally:
        other.close()


def test_an_open_program_sees_what_another_one_publishes(world, draft):
    assert decided(world)[0] == "P2"
    other = open_application(world.app.settings, migrate=False)
    try:
        publish(other, COORDINATOR, draft("P1"), "dari tempat lain", world.now)
    finally:
        other.close()

    assert decided(world)[0] == "P1"


def test_old_decisions_replay_and_keep_the_names_of_their_rules(world, draft):
    _, old = decided(world)
    folder = draft("P1")
    path = folder / ELDERS
    path.write_text(path.read_text().replace("nama: Pelayanan dasar lanjut", "nama: Baru lanjut"))
    say(world, folder)
    _, new = decided(world)

    assert [replay(world.app, one.id).identical for one in (old, new)] == [True, True]
    names = {
        one.id: next(
            rule.name
            for rule in case_story(world.app, COORDINATOR, f"K-{one.case_id:06d}").decision.rules
            if rule.rule == "PMKS-08"
        )
        for one in (old, new)
    }
    assert names[old.id].startswith("Pelayanan dasar")
    assert names[new.id].startswith("Baru")
    referral = world.referrals(f"K-{new.case_id:06d}")[0]
    assert referral_story(world.app, COORDINATOR, referral.code).rules[0] == "PMKS-08"


def test_simulating_compares_with_the_version_in_force(world, draft):
    say(world, draft("P1"))
    decided(world)
    with Router(load_pack(default_rules_dir()), world.now.date(), "bulk") as new:
        found, before = simulate_open_cases(world.app, COORDINATOR, new)

    (changed,) = found.changed
    assert (changed.changes[0].before.urgency, changed.changes[0].after.urgency) == ("P1", "P2")
    assert before.pack.content_hash == world.app.pack_on(world.now.date()).content_hash


def test_the_same_content_again_changes_nothing(world, draft):
    folder = draft("P1")
    first = say(world, folder)
    again = say(world, folder, "sekali lagi")

    assert (first.unchanged, again.unchanged) == (False, True)
    assert again.version == first.version == 1
    assert again.reason == "Rapat koordinasi"
    assert len(world.rows(RulePublication)) == 1
    assert [one.action for one in world.audit()].count("terbitkan_aturan") == 1


def test_who_published_what_and_why_is_in_the_audit_log(world, draft, today):
    done = say(world, draft("P1"), in_force_from=today + DAY)

    (entry,) = [one for one in world.audit() if one.action == "terbitkan_aturan"]
    assert (entry.actor, entry.entity, entry.entity_id) == (COORDINATOR.name, "versi_aturan", "1")
    assert entry.data == {
        "sidik": done.pack_hash,
        "paket": "bawaan-kabupaten",
        "versi_paket": "1.0",
        "berlaku_sejak": (today + DAY).isoformat(),
        "alasan": "Rapat koordinasi",
        "kembali_ke": None,
    }


def test_version_and_audit_entry_come_together_or_not_at_all(world, draft, monkeypatch):
    def fails(*_args, **_more):
        raise ZeroDivisionError

    monkeypatch.setattr("tksk_workflow.services.rules.publishing._note", fails)
    with pytest.raises(ZeroDivisionError):
        say(world, draft("P1"))

    assert world.rows(RulePublication) == []


@pytest.mark.parametrize("actor", [TKSK, OTHER_TKSK, SYSTEM])
def test_only_the_coordinator_publishes(world, draft, actor):
    with pytest.raises(NotPermitted):
        say(world, draft("P1"), actor=actor)
    assert world.rows(RulePublication) == []


def test_a_pack_with_mistakes_is_refused_with_all_of_them(world, draft):
    folder = draft("P9")
    with (folder / "mitra.yaml").open("a") as file:
        file.write("  RSUD: {nama: Lagi, tingkat: kabupaten, kewenangan: mitra}\n")

    with pytest.raises(PackRefused) as caught:
        say(world, folder)

    assert {one.code for one in caught.value.problems} == {"nilai-salah", "ganda"}
    assert set(caught.value.texts) > {"mitra.yaml"}
    assert world.rows(RulePublication) == []


def test_a_pack_whose_own_example_fails_is_refused(world, draft):
    folder = draft()
    path = folder / ELDERS
    path.write_text(path.read_text().replace("fakta: {usia: 60, ter", "fakta: {usia: 50, ter"))

    with pytest.raises(PackRefused) as caught:
        say(world, folder)

    assert [(one.code, one.file) for one in caught.value.problems] == [("contoh-gagal", ELDERS)]


@pytest.mark.parametrize(
    ("reason", "days", "field"),
    [("  ", 0, "alasan"), ("x" * 401, 0, "alasan"), ("NIK 9903064503500001", 0, "alasan"),
     ("a\x00b", 0, "alasan"), ("baik", -1, "tanggal"), ("baik", -400, "tanggal")],
)  # fmt: skip
def test_a_version_needs_a_reason_and_a_day_to_come(world, draft, today, reason, days, field):
    with pytest.raises(InvalidInput) as caught:
        say(world, draft("P1"), reason, in_force_from=today + days * DAY)

    assert [one.field for one in caught.value.problems] == [field]
    assert world.rows(RulePublication) == []


def test_everything_wrong_with_a_version_is_said_at_once(world, draft, today):
    with pytest.raises(InvalidInput) as caught:
        say(world, draft("P1"), "", in_force_from=today - DAY)

    assert [one.field for one in caught.value.problems] == ["alasan", "tanggal"]


def test_a_pack_counts_from_its_own_day_at_the_earliest(world, draft, today):
    folder = draft("P1")
    header = folder / "paket.yaml"
    header.write_text(header.read_text().replace("2025-02-05", "2026-10-01"))

    with pytest.raises(InvalidInput, match="mendahului tanggal dalam paket"):
        say(world, folder, in_force_from=today + DAY)

    assert say(world, folder).in_force_from == date(2026, 10, 1)


def test_going_back_is_a_new_version_with_the_old_content(world, draft):
    first = say(world, draft("P1", "satu"))
    world.later(days=1)
    say(world, draft("P3", "dua"))
    world.later(days=1)

    done = roll_back(world.app, COORDINATOR, 1, "Terlalu lambat", world.now)

    assert (done.version, done.returns_to, done.replaces) == (3, 1, 2)
    assert done.pack_hash == first.pack_hash
    assert decided(world)[0] == "P1"
    assert [(one.number, one.standing) for one in list_versions(world.app, world.now)] == [
        (1, Standing.PAST),
        (2, Standing.PAST),
        (3, Standing.IN_FORCE),
    ]
    (entry,) = [one for one in world.audit() if one.data.get("kembali_ke") == 1]
    assert entry.data["alasan"] == "Terlalu lambat"


def test_going_back_to_what_counts_already_changes_nothing(world, draft):
    say(world, draft("P1"))

    assert roll_back(world.app, COORDINATOR, 1, "ragu", world.now).unchanged
    assert len(world.rows(RulePublication)) == 1


def test_there_is_no_going_back_to_what_never_was(world):
    with pytest.raises(NotFound, match="versi aturan '7'"):
        roll_back(world.app, COORDINATOR, 7, "ragu", world.now)


def test_a_plan_is_overtaken_by_another_version_of_its_day(world, draft, today):
    say(world, draft("P1", "satu"))
    say(world, draft("P3", "dua"), in_force_from=today + 7 * DAY)
    done = roll_back(world.app, COORDINATOR, 1, "batal", world.now, in_force_from=today + 7 * DAY)

    assert done.version == 3
    assert [one.standing for one in list_versions(world.app, world.now)] == [
        Standing.IN_FORCE,
        Standing.NEVER,
        Standing.PLANNED,
    ]
    world.later(days=8)
    assert decided(world)[0] == "P1"


def test_publishing_before_a_plan_says_that_the_plan_stays(world, draft, today):
    say(world, draft("P3", "dua"), in_force_from=today + 7 * DAY)

    done = say(world, draft("P1", "satu"))

    assert (done.replaces, done.later) == (None, (1,))
    (planned, now) = list_versions(world.app, world.now)
    assert (now.until, planned.until) == (today + 6 * DAY, None)


@pytest.mark.parametrize("same", [False, True], ids=["different packs", "the same pack"])
def test_two_coordinators_who_publish_at_once_get_one_version_each(world, draft, same):
    folders = [draft("P1", "satu"), draft("P1" if same else "P3", "dua"), draft("P0", "tiga")]
    start = Barrier(len(folders))

    def work(folder):
        other = open_application(world.app.settings, migrate=False)
        try:
            start.wait()
            return publish(other, COORDINATOR, folder, folder.name, world.now)
        finally:
            other.close()

    with ThreadPoolExecutor(len(folders)) as pool:
        done = list(pool.map(work, folders))

    rows = world.rows(RulePublication)
    written = [one for one in done if not one.unchanged]
    assert sorted(one.version for one in written) == sorted(one.number for one in rows)
    assert [one.number for one in rows] == list(range(1, len(rows) + 1))
    assert {one.content_hash for one in rows} == {one.pack_hash for one in done}
    audited = [one for one in world.audit() if one.action == "terbitkan_aturan"]
    assert len(audited) == len(rows)
    if not same:
        assert len(rows) == len(folders)


def test_a_pack_is_found_again_by_version_and_by_hash(world, draft):
    done = say(world, draft("P1"))

    by_number, by_hash = (kept_pack(world.app, one) for one in ("1", done.pack_hash[:8]))

    assert by_number == by_hash
    assert by_number.versions == (1,)
    assert load_texts(by_number.files).content_hash == done.pack_hash


@pytest.mark.parametrize(
    ("reference", "error"),
    [("2", NotFound), ("abcdef0123", NotFound), ("entah", InvalidInput), ("ab", InvalidInput)],
)
def test_a_pack_that_is_not_kept_is_not_found(world, draft, reference, error):
    say(world, draft("P1"))

    with pytest.raises(error):
        kept_pack(world.app, reference)


def test_a_kabupaten_pack_is_published_with_its_base(world, draft, tmp_path):
    folder = tmp_path / "kabupaten"
    folder.mkdir()
    (folder / "paket.yaml").write_text(
        "berkas: paket\nnama: kab\nversi: '1'\njudul: K\nberlaku_sejak: 2026-01-01\n"
        "memperluas: ../induknya\n"
    )
    (folder / "perubahan.yaml").write_text(
        "berkas: perubahan\nperubahan:\n"
        "  - {aturan: PMKS-08, alasan: Beda, sumber: [umum], ubah: {maka: {urgensi: P1}}}\n"
    )
    draft("P3", "induknya")
    say(world, folder)
    shutil.rmtree(tmp_path / "induknya")
    shutil.rmtree(folder)

    urgency, record = decided(world)

    assert urgency == Urgency.P1
    assert replay(world.app, record.id).identical
    fresh = open_application(world.app.settings, migrate=False)
    try:
        assert fresh.pack_on(world.now.date()).bases[0].name == "bawaan-kabupaten"
    finally:
        fresh.close()


def test_a_published_text_that_was_tampered_with_is_not_used(world, draft):
    done = say(world, draft("P1"))
    with UnitOfWork(world.app.session_factory) as uow:
        record = uow.packs.get(done.pack_hash)
        files = dict(record.files)
        files[ELDERS] = files[ELDERS].replace("urgensi: P1", "urgensi: P4", 1)
        record.files = files
        uow.commit()

    with pytest.raises(Conflict, match="sudah berubah"):
        world.app.pack_on(world.now.date())
    with pytest.raises(Conflict, match="sudah berubah"):
        kept_pack(world.app, "1")


def test_reading_the_versions_takes_no_lock(world, draft):
    say(world, draft("P1"))
    with UnitOfWork(world.app.session_factory) as uow:
        uow.session.execute(text("SELECT 1"))
        uow.publications.hold()
        assert [one.number for one in list_versions(world.app, world.now)] == [1]
