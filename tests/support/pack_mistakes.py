"""Mistakes in the files of a pack, as people make them: one place changed at a time."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from random import Random
from typing import NamedTuple

from tests.support.pack_files import Data

Path = tuple[str | int, ...]


class Mistake(NamedTuple):
    """One change of one file: where, and what is there afterwards."""

    file: str
    path: Path
    what: str
    data: Data


_ANYTHING: tuple[Data, ...] = (
    "ngawur",
    "",
    " ",
    None,
    0,
    -1,
    7,
    10**12,
    1.5,
    True,
    "7",
    "tidak",
    "ya",
    "minimal 60",
    "2026-13-01",
    [],
    [[]],
    ["ngawur"],
    [7],
    {},
    {"ngawur": "ya"},
)


def mistakes(files: dict[str, Data], random: Random, number: int) -> Iterator[Mistake]:
    """Yield changes at any places of a pack, one at a time; some happen to be harmless."""
    places = [(name, path) for name in sorted(files) for path in _paths(files[name])]
    for _ in range(number):
        name, path = random.choice(places)
        whole = deepcopy(files[name])
        here = _at(whole, path)
        way = random.choice(_ways(here))
        if way in {"borrow", "borrow a key"}:
            # Right words in wrong places are what people write.
            others = [_at(files[other], place) for other, place in places]
            alike = [one for one in others if isinstance(one, type(here))]
            changed = random.choice(alike)
            if way == "borrow a key":
                key = random.choice(sorted({key for one in alike for key in one}))
                changed = {**here, key: next(one[key] for one in alike if key in one)}
        else:
            changed = _changed(here, way, random)
        yield Mistake(name, path, way, _with(whole, path, deepcopy(changed)))


def _ways(here: Data) -> list[str]:
    ways = ["replace", "replace", "wrap", "borrow", "borrow"]
    if isinstance(here, dict):
        ways += ["unknown key", "borrow a key", "borrow a key"]
        ways += ["drop a key", "rename a key"] * (2 * bool(here))
    if isinstance(here, list) and here:
        ways += ["say twice", "drop an item", "unwrap", "say more"]
    return ways


def _changed(here: Data, way: str, random: Random) -> Data:
    match way:
        case "replace":
            return random.choice(_ANYTHING)
        case "wrap":
            return random.choice([[here], {"bukan": here}, {"salah_satu": [here]}])
        case "unknown key":
            return {**here, random.choice(["ngawur", "id", "jika", "sakit", "sumber"]): "ya"}
        case "drop a key":
            gone = random.choice(sorted(here))
            return {key: value for key, value in here.items() if key != gone}
        case "rename a key":
            old = random.choice(sorted(here))
            return {f"{key}x" if key == old else key: value for key, value in here.items()}
        case "say twice":
            return [here[0], *here]
        case "say more":
            return [*here, random.choice(_ANYTHING)]
        case "drop an item":
            return here[1:]
    return here[0]


def _paths(data: Data, above: Path = ()) -> Iterator[Path]:
    if above:
        yield above
    entries: list[tuple[str | int, Data]] = []
    if isinstance(data, dict | list):
        entries = list(data.items() if isinstance(data, dict) else enumerate(data))
    for key, value in entries:
        # Which kind of file it is decides by which part it is judged.
        if (*above, key) != ("berkas",):
            yield from _paths(value, (*above, key))


def _at(data: Data, path: Path) -> Data:
    for key in path:
        data = data[key]
    return data


def _with(data: Data, path: Path, new: Data) -> Data:
    _at(data, path[:-1])[path[-1]] = new
    return data
