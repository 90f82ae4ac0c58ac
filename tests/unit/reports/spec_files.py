"""A small run of two features, as pytest-bdd and our recorder write it."""

import json

FEATURE = "features/pasal_07_ayat3_hasil.feature"
TITLE = "Penutupan kasus mencatat perubahan keberfungsian sosial"
PROBLEM = (
    "> assert urgensi == 'P1'\nE   AssertionError: assert 'P2' == 'P1'\nE     - P1\nE     + P2\n"
)


def entry(name=TITLE, *, uri=FEATURE, outcome="passed", line=9, **changes):
    """One collected run of a scenario."""
    values = {
        "id": f"test_{line}",
        "uri": uri,
        "feature": "Hasil",
        "about": "Apa yang\nberubah.",
        "rule": "",
        "name": name,
        "line": line,
        "tags": ["pasal-7-ayat-3", "S11", "PGR-14"],
        "example": {},
        "background": 1,
        "steps": [
            {"keyword": "Diketahui", "text": "hari ini Rabu", "table": []},
            {"keyword": "Ketika", "text": "TKSK menutup kasus", "table": []},
            {"keyword": "Maka", "text": "kasus ditutup", "table": [["a", "b"], ["1", "2"]]},
        ],
        "outcome": outcome,
        "phase": "call",
        "problem": PROBLEM if outcome == "failed" else "",
        "fired": ["PGR-14", "PMKS-08"],
        "seconds": 0.1,
    }
    return {**values, **changes}


def element(found, statuses):
    """What the Cucumber JSON says about it."""
    return {
        "id": found["id"],
        "steps": [
            {"keyword": step["keyword"], "name": step["text"], "result": {"status": status}}
            for step, status in zip(found["steps"], statuses, strict=True)
        ],
    }


def write_run(folder, runs):
    """Write both files for ``(entry, statuses)``; None stands for no word in the Cucumber JSON."""
    by_uri = {}
    for found, statuses in runs:
        if statuses is not None:
            by_uri.setdefault(found["uri"], []).append(element(found, statuses))
    cucumber, record = folder / "cucumber.json", folder / "jalannya.json"
    cucumber.write_text(
        json.dumps([{"uri": uri, "elements": several} for uri, several in by_uri.items()])
    )
    record.write_text(json.dumps({"scenarios": [found for found, _ in runs]}))
    return cucumber, record
