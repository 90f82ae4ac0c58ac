"""Steps of ``features/nik.feature``. All numbers are of an area that does not exist."""

from datetime import date

from pytest_bdd import given, parsers, scenarios, then, when

from tests.integration.services.world import DYING_ALONE, TKSK
from tests.support.muara_enim import DUKCAPIL, VILLAGES
from tksk_workflow.domain.referral import Status
from tksk_workflow.services.facts.identity import NikStatus, check_nik
from tksk_workflow.store.models import Person, Worker

scenarios("nik.feature")

BORN = date(1950, 3, 5)


@given(parsers.re(r'NIK tertulis "(?P<text>[^"]*)"'), target_fixture="nik")
def nik_as_written(text):
    return text


@when("NIK itu dibaca", target_fixture="check")
def read(nik, today):
    return check_nik(nik, None, None, today.date())


@when("TKSK mendaftarkan lansia yang tinggal di Bitis dengan NIK itu", target_fixture="registered")
def register(world, nik):
    return world.register(nik=nik, birth_date=BORN, sex="P", village=VILLAGES["Bitis"], facts={})


@when(
    "TKSK mendaftarkan lansia sakit berat sendirian dengan NIK itu dan jadwal pengiriman berjalan",
    target_fixture="registered",
)
def register_emergency(world, nik):
    facts = {"kondisi": DYING_ALONE, "dokumen": []}
    registered = world.register(nik=nik, birth_date=BORN, sex="P", facts=facts)
    world.send()
    return registered


@then(parsers.parse('tanggal lahirnya {day} dan jenis kelaminnya "{sex}"'))
def birth_date_and_sex(check, day, sex):
    assert (check.birth_date, check.sex) == (date.fromisoformat(day), sex)
    assert check.anomalies == ()


def the_person(world):
    (person,) = world.rows(Person)
    return person


@then("kasusnya tercatat di Bitis dan ditangani TKSK Gelumbang")
def lives_there(world, registered):
    assert world.case(registered.case).village == VILLAGES["Bitis"]
    areas = {worker.code: worker.area for worker in world.rows(Worker)}
    assert (registered.worker, areas[registered.worker]) == (TKSK.user, "16.03.06")


@then("tidak ada peringatan tentang NIK itu")
def no_warning(world, registered, nik):
    assert registered.warnings == ()
    assert the_person(world).nik == nik


@then(parsers.parse('TKSK diperingatkan "{warning}"'))
def warned(registered, warning):
    assert warning in registered.warnings


@then("NIK itu tercatat cacat dan tidak dilengkapi sendiri")
def damaged(world, nik):
    person = the_person(world)
    assert person.nik_status == NikStatus.DAMAGED
    assert person.nik in (None, nik)
    assert person.identity_key.startswith("orang:")


@then("pembetulan NIK di Disdukcapil ikut diusulkan")
def to_the_registry(world, registered):
    world.route()
    referral = world.referral(registered.case, DUKCAPIL)
    assert referral.service == "perekaman_pemadanan_nik"
    assert referral.rules == ["KEB-01"]


@then("tanggal lahir yang tercatat adalah yang disebutkan warga")
def declared_counts(world, registered):
    person = the_person(world)
    assert person.birth_date == BORN
    assert "PGR-15" in world.case(registered.case).flags


@then("rujukan darurat ke Puskesmas terkirim saat itu juga")
def sent_at_once(world, registered):
    referral = world.referral(registered.case, "PKM-GELUMBANG")
    assert (referral.urgency, referral.status) == ("P0", Status.REQUESTED)
    assert referral.sent_at == world.now
