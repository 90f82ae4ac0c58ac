"""`tksk outbox`: messages that wait, that went, that failed, and where they go."""

from __future__ import annotations

from datetime import timedelta
from time import monotonic
from typing import Annotated

import typer

from tksk_workflow.cli.acting import acting
from tksk_workflow.cli.outbox_text import closed_way_line
from tksk_workflow.cli.output import (
    DEPENDENCY_FAILED,
    WRONG_USAGE,
    ActorOption,
    Format,
    FormatOption,
    NowOption,
    moment,
    say,
    say_json,
    show_table,
    stop,
    words,
)
from tksk_workflow.domain.delivery import MessageState
from tksk_workflow.messaging.channel import ChannelKind

app = typer.Typer(
    help="Kotak keluar: pesan yang menunggu, terkirim, atau gagal, dan alamat penerimanya.",
    no_args_is_help=True,
)
SYSTEM = "sistem/jadwal"
_CLOSED = (
    "Server pengirim tidak dapat dipakai; pesannya tetap menunggu. Periksa TKSK_SMTP_HOST, "
    "TKSK_SMTP_PORT, TKSK_SMTP_USER dan kata sandinya; sebabnya: 'tksk outbox list'."
)
_BATCH = 200
_NO_WAY = (
    "Belum ada jalur: atur TKSK_SMTP_HOST dan TKSK_SMTP_FROM, atau TKSK_WEBHOOK_SECRET. "
    "Sampai itu pesan menunggu."
)


@app.command("list")
def list_messages(
    state: Annotated[
        MessageState, typer.Option("--status", help="Hanya pesan yang keadaannya ini.")
    ] = MessageState.WAITING,
    limit: Annotated[int, typer.Option(min=1, max=5_000, help="Paling banyak.")] = 100,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Menampilkan pesan, terbaru dahulu, tanpa isinya."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.messaging.troubles import in_words
        from tksk_workflow.services.outbox.desk import look_into

        found = look_into(sitting.app, sitting.actor, state, limit, sitting.now)
        if sitting.wants_json:
            say_json(found)
            return
        zone = sitting.app.zone
        show_table(
            f"Pesan: {words(state)}",
            ("nomor", "jenis", "penerima", "jalur", "dibuat", "percobaan", "galat terakhir"),
            (
                (
                    message.number,
                    words(message.kind),
                    message.recipient,
                    message.channel,
                    moment(message.created_at, zone),
                    message.attempts,
                    message.last_error and in_words(message.last_error),
                )
                for message in found.messages
            ),
            "Tidak ada.",
        )
        say(", ".join(f"{words(name)} {count}" for name, count in found.counts.items()))
        for way in found.closed:
            say(closed_way_line(way, zone))
        if not found.ways:
            say(_NO_WAY)


@app.command("deliver")
def deliver(
    as_: ActorOption = None, output: FormatOption = Format.TEXT, now: NowOption = None
) -> None:
    """Mengirim semua pesan yang jatuh tempo sekarang. Aman diulang."""
    with acting(as_, output, now, otherwise=SYSTEM) as sitting:
        from tksk_workflow.services.outbox.delivering import (
            WAY_CLOSED,
            channels_of,
            deliver_waiting,
        )

        ways = tuple(channels_of(sitting.app.settings))
        total: dict[str, int] = {}
        more, began = bool(ways), monotonic()
        while more:
            # Claims count from the moment of the batch, which must not stand still.
            at = sitting.now + timedelta(seconds=int(monotonic() - began))
            done = deliver_waiting(sitting.app, at, _BATCH)
            for name, count in done.counts.items():
                total[name] = total.get(name, 0) + count
            more = done.more
        if sitting.wants_json:
            say_json({"ways": ways, "counts": total})
        elif not ways:
            say(_NO_WAY)
        else:
            said = ", ".join(f"{words(name)} {count}" for name, count in total.items())
            say(f"Selesai: {said or 'tidak ada yang perlu dikirim'}.")
        if total.get(WAY_CLOSED):
            if not sitting.wants_json:
                say(_CLOSED)
            raise typer.Exit(DEPENDENCY_FAILED)


@app.command("retry")
def retry(
    numbers: Annotated[
        list[int] | None, typer.Argument(metavar="NOMOR...", help="Nomor pesan yang gagal.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Semua pesan yang gagal.")] = False,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Mencoba lagi pesan yang sudah dinyatakan gagal."""
    if bool(numbers) == everything:
        stop("sebutkan nomor pesan, atau --all", WRONG_USAGE, output)
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.outbox.desk import try_again

        wanted = None if everything else numbers
        again = try_again(sitting.app, sitting.actor, wanted, sitting.now)
        if sitting.wants_json:
            say_json({"numbers": again})
        else:
            say(f"{len(again)} pesan dicoba lagi pada pengiriman berikutnya.")


@app.command("address")
def address(
    recipient: Annotated[
        str, typer.Argument(metavar="PENERIMA", help="Misalnya mitra/PKM-GELUMBANG, koordinator.")
    ],
    email: Annotated[str | None, typer.Option("--email", help="Alamat surel.")] = None,
    webhook: Annotated[str | None, typer.Option("--webhook", help="Alamat https.")] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Hapus alamatnya.")] = False,
    as_: ActorOption = None,
    output: FormatOption = Format.TEXT,
    now: NowOption = None,
) -> None:
    """Mencatat ke mana pesan seorang penerima dikirim, atau menghapusnya."""
    if (email is not None) + (webhook is not None) + remove != 1:
        stop("pakai tepat satu dari --email, --webhook, --remove", WRONG_USAGE, output)
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.outbox.desk import remove_address, set_address

        if remove:
            changed = remove_address(sitting.app, sitting.actor, recipient, sitting.now)
        else:
            channel = ChannelKind.EMAIL if email is not None else ChannelKind.WEBHOOK
            changed = set_address(
                sitting.app, sitting.actor, recipient, channel, email or webhook or "", sitting.now
            )
        if sitting.wants_json:
            say_json({"recipient": recipient, "changed": changed})
        else:
            say(f"Alamat {recipient} {'dicatat' if changed else 'tidak berubah'}.")


@app.command("addresses")
def addresses(
    as_: ActorOption = None, output: FormatOption = Format.TEXT, now: NowOption = None
) -> None:
    """Menampilkan semua alamat."""
    with acting(as_, output, now) as sitting:
        from tksk_workflow.services.outbox.desk import address_book

        found = address_book(sitting.app, sitting.actor)
        if sitting.wants_json:
            say_json(found)
            return
        show_table(
            "Alamat",
            ("penerima", "jalur", "alamat"),
            ((one.recipient, one.channel, one.address) for one in found),
            "Belum ada alamat; catat dengan 'tksk outbox address'.",
        )
