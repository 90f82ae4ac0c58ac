"""`tksk audit`: is the record of who did what still what it was?"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Annotated

import typer

from tksk_workflow.cli.database import (
    PROBLEMS,
    WRONG_USAGE,
    Format,
    check_format,
    database_opened,
)

if TYPE_CHECKING:
    from tksk_workflow.store.audit_check import Broken, ChainHead

app = typer.Typer(help="Jejak audit: memeriksa keutuhannya.", no_args_is_help=True)

_HEAD = re.compile(r"(?P<number>\d{1,18}):(?P<hash>[0-9a-f]{64})")


@app.command("verify")
def verify_command(
    output: Format = "text",
    head: Annotated[
        str | None,
        typer.Option(
            "--head",
            metavar="NOMOR:HASH",
            help="Ujung rantai yang dicatat dahulu; rantai harus masih memuatnya.",
        ),
    ] = None,
) -> None:
    """Memeriksa rantai jejak audit. Kode keluar 1 bila ada catatan yang rusak."""
    check_format(output)
    noted = _noted(head)
    with database_opened() as (_, engine):
        from tksk_workflow.store.audit_check import chain_head, still_contains, verify
        from tksk_workflow.store.session import session_factory_for
        from tksk_workflow.store.unit_of_work import UnitOfWork

        with UnitOfWork(session_factory_for(engine), read_only=True) as uow:
            broken = verify(uow.session)
            found = chain_head(uow.session)
            contained = noted is None or still_contains(uow.session, noted)
    if output == "json":
        typer.echo(json.dumps(_as_data(broken, found, contained=contained)))
    else:
        _say(broken, found, contained=contained)
    if broken or not contained:
        raise typer.Exit(PROBLEMS)


def _noted(text: str | None) -> ChainHead | None:
    if text is None:
        return None
    from tksk_workflow.store.audit_check import ChainHead

    match = _HEAD.fullmatch(text.strip().lower())
    if match is None:
        typer.echo("--head harus berbentuk NOMOR:HASH, seperti yang dicetak perintah ini", err=True)
        raise typer.Exit(WRONG_USAGE)
    return ChainHead(int(match["number"]), match["hash"])


def _as_data(broken: list[Broken], head: ChainHead | None, *, contained: bool) -> dict[str, object]:
    return {
        "intact": not broken and contained,
        "head": None if head is None else {"number": head.number, "hash": head.hash},
        "noted_head_found": contained,
        "broken": [
            {
                "number": item.number,
                "last": item.last,
                "kind": item.kind.value,
                "original": item.original,
                "message": str(item),
            }
            for item in broken
        ],
    }


def _say(broken: list[Broken], head: ChainHead | None, *, contained: bool) -> None:
    for item in broken:
        typer.echo(str(item))
    if not contained:
        typer.echo("Ujung rantai yang dicatat dahulu tidak ada lagi: jejak audit ditulis ulang.")
    if broken:
        typer.echo(f"Jejak audit RUSAK di {len(broken)} tempat.")
    elif contained and head is not None:
        typer.echo(f"Jejak audit utuh: {head.number} catatan. Ujung rantai:")
        typer.echo(f"{head.number}:{head.hash}")
        typer.echo("Catat ujung ini di luar basis data untuk pemeriksaan berikutnya.")
