"""`tksk case add`, `answer`, `visit`, `verify`, `hand-over`: what is found out about a case."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import typer

from tksk_workflow.cli.acting import acting
from tksk_workflow.cli.cases.acting import Code, FactsOption, Note, tell
from tksk_workflow.cli.facts_text import read_answers, read_json
from tksk_workflow.cli.options_named import options_named
from tksk_workflow.cli.output import ActorOption, Format, FormatOption, NowOption, say, words
from tksk_workflow.cli.typed_again import NOTHING_CHANGED
from tksk_workflow.domain.pmks import SubjectKind

_DAY = ["%Y-%m-%d", "%d-%m-%Y"]
_OPTIONS = {
    "desa": "--village",
    "jenis_kelamin": "--sex",
    "nama": "--name",
    "nik": "--nik",
    "pembaruan_terakhir": "--data-updated-on",
    "pmks": "--pmks",
    "subjek": "--kind",
    "tgl_lahir": "--birth-date",
}


def add(
    name: Annotated[str, typer.Option("--name", help="Nama, atau sebutan bila belum diketahui.")],
    village: Annotated[
        str, typer.Option("--village", help="Kode desa tempat tinggal, contoh 16.03.06.2023.")
    ],
    kind: Annotated[SubjectKind, typer.Option("--kind", help="Satuan kasus.")] = SubjectKind.PERSON,
    pmks: Annotated[
        list[str] | None, typer.Option("--pmks", help="Jenis PMKS, contoh PMKS-08; boleh berulang.")
    ] = None,
    nik: Annotated[str | None, typer.Option("--nik", help="NIK, bila ada.")] = None,
    birth_date: Annotated[
        datetime | None, typer.Option("--birth-date", formats=_DAY, help="Tanggal lahir.")
    ] = None,
    sex: Annotated[str | None, typer.Option("--sex", help="L atau P.")] = None,
    family_card: Annotated[str | None, typer.Option("--family-card", help="Nomor KK.")] = None,
    channel: Annotated[
        str, typer.Option("--channel", help="Dari mana kasus ini diketahui.")
    ] = "langsung_tksk",
    data_updated_on: Annotated[
        datetime | None,
        typer.Option("--data-updated-on", formats=_DAY, help="Tanggal data; bawaan: hari ini."),
    ] = None,
    facts: FactsOption = None,
    forward: Annotated[
        bool,
        typer.Option("--forward", help="Di luar kecamatan sendiri: teruskan ke TKSK di sana."),
    ] = False,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Mendaftarkan kasus baru. Keadaan darurat langsung diputuskan."""
    known = read_json(facts, output)
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.cases.intake import NewCase, register_case

        new = NewCase(
            kind=kind,
            name=name,
            village=village,
            pmks=tuple(pmks or ()),
            nik=nik,
            birth_date=_day(birth_date),
            sex=sex,
            family_card=family_card,
            channel=channel,
            facts=known,
            data_updated_on=_day(data_updated_on),
        )
        with options_named(_OPTIONS):
            done = register_case(sitting.app, sitting.actor, new, sitting.now, forward=forward)
        text = f"{done.case} terdaftar untuk petugas {done.worker}."
        tell(sitting, done, text, done.decision)
        if not sitting.wants_json:
            for warning in done.warnings:
                say(f"  perhatikan: {warning}")


def answer(
    case: Code,
    answers: Annotated[
        list[str] | None,
        typer.Argument(metavar="FAKTA=NILAI...", help="FAKTA= menarik jawaban kembali."),
    ] = None,
    facts: FactsOption = None,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Mencatat jawaban atau memperbarui fakta."""
    known = read_json(facts, output)
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.cases.intake import update_facts

        today = sitting.now.astimezone(sitting.app.zone).date()
        known |= read_answers(answers or (), sitting.app.pack_on(today), output)
        done = update_facts(sitting.app, sitting.actor, case, known, sitting.now)
        text = (
            f"{done.case}: fakta dicatat; kasus akan diputuskan ulang."
            if done.changed
            else f"{done.case}: semua fakta itu sudah tercatat; data dianggap mutakhir."
        )
        tell(sitting, done, text, done.decision)


def visit(
    case: Code,
    done: Annotated[
        bool,
        typer.Option(
            "--done/--not-done", help="Kunjungan terlaksana atau tertunda; bawaan: terlaksana."
        ),
    ] = True,
    obstacle: Annotated[
        str | None, typer.Option("--obstacle", help="Kendala, bila tertunda.")
    ] = None,
    note: Note = "",
    facts: FactsOption = None,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Mencatat kunjungan rumah, atau mengapa kunjungan tertunda."""
    known = read_json(facts, output)
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.cases.visits import record_visit

        visited = record_visit(
            sitting.app, sitting.actor, case, done, obstacle, note, known or None, sitting.now
        )
        what = "terlaksana" if done else "tertunda"
        how = "dicatat" if visited.changed else f"memang sudah dicatat, {NOTHING_CHANGED}"
        text = f"{visited.case}: kunjungan {what} {how}; kasus {words(visited.status)}."
        tell(sitting, visited, text, visited.decision)


def verify(
    case: Code,
    matches: Annotated[
        bool,
        typer.Option("--matches/--does-not-match", help="Data sesuai atau tidak; bawaan: sesuai."),
    ] = True,
    note: Note = "",
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Mencatat verifikasi: kades dan rt_rw, atau peksos, uptd_ppa, faskes bila tertutup."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.cases.verification import verify as verify_case

        done = verify_case(sitting.app, sitting.actor, case, matches, note, sitting.now)
        if done.returned:
            text = "dikembalikan ke TKSK karena data tidak sesuai"
        elif done.complete:
            text = "data dinyatakan sesuai; verifikasi lengkap"
        else:
            text = "data dinyatakan sesuai; masih menunggu verifikator lain"
        known = "" if done.changed else f" Verifikasi ini memang sudah tercatat; {NOTHING_CHANGED}."
        text = f"{done.case} oleh {sitting.actor.name}: {text}.{known}"
        tell(sitting, done, text)


def hand_over(
    case: Code,
    village: Annotated[str, typer.Option("--village", help="Kode desa yang baru.")],
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Mengalihkan kasus ke TKSK kecamatan tempat klien pindah."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.cases.intake import hand_over as hand_case_over

        with options_named(_OPTIONS):
            done = hand_case_over(sitting.app, sitting.actor, case, village, sitting.now)
        tell(sitting, done, f"{done.case} dialihkan ke {done.worker} sebagai {done.new_case}.")


def _day(value: datetime | None) -> date | None:
    return None if value is None else value.date()
