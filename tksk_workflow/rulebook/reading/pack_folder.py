"""The files of a pack: its own, and below ``induk/`` those of the pack that it extends.

A pack names its base (``memperluas``) by a path or by the name of the pack that comes with
the program. Whatever is read, kept or hashed holds the base's text as well, so that it can
be read again where the base is gone: a folder that has ``induk/`` needs no other.
"""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from tksk_workflow.domain.rulepack import Place
from tksk_workflow.rulebook.default_pack import shipped_pack
from tksk_workflow.rulebook.problems import Findings, quoted
from tksk_workflow.rulebook.reading.yaml_nodes import TextNode, decode, parse
from tksk_workflow.rulebook.wording import tell

HEADER = "paket.yaml"
EXTENDS = "memperluas"
BASE_FOLDER = "induk/"
MOST_FILES = 1000
# Letters of the header's texts that the record of packs has room for.
LONGEST = {"nama": 80, "versi": 20}
MOST_BASES = 4
BASE_MISSING = "induk-tidak-ada"


def content_hash(files: Mapping[str, str]) -> str:
    """Return the SHA-256 over the sorted paths and texts of a pack, its base included."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{files[name]}\0".encode())
    return digest.hexdigest()


def base_files(files: Mapping[str, str]) -> dict[str, str]:
    """Return the files of the base of a pack, by their paths inside the base."""
    return {
        name.removeprefix(BASE_FOLDER): text
        for name, text in files.items()
        if name.startswith(BASE_FOLDER)
    }


def read_files(path: Path, findings: Findings) -> dict[str, str]:
    """Read every YAML file below a directory, and the pack that this one extends.

    Hidden files are not looked at.
    """
    reason = _not_a_pack(path)
    if reason:
        findings.add(
            Place(str(path), 1),
            "paket-tidak-ada",
            reason,
            tell("beri jalur folder yang memuat paket.yaml"),
        )
        return {}
    files = _with_base(path, "", (path.resolve(),), findings)
    if len(files) > MOST_FILES:
        findings.add(
            Place(".", 1),
            "terlalu-besar",
            tell("paket memuat lebih dari {most_files} berkas", most_files=MOST_FILES),
        )
        return {}
    return files


def write_files(files: Mapping[str, str], folder: Path) -> None:
    """Write a pack into a new folder: all of it, or nothing.

    Line ends stay as they are, so that the folder's content hash is that of the texts.

    Raises:
        FileExistsError: the folder has something in it.
        OSError: it cannot be written.
        ValueError: a path leads out of the folder; the texts were tampered with.
    """
    for name in files:
        pure = PurePosixPath(name)
        if pure.is_absolute() or ".." in pure.parts or "\\" in name:
            raise ValueError("a pack names a file outside of its folder")
    target = Path(os.path.abspath(folder))
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(folder))
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as draft:
        whole = Path(draft, target.name)
        for name, text in files.items():
            path = whole / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8"))
        if target.exists():
            target.rmdir()
        whole.rename(target)


def base_folder_of(path: Path) -> Path | None:
    """Return the folder of the pack that a folder extends, where it is not inside."""
    try:
        text = (path / HEADER).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None
    named = extends_node(text)
    if named is None or (path / BASE_FOLDER / HEADER).is_file():
        return None
    found = _base_folder(path, named.value.strip())
    return found if found is not None and found.is_dir() else None


def extends_node(header: str) -> TextNode | None:
    """Return what the text of a header says behind ``memperluas``."""
    root = parse(header, HEADER, Findings())
    found = None if root is None else root.get(EXTENDS)
    return found if isinstance(found, TextNode) and found.value.strip() else None


def _with_base(
    path: Path, prefix: str, seen: tuple[Path, ...], findings: Findings
) -> dict[str, str]:
    """Read a folder and its base; ``prefix`` is where this pack stands in the whole."""
    files = _own_files(path, prefix, findings)
    named = extends_node(files.get(prefix + HEADER, ""))
    below = prefix + BASE_FOLDER
    if named is None or below + HEADER in files:
        return files
    place = Place(prefix + HEADER, named.place.line, named.place.column)
    base = _base_folder(path, named.value.strip())
    shown = quoted(named.value)
    problem = ""
    if base is None:
        findings.add(
            place,
            BASE_MISSING,
            tell("paket {shown} yang diperluas tidak dikenal", shown=shown),
            tell(
                "tulis jalur folder, misalnya ../{strip}, atau '{shipped_pack}' untuk paket bawaan",
                strip=named.value.strip(),
                shipped_pack=shipped_pack()[0],
            ),
        )
        return files
    if reason := _not_a_pack(base):
        problem = tell(
            "paket {shown} yang diperluas tidak dapat dibaca: {reason}", shown=shown, reason=reason
        )
    elif base.resolve() in seen:
        problem = tell("paket {shown} memperluas dirinya sendiri", shown=shown)
    elif len(seen) > MOST_BASES:
        problem = tell("lebih dari {most_bases} paket saling memperluas", most_bases=MOST_BASES)
    elif path.resolve() in base.resolve().parents:
        problem = tell("paket {shown} berada di dalam folder paket yang memperluasnya", shown=shown)
    if problem:
        findings.add(place, BASE_MISSING, problem, tell("jalurnya dihitung dari folder paket ini"))
        return files
    return files | _with_base(base, below, (*seen, base.resolve()), findings)


def _base_folder(path: Path, named: str) -> Path | None:
    if "/" in named or "\\" in named or named.startswith("."):
        return Path(os.path.normpath(path.resolve() / named.replace("\\", "/")))
    name, folder = shipped_pack()
    return folder if named == name else None


def _own_files(path: Path, prefix: str, findings: Findings) -> dict[str, str]:
    files: dict[str, str] = {}
    for found in _yaml_paths(path):
        name = prefix + found.relative_to(path).as_posix()
        if found.suffix != ".yaml":
            findings.add(
                Place(name, 1),
                "akhiran-berkas",
                tell("berkas ini tidak terbaca karena akhirannya bukan .yaml"),
                tell("ubah namanya menjadi {stem}.yaml", stem=found.stem),
            )
            continue
        try:
            raw = found.read_bytes()
        except OSError as error:
            findings.add(
                Place(name, 1),
                "tidak-terbaca",
                tell("berkas tidak dapat dibuka: {reason}", reason=_reason(error)),
            )
            continue
        text = decode(raw, name, findings)
        if text is not None:
            files[name] = text
    return files


def _reason(error: OSError) -> str:
    if error.errno in (errno.EACCES, errno.EPERM):
        return tell("tidak diizinkan")
    return tell("galat sistem {number}", number=error.errno)


def _not_a_pack(path: Path) -> str:
    """Say why a path is no pack, before anything below it is opened."""
    if not path.exists():
        return "folder paket aturan tidak ditemukan"
    if not path.is_dir():
        return "ini bukan folder"
    if not (path / HEADER).is_file():
        return tell("folder ini tidak memuat {header}", header=HEADER)
    return ""


def _yaml_paths(root: Path) -> list[Path]:
    found = []
    for directory, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [
            Path(directory, name)
            for name in names
            if not name.startswith(".") and name.lower().endswith((".yaml", ".yml"))
        ]
    return sorted(found, key=lambda path: path.relative_to(root).as_posix())
