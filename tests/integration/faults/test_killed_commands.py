"""Commands that die by SIGKILL at random points, and are typed again by whoever typed them.

Each command is killed, the record and the files are looked at, then it is typed again until
it ends by itself: it does its work or says that it is done. In the end the record is the one
that nobody disturbed. `make faults` kills each command many times, `make test` once.
"""

import json
import os
import random
from collections import Counter

import pytest
from sqlalchemy import func, select

from tests.integration.cli.conftest import COORDINATOR, SECRET, START, TKSK
from tests.integration.services.world import NEGLECTED, PAPERS, VILLAGE, World
from tests.support.contents import read
from tests.support.killing import settings_for
from tksk_workflow.config import default_rules_dir
from tksk_workflow.services.application import open_application
from tksk_workflow.store.database import create_engine_for
from tksk_workflow.store.models import Case, Referral
from tksk_workflow.store.session import session_factory_for
from tksk_workflow.store.transfer.copying import copy_database

pytestmark = [pytest.mark.slow]

SEED = int(os.environ.get("TKSK_FAULT_SEED", "20260901"))
KILLS_PER_COMMAND = int(os.environ.get("TKSK_FAULT_KILLS", "1"))
PARTNER = "mitra/DINSOS-A"
FACTS = json.dumps({"kondisi": NEGLECTED, "dokumen": PAPERS, "nik_status": "padan"})
CASES = """nik;nama;tgl_lahir;jenis_kelamin;kode_kategori;catatan;jenis_disabilitas;desa
9903064503500011;Warga Satu;05-03-1950;P;PMKS-08;;;16.03.06.2004
9903061203600012;Warga Dua;12-03-1960;L;PMKS-23;;;16.03.06.2004
9903061203600013;Warga Tiga;12-03-1961;L;PMKS-08;;;16.03.06.2004
"""
PARTNERS = """kode;nama;jenis;tingkat;wilayah
PKM-BARU;Puskesmas Baru;PUSKESMAS;kecamatan;16.03.17
RSUD-BARU;Rumah Sakit Baru;RSUD;kabupaten;16.03
"""


def by(who, *arguments):
    """A command of somebody, at a moment that does not change when it is typed again."""
    return [*arguments, "--as", who, "--now", START.isoformat()]


STEPS = (
    by(COORDINATOR, "import", "partners", "mitra.csv"),
    by(COORDINATOR, "partner", "set", "PKM-1", "--capacity", "40"),
    by(COORDINATOR, "outbox", "address", PARTNER, "--email", "mitra@contoh.example"),
    by(
        TKSK,
        *("case", "add", "--name", "Warga Contoh", "--village", VILLAGE, "--pmks", "PMKS-08"),
        *("--nik", "9903064503500001", "--birth-date", "05-03-1950", "--sex", "P"),
        *("--facts", FACTS),
    ),
    by(TKSK, "case", "visit", "{case}", "--note", "rumah didatangi"),
    by("kades/kades-2004", "case", "verify", "{case}"),
    by("rt_rw/rt-2004", "case", "verify", "{case}"),
    by(TKSK, "case", "decide", "{case}"),
    by(TKSK, "referral", "letter", "{referral}", "--out", "surat.pdf"),
    by(TKSK, "referral", "send", "{referral}"),
    by(PARTNER, "referral", "accept", "{referral}"),
    by(PARTNER, "referral", "queue", "{referral}", "--position", "2", "--until", "2026-09-20"),
    by(PARTNER, "referral", "resume", "{referral}"),
    by(PARTNER, "referral", "deliver", "{referral}", "--note", "sudah"),
    by(TKSK, "referral", "contact", "{referral}", "--outcome", "tidak_bertemu"),
    by(
        TKSK,
        *("referral", "confirm", "{referral}", "--received-by", "klien", "--right-person"),
        *("--method", "kunjungan", "--proof", "BA-001", "--received-at", "2026-09-07"),
    ),
    by(TKSK, "case", "outcome", "{case}", "membaik", "--note", "makan cukup"),
    by(TKSK, "case", "close", "{case}"),
    by(TKSK, "case", "reopen", "{case}", "--reason", "keadaan memburuk"),
    by(TKSK, "case", "cancel", "{case}", "--reason", "klien pindah"),
    by(TKSK, "import", "cases", "daftar.csv"),
    by(COORDINATOR, "report", "monthly", "--month", "2026-08", "--kecamatan", "16.03.06"),
    # Late, because from then on each command reads the rules from the record.
    by(COORDINATOR, "rules", "publish", str(default_rules_dir()), "--reason", "Rapat"),
    ["audit", "anchor", "jangkar.json"],
    ["backup", "cadangan.tksk"],
    ["db", "copy", "{url}", "sqlite:///{folder}/salinan.db"],
)
HAPPENS_AGAIN = ("case decide",)
"""Typed again this is something new that happened; whoever was cut off looks first."""

SHORT = 9
"""How many commands are typed in `make test`, so that the suite stays short."""

PLAN = STEPS if KILLS_PER_COMMAND > 1 else STEPS[:SHORT]

ON_RECORD_AGAIN = ("import", "referral letter")
"""Who reads the same list in or prints the same letter once more changes nothing, but it is
written down that it was done.
"""

IN_STEPS = ("report monthly", *ON_RECORD_AGAIN)
"""These work in several transactions or end with a file; what is done is done."""


@pytest.fixture(scope="session")
def furnished(tmp_path_factory, sqlite_databases):
    """The file of a record with partners and workers."""
    folder = tmp_path_factory.mktemp("furnished")
    app = open_application(settings_for(f"sqlite:///{folder / 'tksk.db'}", folder))
    World(app, START).furnish()
    app.close()
    return folder / "tksk.db"


class Typist:
    """Types commands at one record, in one folder."""

    def __init__(self, guillotine, url, folder):
        self._guillotine = guillotine
        self.url, self.folder = url, folder
        folder.mkdir()
        (folder / "daftar.csv").write_text(CASES, encoding="utf-8")
        (folder / "mitra.csv").write_text(PARTNERS, encoding="utf-8")
        self._environment = {
            "TKSK_HOME": str(folder),
            "TKSK_DATABASE_URL": url,
            "TKSK_SECRET": SECRET,
        }

    def type(self, step, point=0, **environment):
        named = any("{case}" in part or "{referral}" in part for part in step)
        names = {"{url}": self.url, "{folder}": str(self.folder)}
        arguments = [_filled(part, names | (self._codes() if named else {})) for part in step]
        return self._guillotine.run(
            self.folder, {**self._environment, **environment}, arguments, point
        )

    def _codes(self):
        """The case and referral of this record: after a rollback numbers may have gaps."""
        engine = create_engine_for(self.url)
        with session_factory_for(engine)() as session:
            case = session.scalar(select(func.min(Case.id))) or 0
            referral = session.scalar(select(func.min(Referral.id))) or 0
        engine.dispose()
        return {
            "{case}": f"K-{case:06d}",
            "{referral}": f"R-{referral:06d}",
        }


def _filled(part, names):
    # Not `str.format`: facts are JSON and have braces of their own.
    for name, value in names.items():
        part = part.replace(name, value)
    return part


def name_of(step):
    return " ".join(step[:2]) if step[0] in ("case", "referral", "report") else step[0]


def may_stop_between(step):
    return name_of(step) in IN_STEPS


@pytest.fixture(scope="session")
def undisturbed(guillotine, furnished, tmp_path_factory):
    """What stands in the record after each command, and the points of each."""
    folder = tmp_path_factory.mktemp("undisturbed")
    url = f"sqlite:///{folder / 'tksk.db'}"
    copy_database(f"sqlite:///{furnished}", url)
    typist = Typist(guillotine, url, folder / "meja")
    stages = [(read(url).done, 0)]
    for step in PLAN:
        ended = typist.type(step)
        assert ended.code == 0, (step, ended.said)
        stages.append((read(url).done, ended.points))
    return stages, files_of(typist)


def files_of(typist):
    """The files that commands have left under their final names; those that are reproducible
    with their content.
    """
    return {
        path.name: path.read_bytes() if path.name.startswith("laporan") else b""
        for path in typist.folder.iterdir()
        if path.suffix in (".xlsx", ".pdf", ".json", ".tksk") and not path.name.startswith(".")
    }


class Comparison:
    """Compares a record with the undisturbed one, and knows what was done more than once."""

    def __init__(self, url):
        self._url = url
        self._again = Counter()

    def done(self):
        """What stands in the record, without further entries about the same act."""
        found = read(self._url)
        assert found.problems == []
        return found.done | {"jejak": found.done["jejak"] - self._again}

    def take_note(self, after):
        """Take note of further entries about an act; they are like the first one."""
        again = self.done()["jejak"] - after["jejak"]
        assert set(again) <= set(after["jejak"])
        self._again += again


def look(typist, comparison, step, before, after):
    """After a kill: every promise holds, and the command is done or not begun."""
    found = comparison.done()
    if not may_stop_between(step):
        assert found in (before, after), step
    whole_files(typist)
    return found == after and before != after


def whole_files(typist):
    """Under its final name there is never half a file."""
    for path in typist.folder.iterdir():
        if path.name.startswith(".") or not path.is_file():
            continue
        content = path.read_bytes()
        if path.name == "jangkar.json":
            assert json.loads(content)["number"] > 0
        elif path.suffix == ".pdf":
            assert content.rstrip().endswith(b"%%EOF")
        elif path.suffix in (".xlsx", ".tksk"):
            assert len(content) > 1000


def test_killed_anywhere_and_typed_again_commands_do_their_work_once(
    furnished, empty_database_url, database_kind, guillotine, undisturbed, tmp_path, capsys
):
    stages, files = undisturbed
    chance = random.Random(f"{SEED} commands {database_kind}")
    copy_database(f"sqlite:///{furnished}", empty_database_url)
    typist = Typist(guillotine, empty_database_url, tmp_path / "meja")
    comparison = Comparison(typist.url)
    kills = Counter()
    victims = set(range(len(PLAN)))
    if PLAN != STEPS:
        victims = set(chance.sample(sorted(victims), len(PLAN) // 2))
    for number, step in enumerate(PLAN):
        before, (after, length) = stages[number][0], stages[number + 1]
        done = False
        for _ in range(KILLS_PER_COMMAND if number in victims else 0):
            ended = typist.type(step, chance.randint(1, length))
            kills[name_of(step)] += ended.killed
            assert "Traceback" not in ended.said, (step, ended.said)
            done = look(typist, comparison, step, before, after)
            if (done or not ended.killed) and name_of(step) in HAPPENS_AGAIN:
                break
        if not (done and name_of(step) in HAPPENS_AGAIN):
            ended = typist.type(step)
            assert ended.code == 0 or (ended.code == 1 and number in victims), (step, ended.said)
            assert "Traceback" not in ended.said
        if name_of(step) in ON_RECORD_AGAIN:
            comparison.take_note(after)
        assert comparison.done() == after, step
    with capsys.disabled():
        tally = ", ".join(f"{name} {count}" for name, count in sorted(kills.items()) if count)
        print(f"\nkill -9 of commands, {database_kind}, seed {SEED}: {kills.total()} ({tally})")
    assert kills.total() > 0
    assert files_of(typist) == files
    if PLAN != STEPS:
        return
    restored = typist.type(
        ["restore", "cadangan.tksk"], TKSK_DATABASE_URL=f"sqlite:///{tmp_path}/pulih.db"
    )
    assert restored.code == 0, restored.said
    for copied in (tmp_path / "pulih.db", typist.folder / "salinan.db"):
        assert read(f"sqlite:///{copied}") == read(typist.url)


def test_a_restore_that_was_killed_leaves_the_database_empty_and_works_the_next_time(
    furnished, empty_database_url, database_kind, guillotine, tmp_path, capsys
):
    typist = Typist(guillotine, f"sqlite:///{furnished}", tmp_path / "meja")
    assert typist.type(["backup", "cadangan.tksk"]).code == 0
    target = {"TKSK_DATABASE_URL": empty_database_url}
    chance = random.Random(f"{SEED} restore {database_kind}")
    kills = 0
    for _ in range(KILLS_PER_COMMAND):
        ended = typist.type(["restore", "cadangan.tksk"], chance.randint(1, 400), **target)
        kills += ended.killed
        if not ended.killed:
            break
    else:
        ended = typist.type(["restore", "cadangan.tksk"], **target)
    with capsys.disabled():
        print(f"\nkill -9 of restore, {database_kind}, seed {SEED}: {kills}")

    assert ended.code in (0, 1), ended.said
    assert ended.code == 0 or "sudah berisi" in ended.said
    assert read(empty_database_url) == read(typist.url)


def test_tables_whose_creation_was_killed_are_completed_by_the_next_upgrade(
    empty_database_url, database_kind, guillotine, tmp_path, capsys
):
    typist = Typist(guillotine, "sqlite://", tmp_path / "meja")
    target = {"TKSK_DATABASE_URL": empty_database_url}
    chance = random.Random(f"{SEED} upgrade {database_kind}")
    kills = 0
    for _ in range(KILLS_PER_COMMAND):
        kills += typist.type(["db", "upgrade"], chance.randint(1, 150), **target).killed
    with capsys.disabled():
        print(f"\nkill -9 of db upgrade, {database_kind}, seed {SEED}: {kills}")

    ended = typist.type(["db", "upgrade"], **target)

    assert ended.code == 0, ended.said
    assert typist.type(["db", "status"], **target).code == 0
    assert read(empty_database_url).problems == []
