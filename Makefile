# The daily commands, and nothing else. `make` alone prints them.
.DEFAULT_GOAL := help
.PHONY: help demo gateway clean-demo test site faults browsers bench check messages lock
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ONCE ?=
OUT ?=
PORT ?=
FOLDER ?=

help: ## this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed 's/:.*##/\t/' | expand -t 14

$(VENV)/.base: requirements/base.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Comity needs Python 3.11 or newer; name one with PYTHON=..."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python cannot make virtual environments here. On Debian: apt install python3-venv"; exit 1; }
	@echo "Setting up from hash-locked requirements ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.base
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

demo: $(VENV)/.base ## the whole story between two States and a provider (ONCE=1 ends after it, OUT=folder receives the evidence)
	@$(BIN)/comity demo $(if $(ONCE),--once) $(if $(OUT),--out "$(OUT)")

clean-demo: ## end the demo and remove all it made
	@if [ -x $(BIN)/comity ]; then $(BIN)/comity demo --clean; else rm -rf .demo; fi

gateway: $(VENV)/.base ## the public site on this machine (PORT=...); FOLDER=... writes all of it as files instead
	@$(BIN)/comity gateway $(if $(FOLDER),export "$(FOLDER)",run $(if $(PORT),--port $(PORT)))

test: $(VENV)/.dev ## set up and run all tests (on PostgreSQL too where a server is at hand)
	@$(BIN)/python -m pytest -q -n auto --ignore=tests/journeys --ignore=tests/browser --ignore=tests/gateway
	@$(BIN)/python -m pytest -q -n auto --ds=comity.gateway.settings -m "not whole" tests/gateway
	@PYTHON=$(BIN)/python sh tests/on_postgresql.sh

site: $(VENV)/.dev ## the whole public site: every page in its languages, every dump, the mirror, the server under strain
	@$(BIN)/python -m pytest -q -n auto --ds=comity.gateway.settings -m whole tests/gateway

faults: $(VENV)/.dev ## whole stories on real processes, under fire (about 20 minutes)
	@$(BIN)/python -m pytest -q -x --durations=10 tests/journeys

browsers: $(VENV)/.dev ## the pages in Debian's Chromium
	@$(BIN)/python -m pytest -q -x tests/browser

check: $(VENV)/.dev ## style, types and the arrows between the rooms
	@$(BIN)/ruff check src tests benchmarks tools && $(BIN)/ruff format --check src tests benchmarks tools
	@$(BIN)/lint-imports
	@COMITY_HOME=tests/home $(BIN)/mypy

bench: $(VENV)/.dev ## measure; writes benchmarks/results.json and .md
	@$(BIN)/python -m benchmarks

messages: $(VENV)/.dev ## gather what pages say, and compile the six languages
	@$(BIN)/python tools/messages.py gather && $(BIN)/python tools/messages.py compile && $(BIN)/python tools/messages.py check

lock: ## renew the locked requirements (needs uv)
	@uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -q requirements/base.in -o requirements/base.txt
	@uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -q requirements/dev.in -o requirements/dev.txt
