"""Writing the files of a pack back into a folder: all of them, or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.rulebook.district_pack import entry, with_changes
from tksk_workflow.rulebook.loading import load_pack
from tksk_workflow.rulebook.reading.pack_folder import content_hash, write_files

FILES = with_changes(entry("aturan: PMKS-08", "ubah: {maka: {urgensi: P1}}"))


@pytest.mark.parametrize("exists", [True, False])
def test_what_is_written_is_the_same_pack(tmp_path, exists):
    folder = tmp_path / "lama" / "paket"
    if exists:
        folder.mkdir(parents=True)

    write_files(FILES, folder)

    assert load_pack(folder).content_hash == content_hash(FILES)


def test_line_ends_and_letters_stay_as_they_are(tmp_path):
    write_files({"paket.yaml": "nama: ují\r\n"}, tmp_path / "paket")

    assert (tmp_path / "paket" / "paket.yaml").read_bytes() == "nama: ují\r\n".encode()


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    (tmp_path / "catatan.txt").write_text("penting")

    with pytest.raises(FileExistsError):
        write_files(FILES, tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["catatan.txt"]


@pytest.mark.parametrize("path", ["../keluar.yaml", "/etc/keluar.yaml", "a/../../b.yaml", "a\\b"])
def test_nothing_is_written_outside_of_the_folder(tmp_path, path):
    with pytest.raises(ValueError, match="outside"):
        write_files({"paket.yaml": "x", path: "x"}, tmp_path / "paket")

    assert list(tmp_path.iterdir()) == []


def test_a_failure_on_the_way_leaves_nothing_behind(tmp_path, monkeypatch):
    def breaks(self, target):
        raise OSError(28, "penuh")

    monkeypatch.setattr(Path, "rename", breaks)

    with pytest.raises(OSError, match="penuh"):
        write_files(FILES, tmp_path / "paket")

    assert list(tmp_path.iterdir()) == []
