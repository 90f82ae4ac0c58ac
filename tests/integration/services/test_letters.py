"""The referral letter: to each partner what it needs, with a number and a code that last."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.integration.services.world import (
    COORDINATOR,
    OTHER_TKSK,
    SOCIAL_WORKER,
    TKSK,
    VILLAGE_HEAD,
    mitra,
    partner,
)
from tksk_workflow.domain.rulepack import PartnerType
from tksk_workflow.reports.letter import disclosure_to, verification_code
from tksk_workflow.services.cases.verification import verify
from tksk_workflow.services.errors import Conflict, NotFound, NotPermitted, Refused
from tksk_workflow.services.referrals.letters import is_ours, issue_letter
from tksk_workflow.services.referrals.withdrawing import withdraw_referral

NIK = "9903064503500888"


def printed(issued):
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(issued.document)).pages)
    return " ".join(text.split())


@pytest.fixture
def sent(world):
    case = world.sent_case(nik=NIK, name="Warga Bitis 888")
    return world.referral(case, "DINSOS-A").code


def issue(world, code, actor=TKSK):
    return issue_letter(world.app, actor, code, world.now)


def test_a_letter_says_whom_it_is_about_what_for_and_until_when(world, sent):
    issued = issue(world, sent)

    text = printed(issued)
    for said in ("Warga Bitis 888", NIK, "5 Maret 1950", "Mitra DINSOS-A", issued.number):
        assert said in text
    assert "Rehabilitasi sosial dasar di luar panti" in text
    assert issued.number.endswith("/TKSK/16.03.06/IX/2026")
    assert issued.code in text


def test_printed_again_it_is_the_same_letter_and_both_times_are_recorded(world, sent):
    first = issue(world, sent)
    world.later(days=40)
    second = issue(world, sent, COORDINATOR)

    assert (first.number, first.code) == (second.number, second.code)
    assert first.document == second.document
    entries = [entry for entry in world.audit() if entry.action == "terbitkan_surat"]
    assert [entry.actor for entry in entries] == [TKSK.name, COORDINATOR.name]


def test_the_office_knows_its_own_letter_and_no_other(world, sent):
    issued = issue(world, sent)

    assert is_ours(world.app, sent, issued.code)
    assert is_ours(world.app, sent, f" {issued.code.lower()} ")
    changed = ("A" if issued.code[0] != "A" else "B") + issued.code[1:]
    assert not is_ours(world.app, sent, changed)
    other = world.referral(world.sent_case(), "DINSOS-A").code
    assert not is_ours(world.app, other, issued.code)
    with pytest.raises(NotFound):
        is_ours(world.app, "R-999999", issued.code)


def test_a_partner_reads_its_own_letter_only(world, sent):
    assert issue(world, sent, mitra("DINSOS-A")).document
    with pytest.raises(NotPermitted):
        issue(world, sent, mitra("PKM-1"))


def test_a_partner_reads_no_letter_before_the_referral_was_sent_to_it(world):
    case = world.register().case
    world.visit(case)
    world.verify_in_village(case)
    world.route()
    draft = world.referral(case, "DINSOS-A")
    assert (draft.sent_at, draft.held_by) == (None, [])
    with pytest.raises(NotPermitted, match="belum dikirim"):
        issue_letter(world.app, mitra("DINSOS-A"), draft.code, world.now)
    assert [one for one in world.audit() if one.action == "terbitkan_surat"] == []
    world.send()
    assert issue_letter(world.app, mitra("DINSOS-A"), draft.code, world.now).number


def test_who_has_nothing_to_do_with_it_gets_no_letter(world, sent):
    with pytest.raises(NotPermitted):
        issue(world, sent, VILLAGE_HEAD)
    with pytest.raises((NotPermitted, Refused)):
        issue(world, sent, OTHER_TKSK)
    assert [entry for entry in world.audit() if entry.action == "terbitkan_surat"] == []


def test_a_letter_waits_for_what_holds_the_referral_and_ends_with_it(world, sent):
    case = world.register().case
    world.route()
    (held,) = [one for one in world.referrals(case) if one.partner_code == "DINSOS-A"]
    with pytest.raises(Conflict, match="tertahan"):
        issue(world, held.code)

    withdraw_referral(world.app, TKSK, sent, "tidak jadi", world.now)
    with pytest.raises(Conflict, match="tidak berlaku"):
        issue(world, sent)


def test_a_letter_of_a_closed_case_is_confidential_and_names_the_matter_to_nobody_else(world):
    world.furnish_more([partner("LBH-1", "LBH")])
    case = world.register(
        pmks=("PMKS-19",),
        facts={
            "kondisi": {"kekerasan_fisik": True, "butuh_bantuan_hukum": True},
            "dokumen": ["KTP", "KK", "SKTM"],
            "nik_status": "padan",
        },
    ).case
    world.visit(case)
    verify(world.app, SOCIAL_WORKER, case, True, "", world.now)
    world.route()
    world.send()
    by_partner = {one.partner_code: one for one in world.referrals(case) if one.partner_code}

    taken_in = printed(issue(world, by_partner["UPTD-1"].code))

    assert "Rahasia" in taken_in
    assert "layanan khusus" not in taken_in
    elsewhere = printed(issue(world, by_partner["LBH-1"].code))
    assert "layanan khusus" in elsewhere
    assert "hukum" not in elsewhere.lower().replace("lembaga bantuan hukum", "")


@pytest.mark.parametrize(
    ("code", "health", "closed", "expected"),
    [
        ("DUKCAPIL", False, False, (True, True, True)),
        ("DUKCAPIL", False, True, (True, True, False)),
        ("PUSKESMAS", True, True, (False, True, True)),
        ("UPTD_PPA", False, True, (False, False, True)),
        ("PERKIM", False, False, (False, False, True)),
        ("PEMDES", False, True, (False, False, False)),
    ],
)
def test_each_partner_reads_what_it_needs(code, health, closed, expected):
    shown = disclosure_to(
        PartnerType(code, code, "kabupaten", "mitra", health=health), closed=closed
    )

    assert (shown.nik, shown.birth_date, shown.service) == expected


def test_a_code_tells_nothing_and_nobody_makes_it_without_the_key():
    code = verification_code(b"rahasia kantor ini", "R-000001/TKSK/16.03.06/IX/2026", "PKM-1")

    assert code != verification_code(
        b"rahasia yang lain", "R-000001/TKSK/16.03.06/IX/2026", "PKM-1"
    )
    assert code != verification_code(
        b"rahasia kantor ini", "R-000002/TKSK/16.03.06/IX/2026", "PKM-1"
    )
    assert len(code.replace("-", "")) == 16
