# One command per job; `make help` lists them. Everything runs in .venv, which `setup` keeps current.
# PYTHON=/path/to/python3.12 make setup     chooses the interpreter (3.11 to 3.13)
# make test ARGS="-k referral -x"           passes arguments on to pytest

.DEFAULT_GOAL := help
.PHONY: help setup demo test faults spec check style types imports dependencies pack bench month soak lock audit clean

BIN := .venv/bin
ARGS ?=
LOCK_ARGS ?=
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Tests and demo never report usage anywhere.
export DO_NOT_TRACK := 1
export PREFECT_SERVER_ANALYTICS_ENABLED := false

help:  ## show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' $(firstword $(MAKEFILE_LIST)) | awk -F'|' '{printf "%-14s %s\n", $$1, $$2}'

setup:  ## create .venv, or bring it up to date (does nothing when it is)
	@PYTHON='$(PYTHON)' sh .ci/setup

demo: setup  ## run the main job end to end on realistic made-up data
	@$(BIN)/tksk demo $(ARGS)

test: setup  ## run all tests, in random order
	$(BIN)/python -m pytest $(ARGS)

faults: setup  ## kill flows (also under Prefect) and commands at many random points; prints tallies
	TKSK_FAULT_KILLS=$${TKSK_FAULT_KILLS:-12} $(BIN)/python -m pytest tests/integration/faults -p no:randomly $(ARGS)

spec: setup  ## run the regulation's scenarios and write them as pages for an auditor
	@$(BIN)/tksk spec $(ARGS)

check: style types imports dependencies pack  ## style, types, import contracts, dependencies, the rule pack

style: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: setup
	$(BIN)/mypy --strict -p tksk_workflow -p flows

imports: setup
	$(BIN)/lint-imports

dependencies: setup
	$(BIN)/deptry .

pack: setup
	$(BIN)/tksk rules check
	$(BIN)/tksk rules test
	$(BIN)/tksk rules analyse --strict

bench: setup  ## measure speed and memory (15 minutes; ARGS=--full 100, ARGS=--keep writes docs/benchmarks)
	$(BIN)/python -m tests.benchmarks $(ARGS)

month: setup  ## live through a month of one TKSK in 200, on PostgreSQL (docs/benchmarks/national-month.md)
	$(BIN)/python -m tests.benchmarks --only month $(ARGS)

soak: setup  ## long runs of the engine: flat memory, no wrong answer
	$(BIN)/python -m pytest -m bench -p no:randomly $(ARGS)

lock: setup  ## renew requirements.lock from pyproject.toml (needs the network)
	@sh .ci/lock $(LOCK_ARGS)

audit: setup  ## look the locked packages up in the vulnerability database (needs the network)
	$(BIN)/pip-audit --strict --disable-pip --require-hashes --requirement requirements.lock

clean:  ## remove caches and build products; .venv stays (remove it by hand to start anew)
	rm -rf build dist htmlcov .coverage .benchmarks .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find tksk_workflow flows tests -name __pycache__ -type d -prune -exec rm -rf {} +
