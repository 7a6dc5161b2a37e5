# The only commands there are: `make help`.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
INSTALL = $(BIN)/uv pip install --quiet --system-certs --python $(BIN)/python --require-hashes -r $(1) || $(PIP) --require-hashes -r $(1)
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11 …")
IN_EARNEST := DEMO=0 CONCIERGE_PUBLIC_URL=https://office.example \
	CONCIERGE_SECRET_KEY=only-for-this-check-never-for-an-office-0123456789-abcdefghijk
LOCK := --generate-hashes --universal --python-version 3.11 --no-header --system-certs -q

.PHONY: help run test check bench faults fix shell vendor lock
.DEFAULT_GOAL := help

help: ## what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 10

.venv/.installer: requirements-installer.lock
	@$(PYTHON) -c '$(NEW_ENOUGH)'
	@$(PYTHON) -c 'import ensurepip, venv' || { echo "Python lacks venv: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv .venv
	$(PIP) --require-hashes -r requirements-installer.lock || echo "No uv for this machine: pip does it, slower."
	@touch $@

.venv/.ready: .venv/.installer requirements.lock
	$(call INSTALL,requirements.lock)
	@touch $@

.venv/.ready-dev: .venv/.ready requirements-dev.lock
	$(call INSTALL,requirements-dev.lock)
	@touch $@

.venv/.ready-bench: .venv/.ready-dev requirements-bench.lock
	$(call INSTALL,requirements-bench.lock)
	@touch $@

run: .venv/.ready ## everything on this machine; Ctrl-C stops it
	@exec $(BIN)/python manage.py up

test: .venv/.ready-dev ## every test, on real PostgreSQL and Redis
	$(BIN)/python -m pytest -m "not bench"

check: .venv/.ready-dev ## form, types, stairs, templates, migrations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --check --lint frontend tickets
	$(BIN)/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py messages --check
	$(BIN)/python manage.py spectacular --lang en --validate --fail-on-warn --file /dev/null
	$(IN_EARNEST) $(BIN)/python manage.py check --deploy --fail-level WARNING

bench: .venv/.ready-bench ## how fast it is, against the targets
	$(BIN)/python -m pytest -m bench -n 0 -s

faults: .venv/.ready-dev ## kill, cut, fill: at full counts
	FAULT_ROUNDS=10 $(BIN)/python -m pytest -m faults -s

fix: .venv/.ready-dev ## put the form right, write docs/openapi.yaml anew
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/djlint --quiet --reformat frontend tickets
	$(BIN)/python manage.py spectacular --lang en --file docs/openapi.yaml

shell: .venv/.ready ## Python with the tables at hand, while `make run` runs
	@$(BIN)/python manage.py shell

vendor: .venv/.ready ## bring the browser files of others from npm
	$(BIN)/python manage.py vendor

lock: .venv/.ready ## pin what pyproject.toml asks for
	$(BIN)/uv pip compile pyproject.toml $(LOCK) -o requirements.lock
	$(BIN)/uv pip compile --group dev pyproject.toml -c requirements.lock $(LOCK) -o requirements-dev.lock
	$(BIN)/uv pip compile --group bench -c requirements-dev.lock $(LOCK) -o requirements-bench.lock
