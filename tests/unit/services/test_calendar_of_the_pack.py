from datetime import date

from tests.unit.rulebook.tiny_pack import FILES
from tksk_workflow.domain.calendar_days import CalendarDay, CalendarRules, DayKind
from tksk_workflow.rulebook.loading import load_texts
from tksk_workflow.services.working_calendar import calendar_of

POLLING, CHRISTMAS_LEAVE = date(2026, 11, 25), date(2026, 12, 24)
PACK = load_texts(FILES)


def test_a_local_day_off_counts_in_its_area_only():
    here, elsewhere = (calendar_of(PACK.calendar, area) for area in ("16.03.06.2004", "16.71"))
    assert not here.is_working_day(POLLING)
    assert here.holiday_name(POLLING) == "Pemungutan suara"
    assert elsewhere.is_working_day(POLLING)


def test_a_day_that_is_worked_after_all_is_a_working_day_everywhere():
    calendar = calendar_of(PACK.calendar, "")
    assert calendar.is_working_day(CHRISTMAS_LEAVE)
    assert CHRISTMAS_LEAVE not in calendar.days_off(2026)


def test_a_year_written_down_in_full_is_no_estimate_and_has_no_other_days():
    calendar = calendar_of(PACK.calendar, "")
    assert not calendar.is_estimated(2028)
    assert calendar.days_off(2028) == {date(2028, 1, 1): "Tahun Baru"}
    assert calendar.is_working_day(date(2028, 8, 17))
    assert calendar.is_estimated(2029)


def test_what_is_said_of_a_smaller_area_wins():
    rules = CalendarRules(
        (
            CalendarDay(POLLING, DayKind.WORKED, "masuk", ("16.03.06",)),
            CalendarDay(POLLING, DayKind.HOLIDAY, "libur"),
            CalendarDay(POLLING, DayKind.HOLIDAY, "libur", ("16.03",)),
        )
    )
    assert calendar_of(rules, "16.03.06.2004").is_working_day(POLLING)
    assert not calendar_of(rules, "16.03.07").is_working_day(POLLING)


def test_the_days_of_a_pack_are_part_of_what_its_hash_pins():
    other = {**FILES, "hari-libur.yaml": "berkas: hari-libur\ntahun: {}\n"}
    assert load_texts(other).content_hash != PACK.content_hash
