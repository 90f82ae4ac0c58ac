"""A directory becomes a pack, or a list of what is wrong with it."""

from __future__ import annotations

import pytest

from tests.unit.rulebook.tiny_pack import FILES, changed
from tksk_workflow.domain.conditions import All, Compare, Equals, Has, Order, Parameter, Possibly
from tksk_workflow.domain.rulepack import RuleKind
from tksk_workflow.rulebook.loading import content_hash, load_pack, load_texts, pack_files
from tksk_workflow.rulebook.problems import PackError, render_text


@pytest.fixture
def directory(tmp_path):
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def codes(error):
    return [problem.code for problem in error.value.problems]


def rule(pack, rule_id):
    return next(found for found in pack.rules if found.id == rule_id)


GATE = Compare("usia", Order.AT_LEAST, Parameter("usia_lansia"))


def test_a_rule_needs_its_type_its_gate_and_its_own_condition():
    found = rule(load_texts(FILES), "PMKS-08")

    assert found.condition == All((Has("pmks", "PMKS-08"), GATE, Equals("sakit", True)))


def test_an_emergency_does_not_wait_for_the_gate():
    found = rule(load_texts(FILES), "PMKS-08-V1")

    own = All((Equals("sakit", True), Equals("sendiri", True)))
    assert found.condition == All((Has("pmks", "PMKS-08"), Possibly(GATE), own))


def test_a_rule_may_leave_the_gate_out():
    files = changed(
        "pmks/08.yaml", "    jika: {sakit: ya}\n", "    syarat: tidak\n    jika: {sakit: ya}\n"
    )

    found = rule(load_texts(files), "PMKS-08")

    assert found.condition == All((Has("pmks", "PMKS-08"), Equals("sakit", True)))


def test_the_next_tier_is_a_referral_of_its_own_after_the_first():
    orders = rule(load_texts(FILES), "PMKS-08-V1").orders

    assert [(order.partner_type, order.after) for order in orders] == [
        ("PUSKESMAS", None),
        ("RSUD", "PUSKESMAS"),
    ]


def test_the_next_tier_shares_the_condition_of_the_first():
    files = changed(
        "pmks/08.yaml",
        "layanan: berobat, lalu",
        "layanan: berobat, hanya_jika: {adl: mandiri}, lalu",
    )

    orders = rule(load_texts(files), "PMKS-08-V1").orders

    assert {order.condition for order in orders} == {Equals("adl", "mandiri")}


def test_a_type_code_replaces_its_base_rules_and_a_star_its_variants():
    more = FILES["pmks/08.yaml"].replace("PMKS-08", "PMKS-09").replace("[LUT]", "[PD]")
    files = changed("kosakata.yaml", "anggota: [PMKS-08]", "anggota: [PMKS-08, PMKS-09]")
    files["pmks/09.yaml"] = more.replace(
        "      dokumen: [KTP]\n", "      gantikan: [PMKS-08, PMKS-08-*, PMKS-09-*]\n"
    )

    found = rule(load_texts(files), "PMKS-09")

    assert found.replaces == ("PMKS-08", "PMKS-08-V1", "PMKS-09-V1")


def test_words_that_confirm_each_other_are_no_circle():
    back = (
        "  - id: TUR-02\n    nama: Kembali\n    sumber: [umum]\n    jika: {ditolong: ya}\n"
        "    maka: {simpulkan: {sendiri: tidak}}\n    contoh:\n"
        "      - {nama: A, fakta: {ditolong: ya}, hasil: cocok}\n"
        "      - {nama: B, fakta: {ditolong: tidak}, hasil: tidak cocok}\n"
        "  - id: TUR-03\n    nama: Lagi\n    sumber: [umum]\n    jika: {sendiri: tidak}\n"
        "    maka: {simpulkan: {ditolong: ya}}\n    contoh:\n"
        "      - {nama: A, fakta: {sendiri: tidak}, hasil: cocok}\n"
        "      - {nama: B, fakta: {sendiri: ya}, hasil: tidak cocok}\n"
    )

    pack = load_texts({**FILES, "turunan.yaml": FILES["turunan.yaml"] + back})

    assert [found.id for found in pack.rules if found.kind is RuleKind.DERIVED] == [
        "TUR-01",
        "TUR-02",
        "TUR-03",
    ]


def test_codes_times_and_numbers_keep_their_spelling():
    files = changed("pmks/08.yaml", "    jika: {sakit: ya}\n", "    jika: {wilayah: 16.03}\n")

    assert Equals("wilayah", "16.03") in rule(load_texts(files), "PMKS-08").condition.parts


def test_a_directory_and_its_texts_are_the_same_pack(directory):
    assert load_pack(directory) == load_texts(pack_files(directory))


def test_byte_order_marks_and_windows_line_ends_change_nothing(directory):
    path = directory / "layanan.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + FILES["layanan.yaml"].replace("\n", "\r\n").encode())

    assert load_pack(directory).content_hash == content_hash(FILES)


def test_the_hash_changes_with_any_text_and_any_path():
    renamed = {
        ("pmks/8.yaml" if name == "pmks/08.yaml" else name): text for name, text in FILES.items()
    }
    other = {**FILES, "paket.yaml": FILES["paket.yaml"] + "# catatan\n"}

    assert len({content_hash(FILES), content_hash(renamed), content_hash(other)}) == 3


def test_hidden_files_are_not_read(directory):
    (directory / ".kunci.yaml").write_text("bukan: [paket", encoding="utf-8")
    (directory / ".git").mkdir()
    (directory / ".git" / "x.yaml").write_text("bukan: [paket", encoding="utf-8")

    assert load_pack(directory).name == "kecil"


def test_a_file_with_another_ending_is_not_overlooked(directory):
    (directory / "tambahan.yml").write_text("berkas: layanan\n", encoding="utf-8")

    with pytest.raises(PackError) as error:
        load_pack(directory)

    assert codes(error) == ["akhiran-berkas"]


def test_text_that_is_not_utf8_is_named_with_its_place(directory):
    (directory / "layanan.yaml").write_bytes(b"berkas: layanan\n# \xe9\n")

    with pytest.raises(PackError) as error:
        load_pack(directory)

    found = error.value.problems[0]
    assert (found.code, found.line, found.column) == ("bukan-utf8", 2, 3)


def test_a_file_that_is_too_large_is_not_parsed(directory):
    (directory / "layanan.yaml").write_bytes(b"#" * (2 * 1024 * 1024 + 1))

    with pytest.raises(PackError) as error:
        load_pack(directory)

    assert "terlalu-besar" in codes(error)


def test_a_control_character_is_a_problem_with_a_place():
    with pytest.raises(PackError) as error:
        load_texts(changed("layanan.yaml", "Berobat", "Ber\0obat"))

    found = error.value.problems[0]
    assert (found.code, found.file, found.line) == ("yaml-salah", "layanan.yaml", 3)


@pytest.mark.parametrize("name", ["tidak-ada", "kosong", "berkas"])
def test_what_is_no_pack_is_said_in_one_problem(tmp_path, name):
    (tmp_path / "kosong").mkdir()
    (tmp_path / "kosong" / "lain.yaml").write_text("a: [", encoding="utf-8")
    (tmp_path / "berkas").write_text("x", encoding="utf-8")

    with pytest.raises(PackError) as error:
        load_pack(tmp_path / name)

    assert codes(error) == ["paket-tidak-ada"]


def test_a_problem_is_shown_with_its_line_and_a_caret():
    files = changed("pmks/08.yaml", "mitra: DINSOS_KAB", "mitra: DINSOS_KEB")
    with pytest.raises(PackError) as error:
        load_texts(files)

    shown = render_text(error.value.problems, files).splitlines()

    assert shown[0].startswith("pmks/08.yaml:17:19: ")
    assert shown[2].index("^") == shown[1].index("DINSOS_KEB")
    assert "DINSOS_KAB" in shown[3]
