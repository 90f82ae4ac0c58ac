"""Muara Enim as the features know it: days as people say them, villages, partners."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.integration.services.world import TKSK, mitra, partner
from tksk_workflow.domain.referral import Status
from tksk_workflow.services.errors import ServiceError
from tksk_workflow.services.referrals.answers import accept, report_delivery
from tksk_workflow.services.referrals.receipt import confirm_receipt
from tksk_workflow.store.unit_of_work import UnitOfWork

ZONE = ZoneInfo("Asia/Jakarta")
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = {"Agustus": 8, "September": 9, "Oktober": 10}
VILLAGES = {"Bitis": "16.03.06.2023", "Putak": "16.03.06.2025"}
DINSOS, SENTRA, TRAINING, OTHER_TRAINING = "DINSOS-ME", "SENTRA-PLG", "BLK-ME", "BLK-PLG"
UPTD, DUKCAPIL = "UPTD-PPA-ME", "DUKCAPIL-ME"

DIRECTORY = (
    partner(DINSOS, "DINSOS_KAB"),
    partner("PKM-GELUMBANG", "PUSKESMAS", "kecamatan", ("16.03.06",)),
    partner("RSUD-ME", "RSUD"),
    partner("PUSKESOS-PUTAK", "PUSKESOS", "desa", (VILLAGES["Putak"],)),
    partner(UPTD, "UPTD_PPA"),
    partner(DUKCAPIL, "DUKCAPIL"),
    partner(SENTRA, "SENTRA", "pusat", ("16",)),
    partner(TRAINING, "DISNAKER_BLK", capacity=1),
    partner(OTHER_TRAINING, "DISNAKER_BLK", "provinsi", ("16",)),
)
"""Who helps in Muara Enim, as far as these features need it."""


def attempt(told, action, *arguments):
    """Do something that may be refused, and keep the refusal for the steps that follow."""
    try:
        action(*arguments)
    except ServiceError as error:
        told["error"] = error


def day_of(weekday, day, month, year):
    """Read a date as people say it; a wrong day of the week is a mistake in the feature."""
    found = datetime(int(year), MONTHS[month], int(day), 8, 0, tzinfo=ZONE)
    assert DAYS[found.weekday()] == weekday, f"{day} {month} {year} bukan {weekday}"
    return found


def prepared(world, **changes):
    """A case that was visited and verified, not decided yet."""
    case = world.register(**changes).case
    world.visit(case)
    world.verify_in_village(case)
    return case


def sent_elder(world, told):
    """An old person in need whose referral has just left for the Dinas Sosial."""
    told["nik"] = "9903064503500777"
    case = world.sent_case(nik=told["nik"])
    told["referral"] = world.referral(case, DINSOS)
    assert told["referral"].status == Status.REQUESTED
    return case


def delivered_elder(world, told):
    """The same, and the Dinas Sosial says that help was handed over."""
    case = sent_elder(world, told)
    code = told["referral"].code
    accept(world.app, mitra(DINSOS), code, world.now)
    report_delivery(world.app, mitra(DINSOS), code, "sudah diserahkan", world.now)
    return case


def received(world, told, by, right):
    """The TKSK finds out the next day who has the help, and keeps a photograph."""
    world.later(days=1)
    confirm_receipt(
        world.app,
        TKSK,
        told["referral"].code,
        by,
        right,
        "foto",
        world.now - timedelta(hours=2),
        "foto-serah-terima-01",
        None,
        world.now,
    )


def of_the_start(world, told):
    """The referral that the scenario began with, as it stands now."""
    with UnitOfWork(world.app.session_factory, read_only=True) as uow:
        return uow.referrals.get(told["referral"].code)
