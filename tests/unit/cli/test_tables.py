"""Tables in narrow and wide windows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tksk_workflow.cli.tables import how_many, table_lines

HEADINGS = ("kasus", "urgensi", "status", "desa", "petugas", "dibuka", "rujukan", "keterangan")
ROWS = [
    *[["K-000010", "P0", "antrean manual", "16.03.06.2006", "tksk-gelumbang"]],
    *[["K-000053", "P3", "dipantau", "16.03.06.2019", "tksk-gelumbang"]],
]
ROWS[0] += ["01-09-2026 04:00 WIB", "12", "4 terlambat; menunggu keputusan; ditangani tertutup"]
ROWS[1] += ["02-09-2026 14:30 WIB", "0", "-"]
SOLID = [cell for row in ROWS for cell in row[:7]]


@pytest.mark.parametrize("width", [60, 80, 100, 120, 160, 200])
def test_codes_dates_and_statuses_stay_whole_and_lines_stay_in_the_window(width):
    lines = table_lines(HEADINGS, ROWS, width)

    for cell in SOLID:
        assert any(cell in line for line in lines), cell
    assert max(map(len, lines)) <= width


def test_what_does_not_fit_stands_below_its_row_with_its_heading():
    lines = table_lines(HEADINGS, ROWS, 80)

    assert "keterangan" not in lines[0]
    below = [line for line in lines if "keterangan: 4 terlambat" in line]
    assert len(below) == 1
    assert below[0].startswith("   ")
    assert "keterangan: -" not in "\n".join(lines)


def test_free_text_is_broken_between_words_where_that_is_enough():
    text = "mitra tidak dapat melayani dan tidak ada mitra pengganti"
    lines = table_lines(("nomor", "perihal"), [["E-7", text]], 40)

    assert lines[0].split() == ["nomor", "perihal"]
    assert len(lines) == 4
    assert " ".join(" ".join(lines[2:]).replace("E-7", "").split()) == text


def test_a_wide_window_has_one_line_for_each_row():
    lines = table_lines(HEADINGS, ROWS, 200)

    assert len(lines) == 2 + len(ROWS)
    assert lines[1].replace("─", "").strip() == ""


_WORDS = st.lists(st.text("abcXYZ09-._", min_size=1, max_size=30), min_size=1, max_size=8)


@given(
    st.lists(st.lists(_WORDS.map(" ".join), min_size=4, max_size=4), min_size=1, max_size=5),
    st.integers(20, 220),
)
def test_no_word_is_ever_broken_or_lost(rows, width):
    found = " ".join(table_lines(("a", "b", "c", "d"), rows, width)).split()

    told = {word.removesuffix(";") for word in found}
    assert all(word in told or word == "-" for row in rows for cell in row for word in cell.split())


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        (199, "Kasus (199)"),
        (200, "Kasus (200 pertama, mungkin masih ada lagi; tambah dengan --limit)"),
    ],
)
def test_a_list_that_was_cut_says_so(shown, said):
    assert how_many("Kasus", shown, 200) == said
