"""Steps of ``features/pasal_07_fasilitasi.feature``: forms of help, and the way to it."""

from pytest_bdd import given, parsers, scenarios, then, when

from tests.integration.services.world import TKSK
from tests.support.muara_enim import DINSOS, VILLAGES
from tksk_workflow.cli.cases.text import say_story
from tksk_workflow.rulebook.problems import PackError
from tksk_workflow.services.cases.story import case_story
from tksk_workflow.store.models import DecisionRecord, Referral

scenarios("pasal_07_fasilitasi.feature")

RULE = "pmks/08-lanjut-usia-terlantar.yaml"
FORMS = "bentuk: [pendampingan, bimbingan, rujukan]"


def write_forms(folder, forms):
    """The coordinator changes the forms of the base rule, which is the first of its file."""
    path = folder / RULE
    text = path.read_text(encoding="utf-8")
    assert FORMS in text
    path.write_text(text.replace(FORMS, f"bentuk: [{forms}]", 1), encoding="utf-8")


@given("aturan lansia terlantar yang bentuknya dikosongkan")
def without_forms(folder):
    write_forms(folder, "")


@given(parsers.parse('aturan lansia terlantar yang bentuknya ditulis "{forms}"'))
def with_forms(folder, forms):
    write_forms(folder, forms)


@when("kasus lansia didaftarkan dan diputuskan dengan aturan itu")
def registered_and_decided(reopened, told):
    told["world"] = reopened()
    try:
        told["case"] = told["world"].register().case
        told["world"].route()
    except PackError as error:
        told["problems"] = error.problems


@then("tidak ada keputusan dan tidak ada rujukan yang tersimpan")
def nothing_is_saved(told):
    assert told["world"].rows(DecisionRecord) == []
    assert told["world"].rows(Referral) == []


@then(parsers.re(r'koordinator membaca "(?P<message>.+)"'))
def the_coordinator_reads(told, message):
    assert [problem.message for problem in told["problems"]] == [message]


@then(parsers.re(r'saran yang diberikan "(?P<hint>.+)"'))
def hinted(told, hint):
    assert [problem.hint for problem in told["problems"]] == [hint]


@then(parsers.parse('rujukannya memakai bentuk "{first}" dan "{second}"'))
def both_forms(told, first, second):
    referral = told["world"].referral(told["case"], DINSOS)
    assert referral.forms == [first, second]


@given(
    parsers.parse('seorang lansia di Bitis yang diketahui TKSK melalui "{channel}"'),
    target_fixture="channel",
)
def known_through(channel):
    return channel.replace(" ", "_")


@when("TKSK mendaftarkan kasus itu", target_fixture="case")
def register(world, channel):
    return world.register(village=VILLAGES["Bitis"], channel=channel).case


@then(parsers.re(r'kasusnya tercatat difasilitasi "(?P<way>[^"]+)" melalui "(?P<channel>[^"]+)"'))
def way_of_help(world, case, way, channel, capsys):
    say_story(case_story(world.app, TKSK, case), world.app.zone)
    assert f"difasilitasi {way}, melalui {channel}\n" in capsys.readouterr().out
