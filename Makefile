# Two commands do everything on a fresh machine with Python 3.11 and make: `make demo` and `make test`.
# Each sets itself up first: a virtual environment in .venv with the locked dependencies, by uv where it is present.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed-from-lock
# Two processes: each builds the shared homes of its tests for itself, so more cost memory.
TEST_PROCESSES ?= -n 2 --dist worksteal
DEMO_HOME ?= $(CURDIR)/.steelnail/demo

.PHONY: help setup demo test test-all check format lint types layers sql fix docs lock run bench clean

help:
	@echo "make demo      make a synthetic case, resolve it, say who 'hammer' is (home: $(DEMO_HOME))"
	@echo "make test      run the tests (make test-all adds the long ones)"
	@echo "make check     run all that guards the code: format, lint, types, layers, SQL, tests"
	@echo "make run       open the Dagster UI on ./.steelnail"
	@echo "make bench     run the benchmarks (STEELNAIL_DATA names the folder of real data)"
	@echo "make docs      write docs/formats.md anew from the readers"
	@echo "make lock      write requirements.lock anew from pyproject.toml (needs uv)"

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) .ci/check_prerequisites.py
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@if command -v uv >/dev/null 2>&1; then \
	  echo "setting up with uv …"; \
	  uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock && \
	  uv pip install --quiet --python $(BIN)/python --no-deps --editable . ; \
	else \
	  echo "setting up with pip (a minute or two) …"; \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock && \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable . ; \
	fi
	@touch $(STAMP)

demo: setup
	@$(BIN)/steelnail --home "$(DEMO_HOME)" demo

test: setup
	@$(BIN)/python -m pytest $(TEST_PROCESSES)

test-all: setup
	@$(BIN)/python -m pytest $(TEST_PROCESSES) -m "long or not long"

check: format lint types layers sql test

format: setup
	@$(BIN)/ruff format --check --quiet . && echo "format: ok"

lint: setup
	@$(BIN)/ruff check --quiet . && echo "lint: ok"

types: setup
	@$(BIN)/mypy

layers: setup
	@$(BIN)/lint-imports --no-cache | tail -n 3

sql: setup
	@$(BIN)/python -m pytest tests/warehouse/test_sql_files.py

fix: setup
	@$(BIN)/ruff format --quiet . && $(BIN)/ruff check --fix --quiet .

docs: setup
	@$(BIN)/python -m sources.formats_page

lock:
	@uv pip compile --quiet --no-strip-extras --universal --python-version 3.11 --generate-hashes --group dev pyproject.toml -o requirements.lock

run: setup
	@$(BIN)/steelnail ui

bench: setup
	@$(BIN)/python -m benchmarks.irc_renames

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
