"""`tksk referral letter` and `verify-letter`."""


def test_a_letter_is_written_and_its_code_is_checked(office, world, tmp_path):
    code = world.referral(world.sent_case(), "DINSOS-A").code
    path = tmp_path / "surat.pdf"

    made = office.gives("referral", "letter", code, "--out", path)

    assert path.read_bytes().startswith(b"%PDF")
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.glob(".*")) == []
    assert "asli" in office.says("referral", "verify-letter", code, made["code"])
    assert "bukan dari surat" in office.refuses("referral", "verify-letter", code, "AAAA-BBBB")


def test_a_folder_that_is_not_there_is_wrong_usage(office, world, tmp_path):
    code = world.referral(world.sent_case(), "DINSOS-A").code

    office.refuses("referral", "letter", code, "--out", tmp_path / "a" / "b.pdf", code=2)
