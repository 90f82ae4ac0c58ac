"""Muara Enim as the features know it: days as people say them, villages, partners."""

from datetime import datetime
from zoneinfo import ZoneInfo

from tests.integration.services.world import partner
from tksk_workflow.services.errors import ServiceError

ZONE = ZoneInfo("Asia/Jakarta")
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = {"Agustus": 8, "September": 9, "Oktober": 10, "Desember": 12}
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
