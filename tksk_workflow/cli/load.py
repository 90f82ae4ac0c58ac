"""`tksk load`: how busy every TKSK is, and offering cases to who could help."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tksk_workflow.cli.acting import Sitting, acting
from tksk_workflow.cli.cases.acting import Code, WhyOption
from tksk_workflow.cli.output import (
    ActorOption,
    Format,
    FormatOption,
    NowOption,
    OwnAreaOption,
    say,
    say_json,
    show_table,
    words,
)

if TYPE_CHECKING:
    from tksk_workflow.services.register.case_load import Offered

app = typer.Typer(
    help="Beban kasus TKSK, dan tawaran kepada PSM, Karang Taruna, atau TKSK tetangga.",
    no_args_is_help=True,
)


@app.command("list")
def list_command(
    area: OwnAreaOption = None,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Menampilkan beban setiap TKSK, yang terbanyak dahulu."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.regions import require_listed
        from tksk_workflow.services.register.case_load import case_loads

        require_listed(area)
        found = case_loads(sitting.app, sitting.actor, sitting.now, area=area)
        if sitting.wants_json:
            say_json(found)
            return
        show_table(
            f"Beban kasus ({len(found)} TKSK)",
            ("petugas", "wilayah", "kasus sendiri", "dibantu", "batas", "lewat", "tawarkan kepada"),
            (
                (
                    line.worker,
                    line.area,
                    str(line.cases),
                    str(line.helped),
                    "-" if line.limit is None else str(line.limit),
                    str(line.over),
                    ", ".join(one.code for one in line.helpers),
                )
                for line in found
            ),
            "Tidak ada TKSK di wilayah ini.",
        )


@app.command("helpers")
def helpers(
    case: Code,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Menampilkan siapa yang dapat membantu satu kasus, yang pertama ditanya dahulu."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.register.case_load import helpers_for

        found = helpers_for(sitting.app, sitting.actor, case, sitting.now)
        if sitting.wants_json:
            say_json(found)
            return
        show_table(
            f"Yang dapat membantu {case} ({len(found)})",
            ("kode", "siapa", "beban", "batas"),
            (
                (
                    one.code,
                    words(one.kind).title(),
                    str(one.load),
                    "-" if one.limit is None else str(one.limit),
                )
                for one in found
            ),
            "Tidak ada yang dapat membantu; minta koordinator.",
        )


@app.command("offer")
def offer(
    case: Code,
    to: Annotated[str, typer.Option("--to", help="Kode penolong; lihat 'tksk load helpers'.")],
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Menawarkan kasus; kasusnya tetap pada TKSK sampai ada jawaban, dan sesudahnya."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.register.case_load import offer_case

        done = offer_case(sitting.app, sitting.actor, case, to, sitting.now)
        _tell(sitting, done, f"{done.case} ditawarkan kepada {done.helper}.")


@app.command("accept")
def accept(
    case: Code,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Menerima tawaran mendampingi."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.register.case_load import answer_offer

        done = answer_offer(sitting.app, sitting.actor, case, True, "", sitting.now)
        _tell(sitting, done, f"{done.helper} membantu {done.case}.")


@app.command("decline")
def decline(
    case: Code,
    reason: WhyOption,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Menolak tawaran mendampingi, dengan alasan."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.register.case_load import answer_offer

        done = answer_offer(sitting.app, sitting.actor, case, False, reason, sitting.now)
        _tell(sitting, done, f"{done.helper} tidak membantu {done.case}.")


@app.command("end")
def end(
    case: Code,
    reason: WhyOption,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Menarik tawaran, atau mengakhiri bantuan."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.register.case_load import end_offer

        done = end_offer(sitting.app, sitting.actor, case, reason, sitting.now)
        _tell(sitting, done, f"Bantuan {done.helper} untuk {done.case} berakhir.")


def _tell(sitting: Sitting, done: Offered, sentence: str) -> None:
    if sitting.wants_json:
        say_json(done)
    else:
        say(sentence)
