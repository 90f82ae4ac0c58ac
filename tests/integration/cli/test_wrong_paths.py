"""A typing error in a path makes no folder and no second database; it is told."""

import json

import pytest

from tests.integration.cli.conftest import COORDINATOR, TKSK


@pytest.fixture
def fresh(office, monkeypatch, tmp_path):
    """An office whose database nobody has made yet; returns where it will be."""
    home = tmp_path / "rumah"
    monkeypatch.setenv("TKSK_HOME", str(home))
    monkeypatch.delenv("TKSK_DATABASE_URL")
    return home


def test_a_new_database_is_said_to_be_made_and_an_old_one_not(office, fresh):
    assert "dibuat, versi" in office.says("db", "upgrade", as_=None)
    assert "sudah versi" in office.says("db", "upgrade", as_=None)
    data = office.gives("db", "upgrade", as_=None)
    assert data["before"] == data["revision"]


def test_no_folder_is_made_for_a_database(office, monkeypatch, tmp_path):
    monkeypatch.setenv("TKSK_DATABASE_URL", f"sqlite:///{tmp_path}/salah/tksk.db")

    for arguments, as_ in ((("db", "upgrade"), None), (("case", "list"), TKSK)):
        said = office.refuses(*arguments, as_=as_, code=3)
        assert f"folder '{tmp_path / 'salah'}' untuk berkas basis data tidak ada" in said
    assert not (tmp_path / "salah").exists()


@pytest.mark.parametrize("url", ["bukan url", "mysql://server/tksk"])
def test_a_database_url_that_means_nothing_is_wrong_usage(office, monkeypatch, url):
    monkeypatch.setenv("TKSK_DATABASE_URL", url)
    assert "TKSK_DATABASE_URL" in office.refuses("case", "list", code=2)


@pytest.mark.parametrize(
    ("source", "target", "said"),
    [
        ("bukan url", "sqlite:///{}/b.db", "SUMBER: URL basis data tidak dapat dibaca"),
        ("{home}", "mysql://x/y", "TUJUAN: jenis basis data 'mysql' tidak didukung"),
        ("sqlite:///{}/tiada.db", "sqlite:///{}/b.db", "SUMBER: berkas basis data"),
        ("{home}", "{home}", "SUMBER dan TUJUAN adalah basis data yang sama"),
        ("{home}", "sqlite:///{}/salah/b.db", "TUJUAN: folder '"),
    ],
)
def test_copying_needs_two_databases_that_can_be(office, world, tmp_path, source, target, said):
    urls = [one.format(tmp_path, home=office.url) for one in (source, target)]

    assert said in office.refuses("db", "copy", *urls, as_=None, code=2)
    answer = office.refuses("db", "copy", *urls, "--format", "json", as_=None, code=2)
    assert json.loads(answer)["error"]["kind"] == "WrongUsage"
    assert not (tmp_path / "salah").exists()


@pytest.mark.parametrize(
    ("arguments", "as_"),
    [
        (("report", "monthly", "--month", "2026-08", "--out", "{}"), TKSK),
        (("report", "social-map", "--out", "{}.csv"), TKSK),
        (("audit", "decisions", "--out", "{}.csv"), COORDINATOR),
        (("audit", "anchor", "{}"), None),
        (("backup", "{}"), None),
        (("referral", "letter", "R-000001", "--out", "{}.pdf"), TKSK),
        (("rules", "fetch", "1", "--to", "{}"), COORDINATOR),
        (("spec", "--out", "{}"), None),
        (("demo", "--folder", "{}"), None),
    ],
)
def test_nothing_is_written_below_a_folder_that_is_not_there(
    office, world, tmp_path, arguments, as_
):
    wanted = tmp_path / "salah" / "hasil"

    said = office.refuses(*(one.format(wanted) for one in arguments), as_=as_, code=2)

    assert f"folder '{tmp_path / 'salah'}' tidak ada" in said
    assert not (tmp_path / "salah").exists()
