"""The `tksk` command: its groups, loaded only when they are used."""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from tksk_workflow.cli.days_typed import with_sensible_days
from tksk_workflow.cli.help_pages import HelpContext, with_indonesian_help
from tksk_workflow.cli.output import PROGRAM_FAILED, Format, stop
from tksk_workflow.cli.summaries import SUMMARIES
from tksk_workflow.cli.usage import explained, is_call_for_help, wants_json

DEBUG_VARIABLE = "TKSK_DEBUG"

# Name of the command, module, and the Typer app or the function in it.
COMMANDS = {
    "case": ("tksk_workflow.cli.cases.commands", "app"),
    "referral": ("tksk_workflow.cli.referrals.commands", "app"),
    "escalation": ("tksk_workflow.cli.escalation", "app"),
    "partner": ("tksk_workflow.cli.partner", "app"),
    "worker": ("tksk_workflow.cli.worker", "app"),
    "load": ("tksk_workflow.cli.load", "app"),
    "activity": ("tksk_workflow.cli.activity", "app"),
    "programme": ("tksk_workflow.cli.programme", "app"),
    "worklist": ("tksk_workflow.cli.worklist", "worklist"),
    "import": ("tksk_workflow.cli.importing", "app"),
    "calendar": ("tksk_workflow.cli.calendar", "app"),
    "result": ("tksk_workflow.cli.result", "app"),
    "rules": ("tksk_workflow.cli.rules.commands", "app"),
    "lifecycle": ("tksk_workflow.cli.lifecycle", "lifecycle"),
    "report": ("tksk_workflow.cli.report", "app"),
    "outbox": ("tksk_workflow.cli.outbox", "app"),
    "flow": ("tksk_workflow.cli.flow", "app"),
    "audit": ("tksk_workflow.cli.audit.commands", "app"),
    "spec": ("tksk_workflow.cli.spec", "spec"),
    "db": ("tksk_workflow.cli.database", "app"),
    "backup": ("tksk_workflow.cli.backup", "backup"),
    "restore": ("tksk_workflow.cli.backup", "restore"),
    "demo": ("tksk_workflow.cli.demo", "demo"),
}


class Root(TyperGroup):
    """Finds commands by name without loading the others, and explains every mistake."""

    context_class = HelpContext
    _showing_help = False

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Show the page; the commands need not be loaded for it."""
        self._showing_help = True
        try:
            super().format_help(ctx, formatter)
        finally:
            self._showing_help = False

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names, in the order in which help shows them."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Load a command."""
        if cmd_name not in COMMANDS:
            return None
        if self._showing_help and cmd_name in SUMMARIES:
            return TyperCommand(cmd_name, help=SUMMARIES[cmd_name])
        if cmd_name not in self.commands:
            module, attribute = COMMANDS[cmd_name]
            self.commands[cmd_name] = loaded(cmd_name, module, attribute)
        return self.commands[cmd_name]

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command; the process ends with its exit code."""
        given = sys.argv[1:] if args is None else list(args)
        output = Format.JSON if wants_json(given) else Format.TEXT
        try:
            code = super().main(
                given,
                "tksk",
                complete_var,
                standalone_mode=False,
                windows_expand_args=windows_expand_args,
                **extra,
            )
        except TyperException as error:
            if is_call_for_help(error):
                sys.exit(error.exit_code)
            message, hint = explained(error)
            _end(message, error.exit_code, output, hint)
        except typer.Abort:
            sys.exit(130)
        except Exception as error:
            _program_failed(error, output)
        sys.exit(code if isinstance(code, int) else 0)


app = typer.Typer(
    cls=Root,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    options_metavar="[OPSI]",
    subcommand_metavar="PERINTAH [ARGUMEN]...",
    context_settings={"help_option_names": ["--help", "-h"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from tksk_workflow import __version__

        typer.echo(f"tksk-workflow {__version__}")
        raise typer.Exit


@app.callback()
def tksk(
    version: Annotated[
        bool,
        typer.Option("--version", help="Tampilkan versi.", callback=_show_version, is_eager=True),
    ] = False,
) -> None:
    """Rujukan kesejahteraan sosial di kecamatan: kasus, rujukan, mitra, aturan."""


def loaded(name: str, module: str, attribute: str) -> Any:
    """Load one command."""
    found = getattr(importlib.import_module(module), attribute)
    command: Any
    if isinstance(found, typer.Typer):
        # A group even when it has one command only: `tksk audit verify` keeps its name.
        command = typer.main.get_group(found)
    else:
        single = typer.Typer(add_completion=False)
        single.command(name)(found)
        command = typer.main.get_command(single)
    command.name = name
    return with_sensible_days(with_indonesian_help(command))


def _program_failed(error: Exception, output: Format) -> NoReturn:
    """Say where the program failed; never with the error's text, which may quote a person."""
    if os.environ.get(DEBUG_VARIABLE):
        raise error
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(place.filename).name}:{place.lineno}"
    _end(
        f"Kesalahan program ({type(error).__name__} di {where}). Periksa keadaan data sebelum "
        f"mengulang. Laporkan pesan ini; {DEBUG_VARIABLE}=1 menampilkan rinciannya.",
        PROGRAM_FAILED,
        output,
    )


def _end(message: str, code: int, output: Format, hint: str = "") -> NoReturn:
    """Say what is wrong and end the process."""
    try:
        stop(message, code, output, hint)
    except typer.Exit:
        sys.exit(code)
