"""Entries of the log of activities, whole unless a test takes something away."""

from dataclasses import replace

from tksk_workflow.domain.activity import (
    ActivityContent,
    ActivityKind,
    Counterpart,
    Function,
    GuidanceField,
)
from tksk_workflow.services.activities.new_activity import NewActivity

KECAMATAN = "16.03.06"
BITIS = "16.03.06.2023"
MEETING = ActivityContent(
    Function.COORDINATION,
    forms=("menyamakan_persepsi",),
    counterparts=(Counterpart.SUBDISTRICT,),
)
OUTREACH = ActivityContent(
    Function.FACILITATION,
    ActivityKind.OUTREACH,
    forms=("bimbingan",),
    fields=(GuidanceField.HEALTH,),
    direct=True,
)
COACHING = replace(
    MEETING, kind=ActivityKind.COACHING, counterparts=(Counterpart.DINSOS,), attended=True
)


def entry(content, day, area=KECAMATAN, topic="jaminan kesehatan", **more):
    return NewActivity(content, area, day, topic, **more)
