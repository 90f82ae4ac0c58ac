"""Files appear under their name whole or not at all, however the program ends."""

import os

import pytest

from tksk_workflow.reports.files import write_new, write_whole

OLD, NEW = b"lama\n", b"baru\n"


class PowerCut(BaseException):
    """Stands for the end of the process: nothing of ours may catch it and go on."""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "berkas.json"


def cut(*_):
    raise PowerCut


@pytest.mark.parametrize("write", [write_new, write_whole])
def test_a_file_is_there_with_all_of_its_content_and_nothing_beside_it(write, path):
    write(path, NEW)

    assert path.read_bytes() == NEW
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("write", [write_new, write_whole])
def test_what_ends_before_all_is_on_the_disk_leaves_no_file_under_the_name(
    write, path, monkeypatch
):
    monkeypatch.setattr(os, "fsync", cut)

    with pytest.raises(PowerCut):
        write(path, NEW)

    assert not path.exists()
    monkeypatch.undo()
    write(path, NEW)
    assert path.read_bytes() == NEW


def test_a_new_file_never_takes_the_place_of_another(path):
    path.write_bytes(OLD)

    with pytest.raises(FileExistsError):
        write_new(path, NEW)

    assert path.read_bytes() == OLD


def test_who_came_first_while_a_new_file_was_written_stays(path, monkeypatch):
    really = os.fsync

    def somebody_else_is_quicker(descriptor):
        really(descriptor)
        path.write_bytes(OLD)

    monkeypatch.setattr(os, "fsync", somebody_else_is_quicker)

    with pytest.raises(FileExistsError):
        write_new(path, NEW)

    assert path.read_bytes() == OLD
    assert list(path.parent.iterdir()) == [path]


def test_a_whole_file_takes_the_place_of_the_old_one_and_only_its_owner_reads_it(path):
    path.write_bytes(OLD)

    write_whole(path, NEW)

    assert path.read_bytes() == NEW
    assert path.stat().st_mode & 0o077 == 0
