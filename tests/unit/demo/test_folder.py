import pytest

from tksk_workflow.demo.folder import FolderBusy, NotADemoFolder, building, read_marker

MADE_BY = {"benih": 1}


@pytest.fixture
def final(tmp_path):
    return tmp_path / "hasil"


def build(final, text):
    with building(final, MADE_BY) as folder:
        (folder / "isi.txt").write_text(text)


class Killed(Exception):
    pass


def die_while_building(final):
    def start():
        with building(final, MADE_BY) as folder:
            (folder / "sisa").mkdir()
            (folder / "sisa" / "setengah.db").write_text("setengah")
            raise Killed

    with pytest.raises(Killed):
        start()


def test_a_finished_folder_says_what_made_it(final):
    build(final, "satu")

    assert (final / "isi.txt").read_text() == "satu"
    assert read_marker(final) == MADE_BY


def test_a_second_run_replaces_the_first_and_leaves_nothing_else(final):
    build(final, "satu")
    build(final, "dua")

    assert (final / "isi.txt").read_text() == "dua"
    assert [path.name for path in final.parent.iterdir()] == ["hasil"]


def test_a_run_that_dies_leaves_the_finished_folder_alone(final):
    build(final, "satu")

    die_while_building(final)

    assert (final / "isi.txt").read_text() == "satu"


def test_what_a_dead_run_left_is_cleared_away_by_the_next(final):
    die_while_building(final)

    assert not final.exists()
    build(final, "dua")

    assert sorted(path.name for path in final.iterdir()) == ["demo.json", "isi.txt"]


def test_a_run_killed_between_the_two_renames_loses_nothing(final):
    build(final, "satu")
    final.rename(final.with_name("hasil.sebelumnya"))

    die_while_building(final)

    assert (final / "isi.txt").read_text() == "satu"


def test_two_runs_at_once_are_refused(final):
    with building(final, MADE_BY), pytest.raises(FolderBusy), building(final, MADE_BY):
        pass


def test_a_folder_with_other_peoples_files_is_never_replaced(final):
    final.mkdir()
    (final / "surat.txt").write_text("penting")

    with pytest.raises(NotADemoFolder, match="berisi berkas lain"), building(final, MADE_BY):
        pass

    assert (final / "surat.txt").read_text() == "penting"
    assert read_marker(final) is None


def test_an_empty_folder_may_be_used(final):
    final.mkdir()

    build(final, "satu")

    assert read_marker(final) == MADE_BY
