"""Wherever a command takes a pack it takes a folder, a published version, or a hash."""

import json
import shutil

import pytest
from typer.testing import CliRunner

from tests.integration.cli.conftest import COORDINATOR, START
from tests.unit.rulebook.tiny_pack import FILES
from tksk_workflow.cli.root import app
from tksk_workflow.config import default_rules_dir
from tksk_workflow.rulebook.reading.pack_folder import content_hash, write_files
from tksk_workflow.services.transaction import transaction

ELDERS = "pmks/08-lanjut-usia-terlantar.yaml"
NOW = "2026-09-07T08:00"
FACTS = '{"id": "K-1", "pmks": ["PMKS-08"], "usia": 71, "terlantar_psikis_sosial": true}\n'
UNREACHABLE = "postgresql+psycopg://tksk@127.0.0.1:1/tksk?connect_timeout=1"


@pytest.fixture
def published(office, world, tmp_path, monkeypatch):
    """Version 1 sends neglected old people at P1; the folder of the rules says P2."""
    folder = tmp_path / "draf"
    shutil.copytree(default_rules_dir(), folder)
    path = folder / ELDERS
    path.write_text(path.read_text().replace("urgensi: P2", "urgensi: P1", 1))
    done = office.gives(
        "rules", "publish", folder, "--reason", "Rapat", "--now", NOW, as_=COORDINATOR
    )
    shutil.rmtree(folder)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fakta.jsonl").write_text(FACTS, encoding="utf-8")
    return done


def urgency_of(answer: str) -> str:
    (one,) = json.loads(answer)["referrals"]
    return one["urgency"]


@pytest.mark.parametrize(
    ("reference", "engine"),
    [
        ("1", "bulk"),
        ("v1", "bulk"),
        ("versi:1", "inference"),
        ("versi 1", "bulk"),
        ("hash", "bulk"),
    ],
)
def test_a_case_is_decided_by_an_old_version(office, published, reference, engine):
    named = published["pack_hash"][:12] if reference == "hash" else reference

    answer = office.says(
        *("rules", "decide", "--facts", "fakta.jsonl", "--pack", named, "--engine", engine),
        as_=None,
    )
    today = office.says("rules", "decide", "--facts", "fakta.jsonl", as_=None)

    assert json.loads(answer)["pack"] == published["pack_hash"]
    assert (urgency_of(answer), urgency_of(today)) == ("P1", "P2")


def test_every_command_that_reads_a_pack_reads_a_version(office, published):
    assert "tidak bermasalah" in office.says("rules", "check", "versi:1", as_=None)
    assert office.gives("rules", "check", "1", as_=None) == []
    assert ", 0 gagal" in office.says("rules", "test", "1", as_=None)
    assert "KASUS K-1" in office.says(
        "rules", "explain", "--facts", "fakta.jsonl", "--pack", "1", as_=None
    )
    assert "perlu diperiksa" in office.says("rules", "analyse", "1", as_=None)
    assert "bawaan-kabupaten" in json.loads(office.says("rules", "schema", "1", as_=None))["title"]
    assert published["pack_hash"] in office.says("rules", "show", "1", as_=None)
    found = office.gives(*("rules", "simulate", "--pack", "1", "--facts", "fakta.jsonl"), as_=None)
    assert found["counts"]["urgensi"] == 1


def test_two_versions_are_counted_side_by_side(office, published, tmp_path):
    (tmp_path / "pmks.csv").write_text(
        "id,pmks,usia,terlantar_psikis_sosial,wilayah\nK-1,PMKS-08,71,ya,16.03.06.2004\n"
    )

    found = office.gives(
        *("rules", "what-if", "--facts", "pmks.csv", "--pack", "1", "--against", "versi:1"),
        as_=None,
    )
    other = office.gives("rules", "what-if", "--facts", "pmks.csv", "--against", "1", as_=None)

    assert found["after"] == found["before"]
    assert [row["urgency"] for row in other["before"]["table"]] == ["P1"]
    assert [row["urgency"] for row in other["after"]["table"]] == ["P2"]


def test_a_folder_that_is_called_like_a_version_stays_a_folder(office, published, tmp_path):
    write_files(FILES, tmp_path / "1")

    for name in ("1", "./1", tmp_path / "1"):
        assert "Paket kecil 1 tidak bermasalah" in office.says("rules", "check", name, as_=None)
    assert "Paket bawaan-kabupaten" in office.says("rules", "check", "versi:1", as_=None)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("check", "9"), 1),
        (("test", "abcdef012345"), 1),
        (("decide", "--facts", "fakta.jsonl", "--pack", "versi:9"), 1),
        (("explain", "--facts", "fakta.jsonl", "--pack", "./1"), 1),
        (("check", "tidak/ada"), 1),
        (("analyse", "1", "--date", "kapan"), 2),
        (("check", "1", "2"), 2),
    ],
)
def test_a_pack_that_is_not_there_is_explained(office, published, arguments, code):
    assert office.refuses("rules", *arguments, as_=None, code=code)


def test_a_folder_needs_no_database_and_a_version_says_that_it_has_none(
    office, published, tmp_path, monkeypatch
):
    monkeypatch.setenv("TKSK_DATABASE_URL", UNREACHABLE)
    write_files(FILES, tmp_path / "kecil")

    for command in ("check", "test", "analyse"):
        assert CliRunner().invoke(app, ["rules", command, "kecil"]).exit_code == 0
        assert CliRunner().invoke(app, ["rules", command, "versi:1"]).exit_code == 3


def test_a_kept_pack_that_no_longer_loads_is_shown_with_its_mistakes(office, world):
    """A pack that an older program took: all of its mistakes, and what to do about them."""
    old = {**FILES, "mitra.yaml": FILES["mitra.yaml"].replace("tingkat: kecamatan", "tingkat: kel")}
    hash_ = content_hash(old)
    with transaction(world.app) as uow:
        uow.packs.store(hash_, "lama", "1", old, START)

    said = office.refuses("rules", "test", hash_[:12], as_=None)
    checked = office.refuses("rules", "check", hash_[:12], as_=None)
    told = json.loads(office.refuses("rules", "check", hash_[:12], "--format", "json", as_=None))

    assert "PUSKESMAS" in said
    assert "tksk rules fetch" in said
    assert "1 masalah dalam 1 berkas." in checked
    assert [one["rule"] for one in told] == ["PUSKESMAS"]
