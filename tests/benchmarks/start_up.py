"""What it costs to start each command: processor time of a whole process."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.benchmarks.measuring import Group, Measured, Target, alone
from tksk_workflow.cli.root import COMMANDS

RUNS = 7
HELP_RUNS = 3
BASE = "python -c 'import typer, yaml'"
TKSK = str(Path(sys.executable).with_name("tksk"))
FACTS = '{"id": "a", "pmks": ["PMKS-08"], "usia": 71}\n'


def run() -> Group:
    """Measure; processor time, because waiting for other programs says nothing about ours."""
    group = Group("start-up", "Start-up of commands, processor time")
    with TemporaryDirectory() as folder:
        facts = Path(folder) / "fakta.jsonl"
        facts.write_text(FACTS, encoding="utf-8")
        environment = {**os.environ, "TKSK_HOME": folder}
        commands = {
            BASE: [sys.executable, "-c", "import typer, yaml"],
            "tksk --help": [TKSK, "--help"],
            "tksk rules --help": [TKSK, "rules", "--help"],
            "tksk rules check": [TKSK, "rules", "check"],
            "tksk rules decide, one case": [TKSK, "rules", "decide", "--facts", str(facts)],
            "tksk lifecycle": [TKSK, "lifecycle"],
            "tksk db status": [TKSK, "db", "status"],
            "tksk case list": [TKSK, "case", "list", "--as", "koordinator/uji"],
            "tksk flow list": [TKSK, "flow", "list"],
        }
        seconds: dict[str, list[float]] = {name: [] for name in commands}
        for turn in range(RUNS + 1):
            for name, command in commands.items():
                found = _processor_seconds(command, environment)
                if turn:
                    seconds[name].append(found)
    group.figures = [
        Measured(name, median(found), 1, "start", tuple(found)) for name, found in seconds.items()
    ]
    for name in COMMANDS:
        help_page = [TKSK, name, "--help"]
        found = [_processor_seconds(help_page, dict(os.environ)) for _ in range(HELP_RUNS)]
        group.figures.append(Measured(f"tksk {name} --help", median(found), 1, "start"))
    work = median(alone(__name__)["work"] for _ in range(3))
    base = median(seconds[BASE])
    group.figures.append(Measured("the work inside 'rules check'", work, 1, "check"))
    group.targets = [
        Target("tksk --help against its libraries, time", median(seconds["tksk --help"]) / base, 2),
        Target(
            "tksk rules check without its work against the same, time",
            (median(seconds["tksk rules check"]) - work) / base,
            2,
        ),
    ]
    return group


def _processor_seconds(command: list[str], environment: dict[str, str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=environment, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Measure what `rules check` does once everything is imported."""
    import json
    import time

    from tksk_workflow.rulebook.default_pack import default_pack_path
    from tksk_workflow.rulebook.examples import run_examples, today
    from tksk_workflow.rulebook.loading import load_pack

    start = time.process_time()
    run_examples(load_pack(default_pack_path()), today())
    print(json.dumps({"work": time.process_time() - start}))


if __name__ == "__main__":
    main()
