"""Whoever reads that something is held learns which referrals, and which papers are missing."""

from tests.integration.services.world import DYING_ALONE, NEGLECTED


def test_missing_papers_are_named_wherever_they_hold_a_referral(office, world):
    facts = {"kondisi": NEGLECTED, "dokumen": ["KTP", "KK"], "nik_status": "padan"}
    case = world.register(facts=facts).case
    world.visit(case)
    world.verify_in_village(case)

    decided = office.says("case", "decide", case)

    (line,) = [line for line in decided.splitlines() if "PGR-03-D" in line]
    assert line.strip().startswith("R-000001 tertahan oleh PGR-03-D")
    assert "Kurang: Surat keterangan tidak mampu" in line
    assert "KTP" not in line
    for arguments in (
        ("case", "show", case),
        ("case", "explain", case),
        ("referral", "show", "R-000001"),
        ("worklist",),
    ):
        assert "Kurang: Surat keterangan tidak mampu" in office.says(*arguments), arguments
    (hold,) = office.gives("case", "show", case)["decision"]["holds"]
    assert hold["referrals"] == ["R-000001"]
    assert "Surat keterangan tidak mampu" in hold["missing_documents"]
    (held,) = office.gives("referral", "show", "R-000001")["held_by"]
    assert held["missing_documents"] == hold["missing_documents"]


def test_an_emergency_says_only_of_the_other_referrals_that_they_are_held(office, world):
    facts = {"kondisi": {**DYING_ALONE, **NEGLECTED}, "nik_status": "padan"}
    case = world.register(facts=facts).case

    decided = office.says("case", "decide", case)

    held = {
        one["code"] for one in office.gives("referral", "list", "--case", case) if one["held_by"]
    }
    free = {
        one["code"]
        for one in office.gives("referral", "list", "--case", case)
        if not one["held_by"]
    }
    assert held
    assert free
    told = [line for line in decided.splitlines() if "tertahan" in line]
    assert told
    for line in told:
        assert any(code in line for code in held)
        assert not any(code in line for code in free)


def test_a_reason_without_papers_names_none(office, world):
    case = world.register(facts={"kondisi": NEGLECTED, "nik_status": "padan"}).case
    said = office.says("case", "decide", case)
    assert "R-000001 tertahan oleh PGR-04" in said
    assert "Kurang:" not in said
