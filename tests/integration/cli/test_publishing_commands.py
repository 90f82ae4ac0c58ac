"""`tksk rules publish`, `versions`, `rollback`, `fetch`: what people type and read."""

import json
import shutil

import pytest

from tests.integration.cli.conftest import COORDINATOR, TKSK
from tksk_workflow.config import default_rules_dir
from tksk_workflow.rulebook.loading import load_pack

ELDERS = "pmks/08-lanjut-usia-terlantar.yaml"
NOW = "2026-09-07T08:00"


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "draf"
    shutil.copytree(default_rules_dir(), made)
    path = made / ELDERS
    path.write_text(path.read_text().replace("urgensi: P2", "urgensi: P1", 1))
    return made


def publish(office, folder, *more, says=None, as_=COORDINATOR):
    ask = says or office.says
    return ask(
        "rules", "publish", folder, "--reason", "Rapat koordinasi", "--now", NOW, *more, as_=as_
    )


def test_a_pack_is_published_and_listed(office, world, folder):
    said = publish(office, folder, "--from", "2026-10-01")
    listed = office.says("rules", "versions", "--now", NOW, as_=None)

    assert "Versi 1 diterbitkan: bawaan-kabupaten 1.0" in said
    assert "berlaku mulai 01-10-2026" in said
    assert "folder itu tidak dipakai lagi" in said
    for word in ("akan berlaku", COORDINATOR, "Rapat koordinasi", "01-10-2026"):
        assert word in listed


def test_before_anything_is_published_the_folder_is_named(office, world):
    assert str(default_rules_dir()) in office.says("rules", "versions", as_=None)


def test_publishing_twice_says_that_nothing_changed(office, world, folder):
    publish(office, folder)
    said = publish(office, folder)
    told = json.loads(publish(office, folder, "--format", "json"))

    assert "Tidak ada yang berubah" in said
    assert (told["unchanged"], told["version"], told["in_force_from"]) == (True, 1, "2026-09-07")


def test_a_broken_pack_is_shown_with_every_problem_and_not_published(office, world, folder):
    path = folder / ELDERS
    path.write_text(path.read_text().replace("urgensi: P1", "urgensi: P9", 1))
    with (folder / "layanan.yaml").open("a") as file:
        file.write("  permakanan: {nama: Lagi}\n")

    said = publish(office, folder, says=office.refuses)
    told = json.loads(publish(office, folder, "--format", "json", says=office.refuses))

    assert f"{ELDERS}:" in said
    assert "'P9'" in said
    assert "2 masalah, jadi tidak diterbitkan" in said
    assert "PMKS-08" in next(line for line in said.splitlines() if "'P9'" in line)
    assert {(one["code"], one["rule"]) for one in told["error"]["problems"]} == {
        ("nilai-salah", "PMKS-08"),
        ("ganda", "permakanan"),
    }
    assert office.gives("rules", "versions", as_=None) == []


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        (("--from", "kemarin"), 2, "bukan tanggal"),
        (("--from", "2026-09-06"), 1, "sudah lewat"),
        (("--reason", " "), 1, "belum diisi"),
    ],
)
def test_wrong_days_and_reasons_are_explained(office, world, folder, more, code, said):
    answer = office.run(
        "rules", "publish", folder, "--reason", "x", "--now", NOW, *more, as_=COORDINATOR
    )

    assert answer.exit_code == code
    assert said in answer.output


def test_only_the_coordinator_publishes(office, world, folder):
    assert "tidak menerbitkan aturan" in publish(office, folder, says=office.refuses, as_=TKSK)
    said = publish(
        office, folder, as_=None, says=lambda *one, as_: office.refuses(*one, as_=as_, code=2)
    )
    assert "siapa yang bertindak" in said


def test_going_back_names_both_versions(office, world, folder):
    publish(office, folder)
    publish(office, default_rules_dir())
    said = office.says(
        "rules", "rollback", "1", "--reason", "Keliru", "--now", NOW, as_=COORDINATOR
    )

    assert "Versi 3 diterbitkan" in said
    assert "menggantikan versi 2" in said
    assert "kembali ke isi versi 1" in office.says("rules", "versions", as_=None)
    assert "'tksk rules versions'" in office.refuses(
        "rules", "rollback", "9", "--reason", "Keliru", as_=COORDINATOR
    )


def test_a_plan_that_stays_is_mentioned(office, world, folder):
    publish(office, folder, "--from", "2026-12-01")

    assert "versi 1 tetap mulai berlaku" in publish(office, default_rules_dir())


@pytest.mark.parametrize("by", ["version", "hash"])
def test_the_files_of_a_version_are_written_again(office, world, folder, tmp_path, by):
    done = json.loads(publish(office, folder, "--format", "json"))
    shutil.rmtree(folder)
    reference = "1" if by == "version" else done["pack_hash"][:10]

    said = office.says("rules", "fetch", reference, "--to", tmp_path / "lama", as_=None)
    shown = office.gives("rules", "show", reference, as_=None)

    assert "ditulis ke" in said
    assert load_pack(tmp_path / "lama").content_hash == done["pack_hash"] == shown["hash"]
    again = office.refuses("rules", "fetch", reference, "--to", tmp_path / "lama", as_=None)
    assert "sudah ada isinya" in again


@pytest.mark.parametrize("command", [("fetch", "--to", "x"), ("show",)])
def test_a_pack_that_is_not_kept_is_explained(office, world, command):
    name, *more = command

    said = office.refuses("rules", name, "abcdef012345", *more, as_=None)

    assert "tidak tersimpan" in said


def test_a_version_can_be_simulated_before_going_back_to_it(office, world, folder):
    case = world.register().case
    publish(office, folder)
    publish(office, default_rules_dir())

    found = office.gives("rules", "simulate", "--pack", "1", "--now", NOW, as_=COORDINATOR)
    chosen = office.gives(
        "rules", "simulate", "--pack", "1", "--case", case, "--date", "2026-10-01", as_=COORDINATOR
    )
    other = office.refuses("rules", "simulate", "--pack", "1", "--case", "K-999", as_=COORDINATOR)

    assert found["counts"]["urgensi"] == chosen["counts"]["urgensi"] == 1
    assert chosen["date"] == "2026-10-01"
    assert "tidak ada" in other


def test_the_changelog_of_two_versions_counts_the_open_cases(office, world, folder):
    world.register()
    publish(office, default_rules_dir())
    publish(office, folder, "--from", "2026-10-01")

    found = office.gives(
        "rules", "changelog", "1", "2", "--cases", "database", "--now", NOW, as_=COORDINATOR
    )
    text = office.says("rules", "changelog", "1", folder, "--from", "2026-12-01", as_=None)
    refused = office.refuses("rules", "changelog", "1", "2", "--cases", "database", as_=TKSK)

    (one,) = found["entries"]
    assert (found["in_force_from"], found["population"]) == ("2026-10-01", "kasus terbuka")
    assert (one["name"], one["affected"], found["cases"]) == ("PMKS-08", 1, 1)
    assert "*Berlaku mulai* 1 Desember 2026" in " ".join(text.replace("\n> ", " ").split())
    assert "koordinator" in refused


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("9", "1"), 1), (("tidak/ada", "1"), 1), (("1", "1", "--from", "kapan"), 2)],
)
def test_a_changelog_of_what_is_not_there_is_explained(office, world, folder, arguments, code):
    publish(office, folder)

    assert office.refuses("rules", "changelog", *arguments, as_=None, code=code)
