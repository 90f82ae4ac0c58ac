"""Steps of ``features/perlindungan_data.feature``: what people type, and what they then read."""

import json
import logging
from datetime import date

import pytest
from pytest_bdd import given, parsers, scenarios, then, when
from typer.testing import CliRunner

from tests.integration.messaging.test_email import Postmaster, mail_server
from tests.integration.services.world import COORDINATOR, TKSK
from tests.support.muara_enim import DINSOS, UPTD, VILLAGES, prepared
from tksk_workflow.cli.root import app as program
from tksk_workflow.config import SmtpSecurity, SmtpSettings
from tksk_workflow.domain.referral import Status
from tksk_workflow.messaging.channel import ChannelKind
from tksk_workflow.messaging.email import EmailChannel
from tksk_workflow.services import application
from tksk_workflow.services.outbox.delivering import deliver_waiting
from tksk_workflow.services.outbox.desk import set_address
from tksk_workflow.services.referrals.story import referral_story

scenarios("perlindungan_data.feature")

READERS = {"TKSK": TKSK.name, "koordinator": COORDINATOR.name, "auditor": "auditor/inspektorat"}
VILLAGE = VILLAGES["Bitis"]


@pytest.fixture
def typed(app, default_rules, monkeypatch):
    """Types a command on the database of the scenario; returns all that it says."""
    folder, _ = default_rules
    monkeypatch.setattr(application, "load_with_texts", lambda directory: folder)
    monkeypatch.setenv("TKSK_HOME", str(app.settings.data_dir))
    monkeypatch.setenv("TKSK_DATABASE_URL", app.settings.database_url)
    monkeypatch.setenv("TKSK_SECRET", app.settings.identity_secret.decode())
    monkeypatch.delenv("TKSK_RULES", raising=False)

    def run(who, *arguments):
        return CliRunner().invoke(program, [*arguments, "--as", READERS[who]])

    return run


@given(
    parsers.parse(
        'kasus lansia bernama "{name}" dengan NIK "{nik}" yang rujukannya sudah terkirim'
    ),
    target_fixture="case",
)
def a_sent_case(world, told, caplog, name, nik):
    caplog.set_level(logging.DEBUG)
    told["name"], told["nik"] = name, nik
    return world.sent_case(name=name, nik=nik, birth_date=date(1950, 3, 5), village=VILLAGE)


@when(parsers.parse("{who} membuka daftar kasus, rincian kasus, dan daftar rujukan"))
def opens_everything(typed, case, told, who):
    told["details"] = typed(who, "case", "show", case).output
    told["read"] = [
        typed(who, *command, *form)
        for command in (("case", "list"), ("case", "show", case), ("referral", "list"))
        for form in ((), ("--format", "json"))
    ]
    assert [answer.exit_code for answer in told["read"]] == [0] * 6


@then("NIK utuh tidak tampak di mana pun")
def no_whole_nik(told):
    assert [answer for answer in told["read"] if told["nik"] in answer.output] == []


@then("rincian kasus menampilkan NIK tersamar")
def masked(told):
    line = next(line for line in told["details"].splitlines() if "NIK:" in line)
    assert "9903********0777" in line


@then("log program tidak memuat NIK dan nama itu")
def quiet_log(told, caplog):
    said = [one.getMessage() for one in caplog.records if not one.name.startswith("pytest_bdd")]
    assert [text for text in said if told["nik"] in text or told["name"] in text] == []


# ------------------------------------------------------------------------------ children


@given("anak terlantar yang sudah diverifikasi tanpa persetujuan wali", target_fixture="case")
def a_neglected_child(world, told):
    told["need"] = (DINSOS, "PMKS-02")
    return prepared(
        world,
        pmks=("PMKS-02",),
        birth_date=date(2016, 3, 5),
        nik=None,
        facts={
            "kondisi": {"dilalaikan_orang_tua": True},
            "dokumen": ["LAPSOS", "FORM_ASESMEN", "KK", "AKTA_LAHIR"],
        },
    )


@given("anak korban kekerasan yang pelakunya serumah tanpa persetujuan wali", target_fixture="case")
def a_harmed_child(world, told):
    told["need"] = (UPTD, "PMKS-06")
    return world.register(
        pmks=("PMKS-06",),
        birth_date=date(2016, 3, 5),
        nik=None,
        facts={"kondisi": {"dianiaya": True, "pelaku_serumah": True}, "dokumen": []},
    ).case


def of_the_child(world, case, told):
    """The referral that the base rule of the child's problem asks for."""
    partner, rule = told["need"]
    (found,) = [
        one for one in world.referrals(case) if (one.partner_code, one.rule) == (partner, rule)
    ]
    return found


@then("rujukan anak itu tertahan oleh PGR-03-D")
def waits(world, case, told):
    referral = of_the_child(world, case, told)
    assert (referral.status, referral.sent_at) == (Status.DRAFT, None)
    assert "PGR-03-D" in referral.held_by


@then("rujukan anak itu terkirim saat itu juga")
def leaves(world, case, told):
    referral = of_the_child(world, case, told)
    assert (referral.urgency, referral.status) == ("P0", Status.REQUESTED)
    assert referral.sent_at == world.now


@then("persetujuan wali diminta sebelum rujukan dikirim")
def asked_before(world, case, told):
    assert "PERSETUJUAN_WALI" in of_the_child(world, case, told).documents


@then("persetujuan wali boleh menyusul dan bukan dari terduga pelaku")
def never_from_the_suspect(world, case, told):
    referral = of_the_child(world, case, told)
    assert "PERSETUJUAN_WALI" not in referral.documents
    asked = referral_story(world.app, TKSK, referral.code).documents
    assert not any(name.startswith("Persetujuan wali") for name in asked)
    assert world.app.pack.documents["PERSETUJUAN_WALI"].endswith("(bukan dari terduga pelaku)")


# ------------------------------------------------------------------------------- auditor


@when("auditor membuka daftar keputusan, menceritakannya, dan memutarnya ulang")
def audits(typed, told):
    listed = typed("auditor", "audit", "decisions", "--format", "json")
    (line,) = json.loads(listed.stdout)["lines"]
    answers = [
        typed("auditor", "audit", *command, *form)
        for command in (
            ("decisions",),
            ("decision", line["decision"]),
            ("replay", line["decision"]),
        )
        for form in ((), ("--format", "json"))
    ]
    assert [answer.exit_code for answer in answers] == [0] * 6
    told["story"] = json.loads(answers[3].stdout)
    told["replay"] = json.loads(answers[5].stdout)
    told["seen"] = "\n".join(answer.output for answer in (listed, *answers))


@then(
    parsers.parse(
        'auditor membaca fakta, aturan "{rule}", mitra yang dipilih, dan siapa berbuat apa'
    )
)
def reads_all(told, rule):
    story = told["story"]
    assert {fact["name"] for fact in story["facts"]} >= {"sandang_pangan_papan_tak_terpenuhi"}
    assert rule in {one["rule"] for one in story["rules"] if one["outcome"] == "ya"}
    chosen = [one for found in story["selections"] for one in found["partners"] if one["chosen"]]
    assert [one["partner"] for one in chosen] == [DINSOS]
    assert {"daftarkan", "kirim"} <= {step["action"] for step in story["steps"]}


@then("keputusan itu terbukti sama bila diputar ulang")
def the_same(told):
    assert told["replay"]["identical"] is True


@then("nama, NIK, tanggal lahir, desa, dan kode kasusnya tidak tampak")
def nobody(told, case):
    identity = (told["name"], told["nik"], "1950-03-05", "05-03-1950", VILLAGE, "2023", case)
    assert [word for word in identity if word in told["seen"]] == []


@when(parsers.parse("auditor mencoba membuka {record}"))
def tries(typed, case, told, record):
    commands = {
        "daftar kasus": ("case", "list"),
        "rincian kasus": ("case", "show", case),
        "daftar rujukan": ("referral", "list"),
    }
    told["answer"] = typed("auditor", *commands[record])


@then("auditor ditolak dan ditunjukkan jalan ke daftar keputusan")
def refused(told):
    assert told["answer"].exit_code == 1
    assert "tksk audit decisions" in told["answer"].output


@then("nama dan NIK itu tidak tampak")
def not_shown(told):
    assert told["name"] not in told["answer"].output
    assert told["nik"] not in told["answer"].output


# -------------------------------------------------------------------------------- messages


@given(
    parsers.parse(
        'kasus {kind} bernama "{name}" yang rujukannya terkirim ke mitra dengan alamat surel'
    )
)
def a_message_waits(world, told, kind, name):
    told["name"], told["nik"] = name, "9903064503500778"
    if kind == "korban kekerasan":
        facts = {"kondisi": {"kekerasan_fisik": True}}
        world.register(pmks=("PMKS-19",), name=name, nik=told["nik"], facts=facts, village=VILLAGE)
        world.route()
        world.send()
    else:
        world.sent_case(name=name, nik=told["nik"], village=VILLAGE)
    for code in {one.recipient for one in world.messages("rujukan_baru")}:
        set_address(
            world.app, COORDINATOR, code, ChannelKind.EMAIL, "mitra@contoh.example", world.now
        )


@when("jadwal mengirim pesan berjalan", target_fixture="letters")
def messages_are_sent(world, monkeypatch):
    postmaster = Postmaster()
    with mail_server(postmaster) as port:
        smtp = SmtpSettings("127.0.0.1", port, "tksk@dinsos.example", SmtpSecurity.NONE)
        counts = deliver_waiting(
            world.app, world.now, 100, {ChannelKind.EMAIL: EmailChannel(smtp)}
        ).counts
    assert counts["terkirim"] == len(postmaster.letters) > 0
    return [f"{one['Subject']}\n{one.get_content()}" for one in postmaster.letters]


@then(parsers.parse('surel kepada mitra menyebut layanannya sebagai "{service}"'))
def names_the_service(letters, service):
    assert all(f"Layanan       : {service}" in letter for letter in letters)


@then("surel itu tidak memuat jenis masalah, nama, dan NIK")
def says_nothing_private(letters, told):
    for letter in letters:
        lowered = letter.lower()
        private = (told["name"].lower(), told["nik"], "pmks", "kekerasan", "korban", "terlantar")
        assert [word for word in private if word in lowered] == []
