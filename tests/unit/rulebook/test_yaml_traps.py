"""What editors, spreadsheets and YAML itself do to files, each met on purpose.

Everything is written to disk and read as `tksk rules check` reads it.
"""

import os

import pytest

from tests.unit.rulebook.tiny_pack import FILES
from tksk_workflow.rulebook.loading import load_pack
from tksk_workflow.rulebook.problems import PackError

RULES = "pmks/08.yaml"


@pytest.fixture
def folder(tmp_path):
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def problems_in(folder):
    with pytest.raises(PackError) as refused:
        load_pack(folder)
    return refused.value.problems


def rewritten(folder, name, change):
    path = folder / name
    path.write_bytes(change(path.read_bytes()))


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(folder):
    before = load_pack(folder)

    rewritten(folder, RULES, lambda text: b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n"))

    after = load_pack(folder)
    assert [rule.id for rule in after.rules] == [rule.id for rule in before.rules]


def test_windows_line_ends_do_not_move_the_place_of_a_mistake(folder):
    rewritten(folder, RULES, lambda text: text.replace(b"DINSOS_KAB", b"DINSOS_KEB"))
    places = [(one.line, one.column) for one in problems_in(folder)]

    rewritten(folder, RULES, lambda text: text.replace(b"\n", b"\r\n"))

    assert [(one.line, one.column) for one in problems_in(folder)] == places


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_a_file_that_is_not_utf_8_is_named(folder, encoding):
    rewritten(folder, RULES, lambda text: text.decode().encode(encoding))

    found = {one.code for one in problems_in(folder) if one.file == RULES}

    assert found & {"bukan-utf8", "yaml-salah"}


def test_a_letter_of_another_code_page_is_found_at_its_line(folder):
    rewritten(
        folder,
        RULES,
        lambda text: text.replace(b"nama: Dasar", "nama: Dasar é".encode("latin-1"), 1),
    )

    (found,) = [one for one in problems_in(folder) if one.file == RULES]

    assert "UTF-8" in found.message
    assert found.line > 1


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("{sakit: yes}", "ya-tidak"),
        ("{sakit: no}", "ya-tidak"),
        ("{sakit: on}", "ya-tidak"),
        ("{sakit: true}", "ya-tidak"),
        ("{sakit: ~}", "nilai-salah"),
        ("{usia: 08:30}", "nilai-salah"),
        ("{usia: 1_000}", "nilai-salah"),
        ("{usia: 0x3C}", "nilai-salah"),
        ("{usia: 6e1}", "nilai-salah"),
        ("{usia: 60.0}", "nilai-salah"),
        ("{usia: .inf}", "nilai-salah"),
    ],
)
def test_words_that_yaml_would_turn_into_something_else_stay_words(folder, written, code):
    rewritten(
        folder, RULES, lambda text: text.replace(b"jika: {sakit: ya}", f"jika: {written}".encode())
    )

    assert code in {one.code for one in problems_in(folder)}


def test_a_number_with_zeros_in_front_is_no_octal_number(folder):
    rewritten(
        folder,
        RULES,
        lambda text: text.replace(b"syarat: {usia: minimal 60}", b"syarat: {usia: minimal 0060}"),
    )
    rewritten(folder, "kosakata.yaml", lambda text: text.replace(b"0 sampai 120", b"0 sampai 0120"))

    pack = load_pack(folder)

    assert pack.facts["usia"].high == 120
    assert all("48" not in str(rule.condition) for rule in pack.rules)


def test_a_file_too_large_to_be_a_rule_file_is_not_read(folder):
    with (folder / "besar.yaml").open("wb") as file:
        file.write(b"berkas: sumber\n")
        file.truncate(50 * 1024 * 1024)

    (found,) = [one for one in problems_in(folder) if one.file == "besar.yaml"]

    assert found.code == "terlalu-besar"


def test_anchors_that_would_explode_are_refused_at_the_first(folder):
    bomb = "a: &a [x, x]\n" + "".join(
        f"{after}: &{after} [*{before}, *{before}]\n"
        for before, after in zip("abcdefghij", "bcdefghijk", strict=True)
    )
    (folder / "bom.yaml").write_text("berkas: sumber\n" + bomb, encoding="utf-8")

    found = [one for one in problems_in(folder) if one.file == "bom.yaml"]

    assert [(one.code, one.line) for one in found] == [("jangkar", 2)]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_nesting_without_end_is_refused_and_does_not_exhaust_the_program(folder, opening):
    (folder / "dalam.yaml").write_text(f"berkas: sumber\nx: {opening * 5_000}", encoding="utf-8")

    assert {one.code for one in problems_in(folder) if one.file == "dalam.yaml"} & {
        "terlalu-dalam",
        "yaml-salah",
    }


def test_a_folder_named_like_a_file_and_a_link_in_a_circle_do_no_harm(folder):
    (folder / "arsip.yaml").mkdir()
    os.symlink(folder, folder / "lingkaran")
    os.symlink(folder / "tidak-ada.yaml", folder / "putus.yaml")

    found = problems_in(folder)

    assert {one.file for one in found} <= {"putus.yaml", "arsip.yaml"}


@pytest.mark.parametrize(
    "content", [b"", b"\n\n# hanya catatan\n", b"\x00\x01\x02", b"%PDF-1.4 \xff"]
)
def test_an_empty_or_strange_file_is_named(folder, content):
    (folder / "aneh.yaml").write_bytes(content)

    assert [one.file for one in problems_in(folder)] == ["aneh.yaml"]


def test_a_control_character_in_a_name_never_reaches_the_terminal(folder):
    rewritten(folder, RULES, lambda text: text.replace(b"DINSOS_KAB", b'"DINSOS\\e[31mKAB"', 1))

    for one in problems_in(folder):
        assert "\x1b" not in one.message + one.hint


def test_what_was_read_through_a_file_that_is_no_folder_is_said_so(tmp_path):
    path = tmp_path / "paket.yaml"
    path.write_text("berkas: paket\n", encoding="utf-8")

    (found,) = problems_in(path)

    assert "bukan folder" in found.message
    (missing,) = problems_in(tmp_path / "tidak-ada")
    assert "tidak ditemukan" in missing.message
