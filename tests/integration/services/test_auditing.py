"""What an auditor reads: found, told in full, and naming nobody."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.integration.services.world import (
    DYING_ALONE,
    NEGLECTED,
    PARTNERS,
    VILLAGE,
    World,
    partner,
)
from tests.support.databases import SqliteDatabases
from tksk_workflow.config import Settings, default_rules_dir
from tksk_workflow.domain.pmks import SubjectKind
from tksk_workflow.domain.referral import Role
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.application import open_application
from tksk_workflow.services.audit.listing import Wanted, list_decisions
from tksk_workflow.services.audit.pseudonyms import Pseudonyms
from tksk_workflow.services.audit.replay import replay_for
from tksk_workflow.services.audit.story import audit_story
from tksk_workflow.services.errors import InvalidInput, NotFound, NotPermitted
from tksk_workflow.store.unit_of_work import UnitOfWork

AUDITOR = Actor(Role.AUDITOR, "inspektorat")
COORDINATOR = Actor(Role.COORDINATOR, "muaraenim")


def listed(world, **wanted):
    return list_decisions(world.app, AUDITOR, Wanted(**wanted)).lines


# ------------------------------------------------------------------------------- listing


def test_decisions_are_listed_newest_first_under_stable_pseudonyms(world):
    first = world.register().case
    world.route()
    world.later(days=1)
    world.visit(first)
    world.route()

    lines = listed(world)

    assert [line.decided_on for line in lines] == [date(2026, 9, 8), date(2026, 9, 7)]
    assert len({line.decision for line in lines}) == 2
    assert len({line.case for line in lines}) == 1
    assert lines == listed(world)


def test_a_list_can_be_read_page_by_page(world):
    for _ in range(5):
        world.register()
    world.route()

    pages = [
        list_decisions(world.app, AUDITOR, Wanted(), offset=offset, limit=2) for offset in (0, 2, 4)
    ]

    assert [page.total for page in pages] == [5, 5, 5]
    assert [line for page in pages for line in page.lines] == list(listed(world))


def test_decisions_are_found_by_rule_guard_article_partner_and_period(world):
    world.register()
    world.register(facts={"kondisi": DYING_ALONE})
    world.route()
    old, urgent = sorted(listed(world), key=lambda line: line.urgency == "P0")

    assert listed(world, rule="PMKS-08-V1") == (urgent,)
    assert listed(world, rule="PGR-04") == (old,)
    assert set(listed(world, article="Pasal 7 ayat (2)")) == {old, urgent}
    assert listed(world, article="pasal-7-ayat-2") == listed(world, article="Pasal 7 ayat (2)")
    assert listed(world, article="Pasal 7 ayat (3)") == ()
    assert listed(world, article="UU 27/2022") == ()
    assert listed(world, partner="PUSKESMAS") == (urgent,)
    assert listed(world, partner="DINSOS-A") == (old,)
    assert listed(world, since=date(2026, 9, 8)) == ()
    assert set(listed(world, since=date(2026, 9, 7), until=date(2026, 9, 7))) == {old, urgent}


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"since": date(2026, 9, 8), "until": date(2026, 9, 7)}, "periode"),
        ({"partner": "ENTAH"}, "mitra"),
        ({"partner": "PUSKESOS-1"}, "mitra"),
        ({"article": "()"}, "pasal"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(world, wanted, field):
    """Among them: an institution of one village, which would tell where people live."""
    with pytest.raises(InvalidInput) as caught:
        listed(world, **wanted)

    assert [problem.field for problem in caught.value.problems] == [field]


@pytest.mark.parametrize("role", [Role.TKSK, Role.PARTNER, Role.VILLAGE_HEAD])
def test_only_those_who_audit_read_decisions(world, role):
    with pytest.raises(NotPermitted):
        list_decisions(world.app, Actor(role, "x"), Wanted())
    with pytest.raises(NotPermitted):
        audit_story(world.app, Actor(role, "x"), "1")


# ------------------------------------------------------------------------------- telling


def test_a_decision_tells_facts_rules_guards_and_sources(world):
    world.register()
    world.route()

    story = audit_story(world.app, AUDITOR, listed(world)[0].decision)

    assert {"sandang_pangan_papan_tak_terpenuhi", "usia"} & {fact.name for fact in story.facts}
    rule = next(found for found in story.rules if found.rule == "PMKS-08")
    assert rule.outcome == "ya"
    assert rule.facts["sandang_pangan_papan_tak_terpenuhi"] is True
    assert {source.key: source.checked for source in rule.sources}["seed:L429"] is True
    assert {source.key: source.checked for source in rule.sources}["found:PSLU"] is False
    assert {"PGR-03", "PGR-04", "PGR-05"} <= {guard.rule for guard in story.guards}
    assert [one.partner_type for one in story.proposals] == ["DINSOS_KAB"]
    assert any(found.outcome == "belum diketahui" for found in story.rules)


def test_a_decision_tells_which_partner_was_chosen_and_why_each_other_lost(world):
    with_partners(world, partner("DINSOS-C", "DINSOS_KAB", areas=("16.04",)))
    world.register()
    world.route()

    story = audit_story(world.app, AUDITOR, listed(world)[0].decision)

    (selection,) = story.selections
    told = {one.partner: one for one in selection.partners}
    assert told["DINSOS-A"].chosen
    assert not told["DINSOS-B"].chosen
    assert "lebih" in told["DINSOS-B"].reason
    assert "wilayah" in told["DINSOS-C"].reason


def test_a_decision_tells_who_did_what_when(world):
    case = world.sent_case()

    story = audit_story(world.app, AUDITOR, listed(world)[0].decision)

    actions = [(step.subject, step.action, step.actor.split()[0]) for step in story.steps]
    assert ("kasus", "daftarkan", "tksk") in actions
    assert ("rujukan 1", "kirim", "sistem") in actions
    assert [step.number for step in story.steps] == sorted(step.number for step in story.steps)
    sent = next(step for step in story.steps if step.action == "kirim")
    assert (sent.data["dari"], sent.data["ke"], sent.data["mitra"]) == (
        "draft",
        "requested",
        "DINSOS-A",
    )
    assert case not in repr(story)


def test_the_coordinator_finds_the_case_behind_a_pseudonym_and_the_auditor_does_not(world):
    case = world.register().case
    world.route()
    name = listed(world)[0].decision

    assert audit_story(world.app, COORDINATOR, name).case_code == case
    assert audit_story(world.app, AUDITOR, name).case_code is None
    assert audit_story(world.app, AUDITOR, name).number is None


def test_a_decision_is_found_and_replayed_by_its_pseudonym(world):
    case = world.register().case
    world.route()
    name = listed(world)[0].decision

    result = replay_for(world.app, AUDITOR, name.lower())

    assert result.identical
    assert result.case == listed(world)[0].case
    assert case not in repr(result)
    assert replay_for(world.app, COORDINATOR, name).case == case


def test_a_pseudonym_that_nothing_has_is_not_found(world):
    with pytest.raises(NotFound):
        audit_story(world.app, AUDITOR, "KEP-AAAA-AAAA-AAAA")


def with_partners(world, *more):
    with UnitOfWork(world.app.session_factory) as uow:
        for one in more:
            uow.partners.save(one)
        uow.commit()


# ---------------------------------------------------------------------------- pseudonyms


@given(st.lists(st.integers(1, 10**9), min_size=2, max_size=50, unique=True))
def test_pseudonyms_differ_are_stable_and_need_the_key(numbers):
    ours, theirs = Pseudonyms(b"kunci kantor ini"), Pseudonyms(b"kunci kantor lain")

    names = [ours.decision(number) for number in numbers]

    assert len(set(names)) == len(names)
    assert names == [ours.decision(number) for number in numbers]
    assert set(names).isdisjoint(theirs.decision(number) for number in numbers)
    assert set(names).isdisjoint(ours.case(number) for number in numbers)
    assert all(re.fullmatch(r"KEP-([A-Z2-7]{4}-){2}[A-Z2-7]{4}", name) for name in names)


# ------------------------------------------------------------------------------- privacy

SECRET_WORDS = ("Rahasiawati", "Samarudin", "Tertutupan", "Sembunyian")
VILLAGES = (VILLAGE, "16.03.06.2023", "16.03.06.1010")
KINDS = (
    ("PMKS-08", NEGLECTED),
    ("PMKS-08", DYING_ALONE),
    ("PMKS-19", {"kekerasan_fisik": True}),
    ("PMKS-24", {"tidak_punya_mata_pencaharian": True}),
)
people = st.lists(
    st.tuples(st.sampled_from(SECRET_WORDS), st.sampled_from(VILLAGES), st.sampled_from(KINDS)),
    min_size=1,
    max_size=3,
)


@pytest.fixture(scope="module")
def offices(tmp_path_factory, rules):
    """Opens an office on an empty database, again and again."""
    databases = SqliteDatabases(tmp_path_factory.mktemp("auditor"))
    folder, routers = rules

    def opened(url):
        given_settings = Settings(
            database_url=url,
            data_dir=tmp_path_factory.getbasetemp(),
            rules_dir=default_rules_dir(),
            zone=ZoneInfo("Asia/Jakarta"),
            identity_secret=b"rahasia untuk pengujian saja",
            durable=False,
        )
        app = replace(open_application(given_settings, migrate=False), _routers=routers)
        vars(app)["rules_folder"] = folder
        return app

    return databases, opened


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(people=people)
def test_nothing_that_an_auditor_reads_tells_whose_it_is(offices, people):
    databases, opened = offices
    with databases.migrated() as url:
        world = World(opened(url), datetime(2026, 9, 7, 8, 0, tzinfo=ZoneInfo("Asia/Jakarta")))
        village_offices = (
            partner(f"PUSKESOS-{code[-4:]}", "PUSKESOS", "desa", (code,)) for code in VILLAGES
        )
        world.furnish((*PARTNERS, *village_offices))
        cases = []
        for place, (word, village, (kind, conditions)) in enumerate(people):
            family = kind == "PMKS-24"
            registered = world.register(
                name=f"{word} {place}",
                village=village,
                pmks=(kind,),
                kind=SubjectKind.FAMILY if family else SubjectKind.PERSON,
                family_card=f"99030601017{place:05d}" if family else None,
                nik=None if family else f"990306450350{place + 1:04d}",
                birth_date=None if family else date(1950, 3, 5),
                sex=None if family else "P",
                facts={"kondisi": conditions, "nik_status": "padan"},
            )
            cases.append(registered.case)
        world.route()
        world.now += timedelta(days=1)
        world.send()

        page = list_decisions(world.app, AUDITOR, Wanted())
        told = [audit_story(world.app, AUDITOR, line.decision) for line in page.lines]
        replayed = [replay_for(world.app, AUDITOR, line.decision) for line in page.lines]
        world.app.engine.dispose()

    assert len(told) >= len(cases)
    text = repr((page, told, replayed))
    for hidden in (*SECRET_WORDS, *VILLAGES, *cases, "R-0000", "1950-03-05", "datetime.date(1950"):
        assert hidden not in text
    assert not re.search(r"\d{16}", text)
    for code in VILLAGES:
        assert f"PUSKESOS-{code[-4:]}" not in text
