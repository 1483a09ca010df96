# make demo   a synthetic city, served on PORT, kept in DATA
# make test   everything, on SQLite and PostgreSQL
# make check  what CI runs beside the tests: style, types, imports, policies, OpenAPI
# make timing, make bench   measurements
#
# Each installs what it needs into .venv first; PYTHON= chooses the interpreter.

PORT ?= 8000
DATA ?= ./demo
VENV ?= .venv
PYTHON ?= $(shell tools/find-python)
BIN := $(VENV)/bin
REDOCLY := @redocly/cli@2.77.0
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: demo test check timing bench lint-openapi
.DELETE_ON_ERROR:

demo: $(VENV)/.demo
	$(BIN)/officer-directory demo --port $(PORT) --data $(DATA)

test: $(VENV)/.test
	$(BIN)/python tests/postgres.py || $(PIP) install --quiet --editable '.[postgres]'
	$(BIN)/pytest -n auto $(ARGS)

check: $(VENV)/.test $(VENV)/.check
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/pytest tests/house tests/migrations -k 'not postgresql'
	$(BIN)/officer-directory policy check
	$(MAKE) lint-openapi

# Redocly needs Node; without it the document is still tested by `make test`.
lint-openapi:
	@if command -v npx >/dev/null; then \
		mkdir -p build && $(BIN)/python -m officer_directory.http.openapi > build/openapi.json && \
		npx --yes $(REDOCLY) lint --max-problems 20 build/openapi.json; \
	else echo "no npx here: the OpenAPI document was not linted"; fi

timing: $(VENV)/.test
	$(BIN)/pytest -m timing -p no:xdist $(ARGS)

bench: $(VENV)/.test
	$(BIN)/python -m benchmarks $(ARGS)

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.demo: pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --editable .
	@touch $@

$(VENV)/.test: pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --editable '.[test]'
	@touch $@

$(VENV)/.check: pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --editable '.[check]'
	@touch $@
