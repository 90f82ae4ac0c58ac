"""One case from the first report to its end, from the command line alone."""

import json
from datetime import timedelta

import pytest

from tests.integration.cli.conftest import COORDINATOR, TKSK
from tests.integration.services.world import NEGLECTED, PAPERS, VILLAGE
from tksk_workflow.store.invariants import check_invariants
from tksk_workflow.store.unit_of_work import UnitOfWork

PARTNER = "mitra/DINSOS-A"
FACTS = json.dumps({"kondisi": NEGLECTED, "dokumen": PAPERS, "nik_status": "padan"})


@pytest.fixture
def case(office, world):
    answer = office.gives(
        *("case", "add", "--name", "Warga Contoh", "--village", VILLAGE, "--pmks", "PMKS-08"),
        *("--nik", "9903064503500001", "--birth-date", "05-03-1950", "--sex", "P"),
        *("--facts", FACTS),
    )
    assert answer["worker"] == "tksk-gelumbang"
    return answer["case"]


def prepared(office, case):
    office.says("case", "visit", case, "--note", "rumah didatangi")
    office.says("case", "verify", case, as_="kades/kades-2004")
    office.says("case", "verify", case, as_="rt_rw/rt-2004")
    return office.gives("case", "decide", case)["opened"]["created"]


def test_the_whole_life_of_a_case(office, case, world):
    (referral,) = prepared(office, case)

    assert "dikirim ke DINSOS-A" in office.says("referral", "send", referral)
    assert "diterima mitra" in office.says("referral", "accept", referral, as_=PARTNER)
    queued = office.says(
        *("referral", "queue", referral, "--position", 2, "--until", "2026-09-20"), as_=PARTNER
    )
    assert "tertunda (antre)" in queued
    assert "dalam layanan" in office.says("referral", "resume", referral, as_=PARTNER)
    delivered = office.says("referral", "deliver", referral, "--note", "sudah", as_=PARTNER)
    assert "diserahkan belum dikonfirmasi" in delivered
    assert "Tindak lanjut berikutnya" in office.says(
        "referral", "contact", referral, "--outcome", "tidak_bertemu"
    )
    confirmed = office.says(
        *("referral", "confirm", referral, "--received-by", "klien", "--right-person"),
        *("--method", "kunjungan", "--proof", "BA-001", "--received-at", "2026-09-07"),
    )
    assert "diterima orang yang tepat" in confirmed
    assert "membaik" in office.says("case", "outcome", case, "membaik", "--note", "makan cukup")
    assert "ditutup" in office.says("case", "close", case)
    assert office.gives("case", "list") == []
    assert [line["code"] for line in office.gives("case", "list", "--status", "ditutup")] == [case]

    assert "dibuka kembali" in office.says("case", "reopen", case, "--reason", "keadaan memburuk")
    assert "dibatalkan" in office.says("case", "cancel", case, "--reason", "klien pindah")
    with UnitOfWork(world.app.session_factory, read_only=True) as uow:
        assert check_invariants(uow.session) == []
    assert "utuh" in office.says("audit", "verify", as_=None)


def test_the_story_of_a_case_tells_facts_rules_referrals_and_what_happened(office, case):
    (referral,) = prepared(office, case)
    office.says("referral", "send", referral)

    story = office.says("case", "show", case)

    for part in (
        "Warga Contoh",
        "9903********0001",
        "jenis PMKS: PMKS-08",
        "Sandang, pangan, atau papan",
        "dasar: Permensos 28/2018",
        "tanyakan 1:",
        f"{referral} P2 diajukan (terkirim)",
        "Mitra DINSOS-A",
        "tindak lanjut ke-1",
        "oleh kades/kades-2004: sesuai",
        "kirim  oleh tksk/tksk-gelumbang",
    ):
        assert part.casefold() in story.casefold(), part
    assert "9903064503500001" not in story


def test_the_explanation_says_why_this_partner(office, case):
    prepared(office, case)

    text = office.says("case", "explain", case)

    assert "1. DINSOS-A: dipilih" in text
    assert "2. DINSOS-B: wilayah layanannya lebih luas" in text
    data = office.gives("case", "explain", case)
    assert data["decision"]["rules"]
    assert data["referrals"][0]["selection"]["chosen"] == "DINSOS-A"


def test_an_undecided_case_says_how_to_decide_it(office, case):
    assert "belum diputuskan" in office.says("case", "explain", case)


def test_answers_are_taken_down_and_taken_back(office, case):
    office.says("case", "answer", case, "desil=3", "tinggal_sendiri=ya", "dokumen=KTP,KK")
    known = {fact["name"]: fact["value"] for fact in office.gives("case", "show", case)["facts"]}
    assert (known["desil"], known["tinggal_sendiri"]) == (3, True)
    assert known["dokumen"] == ["KK", "KTP"]

    office.says("case", "answer", case, "desil=")
    known = [fact["name"] for fact in office.gives("case", "show", case)["facts"]]
    assert "desil" not in known
    assert "sudah tercatat" in office.says("case", "answer", case, "tinggal_sendiri=ya")


@pytest.mark.parametrize("text", ["dokumen=KTP|KK", "dokumen=KTP; KK", "Dokumen=KTP,KK"])
def test_a_list_is_read_with_any_of_its_separators(office, case, text):
    office.says("case", "answer", case, text)
    known = {fact["name"]: fact["value"] for fact in office.gives("case", "show", case)["facts"]}
    assert known["dokumen"] == ["KK", "KTP"]


def test_a_list_that_is_one_text_in_json_is_answered_with_how_to_write_it(office, case):
    said = office.refuses("case", "answer", case, "--facts", '{"dokumen": "KTP|KK"}')
    assert 'tulis ["KTP", "KK"]' in said


def test_an_answer_without_a_fact_is_refused_and_the_data_get_no_younger(office, case, world):
    before = office.gives("case", "show", case)["data_updated_on"]
    office.now += timedelta(days=3)

    assert "belum ada yang diisi" in office.refuses("case", "answer", case)
    assert "belum ada yang diisi" in office.refuses("case", "answer", case, "--facts", "{}")

    assert office.gives("case", "show", case)["data_updated_on"] == before


def test_who_somebody_is_is_no_answer(office, case):
    said = office.refuses("case", "answer", case, "nik=9903064503500777", "nama=Budi", "desil=3")

    assert "bukan jawaban" in said
    assert "tksk case add" in said
    assert "9903064503500777" not in said
    assert "Budi" not in said
    known = {fact["name"] for fact in office.gives("case", "show", case)["facts"]}
    assert "desil" not in known


def test_a_visit_that_failed_needs_its_obstacle(office, case):
    assert "kendala" in office.refuses("case", "visit", case, "--not-done")
    office.says("case", "visit", case, "--not-done", "--obstacle", "jembatan putus")
    assert "tertunda: jembatan putus" in office.says("case", "show", case)


def test_an_obstacle_of_a_visit_that_took_place_is_not_thrown_away(office, case):
    said = office.refuses("case", "visit", case, "--obstacle", "jembatan putus")
    assert "hanya untuk kunjungan yang tertunda" in said
    assert "--not-done" in said
    assert "jembatan putus" not in office.says("case", "show", case)


def test_visit_and_verification_say_what_was_recorded(office, case):
    assert "kunjungan terlaksana dicatat" in office.says("case", "visit", case)
    said = office.says("case", "verify", case, as_="kades/kades-2004")
    assert "oleh kades/kades-2004: data dinyatakan sesuai; masih menunggu" in said


@pytest.mark.parametrize("role", ["kades", "rt_rw"])
def test_a_village_is_verified_by_its_own_people(office, case, role):
    assert VILLAGE == "16.03.06.2004"
    for other in ("16.03.06.2005", "16.03.17.2007"):
        said = office.refuses("case", "verify", case, as_=f"{role}/{other}")
        assert "bukan kasus desa" in said
    office.says("case", "verify", case, as_=f"{role}/{VILLAGE}")


def test_data_that_do_not_match_send_the_case_back(office, case):
    said = office.says(
        *("case", "verify", case, "--does-not-match", "--note", "alamat lain"),
        as_="kades/kades-2004",
    )
    assert "dikembalikan ke TKSK" in said


def test_a_refused_step_of_a_case_says_what_can_be_done_from_there(office, case):
    said = office.refuses("case", "reopen", case, "--reason", "x")
    assert "'teridentifikasi' tidak dapat 'buka_kembali'" in said
    assert "dari sini peran 'tksk' dapat: kunjungi, rutekan" in said
    said = office.refuses("case", "cancel", case, "--reason", "x", as_="peksos/peksos-1")
    assert "dari sini peran 'peksos' dapat: verifikasi, kembalikan" in said

    office.says("case", "cancel", case, "--reason", "klien pindah")
    for step in (("visit", case), ("answer", case, "desil=2"), ("decide", case)):
        said = office.refuses("case", *step)
        assert f"{case} sudah dibatalkan" in said
        assert "daftarkan kasus baru" in said


def test_a_case_moves_to_another_kecamatan(office, case):
    data = office.gives("case", "hand-over", case, "--village", "16.03.17.2007")
    assert (data["case"], data["worker"]) == (case, "tksk-kelekar")


def test_help_that_somebody_else_got_reopens_the_need(office, case):
    (referral,) = prepared(office, case)
    office.says("referral", "send", referral)
    office.says("referral", "accept", referral, as_=PARTNER)

    said = office.says(
        *("referral", "confirm", referral, "--received-by", "tetangga", "--wrong-person"),
        *("--method", "kunjungan", "--proof", "BA-002"),
    )

    assert "diterima orang lain" in said
    assert office.gives("referral", "show", referral)["status"] == "failed"


def test_a_full_partner_is_replaced_by_the_next(office, case):
    (referral,) = prepared(office, case)
    office.says("referral", "send", referral)

    said = office.says("referral", "refuse", referral, "--reason", "penuh", as_=PARTNER)

    assert "Diteruskan dengan R-000002" in said
    assert office.gives("referral", "show", "R-000002")["partner"] == "DINSOS-B"


def test_a_decision_replays_to_the_same_answer(office, case):
    decision = office.gives("case", "decide", case)["decision"]

    data = office.gives("audit", "replay", decision, as_=None)

    assert data["identical"] is True
    assert data["differences"] == []
    assert "Sama" in office.says("audit", "replay", decision, as_=None)


def test_a_decision_that_was_tampered_with_does_not_replay(office, case, world):
    decision = office.gives("case", "decide", case)["decision"]
    with UnitOfWork(world.app.session_factory) as uow:
        record = uow.cases.decision(decision)
        record.result = {**record.result, "manual": True}
        uow.commit()

    said = office.refuses("audit", "replay", decision, as_=None)

    assert "BERBEDA" in said
    assert "manual" in said


def test_lists_break_no_code_date_or_status_in_a_narrow_window(office, case, monkeypatch):
    (referral,) = prepared(office, case)
    office.says("referral", "send", referral)
    monkeypatch.setenv("COLUMNS", "80")

    for arguments, whole in (
        (("case", "list"), (case, VILLAGE, "07-09-2026 08:00", "tksk-gelumbang")),
        (("referral", "list"), (referral, case, "DINSOS-A", "09-2026", "diajukan")),
        (("partner", "list"), ("DINSOS_KAB", "PUSKESMAS")),
        (("audit", "decisions"), (VILLAGE[:8], "07-09-2026", "DINSOS_KAB")),
        (("outbox", "list", "--status", "tanpa_alamat"), ("DINSOS-A", "07-09-2026 08:00")),
    ):
        as_ = COORDINATOR if arguments[0] in ("outbox", "audit") else TKSK
        said = office.says(*arguments, as_=as_)
        table = said.split("\nmenunggu ")[0]
        assert max(map(len, table.splitlines())) <= 80
        for word in whole:
            assert word in said, (arguments, said)


def test_an_unknown_decision_cannot_be_replayed(office, world):
    assert "keputusan '99' tidak ada" in office.refuses("audit", "replay", 99, as_=None).lower()


def test_the_work_list_says_what_waits(office, case):
    items = office.gives("worklist")["items"]
    assert ("kunjungi", case) in [(item["task"], item["case"]) for item in items]
    assert "belum dikunjungi" in office.says("worklist")
    assert "Tidak ada yang menunggu" in office.says("worklist", as_=COORDINATOR)
    assert "tidak punya daftar kerja" in office.refuses("worklist", as_="auditor/a")


def test_what_is_late_can_be_listed(office, case):
    (referral,) = prepared(office, case)
    office.says("referral", "send", referral)
    assert office.gives("referral", "list", "--overdue") == []

    office.now = office.now.replace(month=10)

    assert [line["code"] for line in office.gives("referral", "list", "--overdue")] == [referral]
    assert [line["code"] for line in office.gives("case", "list", "--overdue")] == [case]
    assert "terlambat" in office.says("case", "list")


def test_the_worker_may_be_named_by_the_environment(office, case, monkeypatch):
    monkeypatch.setenv("TKSK_AS", TKSK)
    assert case in office.says("case", "list", as_=None)


def test_a_tksk_is_told_what_each_answer_would_change(office, world):
    case = world.register().case
    world.visit(case)
    world.route()

    said = office.says("case", "explain", case)
    data = office.gives("case", "explain", case)

    assert "BILA DIJAWAB" in said
    assert "ya → tambah" in said
    assert data["answers"]
    assert {"fact", "question", "urgency", "effects"} == data["answers"][0].keys()
