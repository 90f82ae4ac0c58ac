"""A kabupaten's pack on top of the smallest pack, and ways to write it."""

from __future__ import annotations

from tests.unit.rulebook.tiny_pack import FILES

HEADER = """\
berkas: paket
nama: kabupaten
versi: "2"
judul: Paket kabupaten
berlaku_sejak: 2026-01-01
memperluas: kecil
"""
SOURCES = """\
berkas: sumber
sumber:
  sk-bupati: {jenis: regulasi, diperiksa: tidak, keterangan: Keputusan rekaan}
"""
BASE = {f"induk/{name}": text for name, text in FILES.items()}


def with_changes(*entries: str, **files: str) -> dict[str, str]:
    """The pack whose changes are these entries (YAML without the reason and the source)."""
    text = "".join(f"  - {entry}\n" for entry in entries)
    own = {"paket.yaml": HEADER, "sumber.yaml": SOURCES}
    if entries:
        own["perubahan.yaml"] = f"berkas: perubahan\nperubahan:\n{text}"
    return {**own, **{f"{name}.yaml": content for name, content in files.items()}, **BASE}


def entry(what: str, does: str) -> str:
    """One entry in flow style, with a reason and a source."""
    return f"{{{what}, alasan: Kami berbeda, sumber: [sk-bupati], {does}}}"
