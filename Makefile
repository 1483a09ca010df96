# make demo   a synthetic city: pages on PORTAL_PORT, the API on PORT, kept in DATA
# make test   everything, on SQLite and PostgreSQL
# make check  what CI runs beside the tests: style, types, imports, policies, OpenAPI
# make interop   OAuth clients and an issuer that nobody here wrote; needs Node
# make browser   the portal in a real browser; needs chromium
# make container   the images and compose.yaml, without a container engine; needs root
# make drill  a disk that is full, a clock that jumps, a database that goes; KILLS= how often it is killed
# make timing, make bench   measurements
# make generators, make fuzz   clients made from the OpenAPI document; schemathesis at length
# make words   the portal's Spanish catalogue, brought up to date
# make reference, make requirements   what is generated: docs/reference, hashed requirements
#
# Each installs what it needs into .venv first; PYTHON= chooses the interpreter.

PORT ?= 8000
PORTAL_PORT ?= 8001
DATA ?= ./demo
VENV ?= .venv
PYTHON ?= $(shell tools/find-python)
BIN := $(VENV)/bin
# A worker waits half of its time.
WORKERS ?= 3
REDOCLY := @redocly/cli@2.77.0
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: demo demo-ports words test check interop browser container drill timing bench reference requirements lint-openapi generators fuzz
.DELETE_ON_ERROR:

demo: demo-ports $(VENV)/.demo
	$(BIN)/officer-directory demo --port $(PORT) --portal-port $(PORTAL_PORT) --data $(DATA)

# Said before minutes are spent on installing.
demo-ports:
	@$(PYTHON) tools/free_ports.py $(PORT) $(PORTAL_PORT)

test: $(VENV)/.test
	$(BIN)/python tests/postgres.py || $(PIP) install --quiet --editable '.[postgres]'
	$(BIN)/python tests/private_postgres.py $(BIN)/pytest -n $(WORKERS) $(ARGS)

# TESTED=1 where `make test` was just run: it has these tests too.
check: $(VENV)/.test $(VENV)/.check
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(if $(TESTED),,$(BIN)/pytest tests/house tests/migrations -k 'not postgresql')
	$(BIN)/officer-directory policy check
	$(MAKE) lint-openapi

# Redocly needs Node; without it the document is still tested by `make test`. Nothing is
# left out where CI is set: there a missing tool is a failure.
lint-openapi:
	@if command -v npx >/dev/null; then \
		mkdir -p build && $(BIN)/python -m officer_directory.http.openapi > build/openapi.json && \
		REDOCLY_TELEMETRY=off npx --yes $(REDOCLY) lint --max-problems 20 build/openapi.json; \
	else \
		echo "NOT CHECKED: the OpenAPI document was not linted, which needs npx (Node)." >&2; \
		test -z "$$CI"; \
	fi

# Other people's generators, pinned, on the description of every tier.
generators: $(VENV)/.test
	@if command -v npx >/dev/null; then $(BIN)/python -m tools.generators; \
	else \
		echo "NOT CHECKED: no client was generated, which needs npx (Node)." >&2; \
		test -z "$$CI"; \
	fi

# Every tier of a demo, on SQLite and PostgreSQL; EXAMPLES= for each operation.
EXAMPLES ?= 50
fuzz: $(VENV)/.test
	$(BIN)/python -m tools.fuzz $(EXAMPLES) $(ARGS)

interop: $(VENV)/.test
	npm --prefix tests/interop install --silent
	$(BIN)/pytest -m interop tests/interop $(ARGS)

# The portal in Debian's chromium; screenshots are left in build/screenshots.
browser: $(VENV)/.test
	$(PIP) install --quiet --editable '.[browser]'
	$(BIN)/pytest -n 2 -m browser tests/clients/browser $(ARGS)

# The images built in clean roots, and the services of compose.yaml run from them: as root,
# with debootstrap and Node, and with ports 8000 and 8001 free.
container: $(VENV)/.test
	$(PIP) install --quiet --editable '.[container]'
	$(BIN)/pytest -m container -p no:xdist tests/container $(ARGS)

# Needs a C compiler and PostgreSQL's own programs; half a minute for each five kills.
KILLS ?= 5
drill: $(VENV)/.test
	KILLS=$(KILLS) $(BIN)/pytest -m drill -p no:xdist tests/drills $(ARGS)

timing: $(VENV)/.test
	$(BIN)/pytest -m timing -p no:xdist $(ARGS)

bench: $(VENV)/.test
	$(BIN)/python -m benchmarks $(ARGS)

words: $(VENV)/.test
	$(BIN)/python -m tools.portal_catalogue

reference: $(VENV)/.test
	$(BIN)/python -m tools.reference

# Versions with hashes and without names of hosts, for installs that must not vary.
PIN := $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options --upgrade
requirements: | $(BIN)/python
	$(PIP) install --quiet pip-tools
	echo 'hatchling>=1.27' | $(PIN) --output-file requirements/building.txt -
	$(BIN)/python -m tools.depends clients/pyproject.toml clients/portal/pyproject.toml | \
		$(PIN) --output-file requirements/portal.txt -
	$(PIN) --output-file requirements/runtime.txt pyproject.toml
	$(PIN) --extra test --extra check --output-file requirements/development.txt pyproject.toml

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.demo: pyproject.toml clients/pyproject.toml clients/portal/pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --editable . --editable ./clients --editable ./clients/portal
	@touch $@

$(VENV)/.test: pyproject.toml clients/pyproject.toml clients/portal/pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --editable '.[test]' --editable ./clients --editable ./clients/portal
	@touch $@

$(VENV)/.check: pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --editable '.[check]'
	@touch $@
