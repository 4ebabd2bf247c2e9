# `make help` lists the targets. Everything happens in .venv, with the locked dependencies.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all:
TEXTS_OF_LICENCES ?= $(or $(PERMIS_SHARED),../shared)/data/licences
HARDWARE_TRUTH ?= $(or $(PERMIS_SHARED),../shared)/facts/hardware_truth.csv

.PHONY: help run test test-postgres15 check lock bench bench-licences bench-policy bench-hardware clean

help: ## show this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /  make \1\t/' | expand -t 24

.venv/created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "permis: Python 3.11 or newer is needed; this is " + sys.version.split()[0])'
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/run-ready: .venv/created requirements/embedded.txt
	@echo "installing what Permis needs (a minute, once)"
	@$(PIP) -r requirements/embedded.txt
	@touch $@

.venv/dev-ready: .venv/created requirements/dev.txt
	@echo "installing what the checks and tests need (a minute, once)"
	@$(PIP) -r requirements/dev.txt
	@touch $@ .venv/run-ready

run: .venv/run-ready ## start Permis on http://localhost:8000 (PORT=…), with servers of its own
	@PORT='$(PORT)' exec $(BIN)/python manage.py up

test: .venv/dev-ready ## run every test
	$(BIN)/python -m pytest -q -n 2 --dist loadfile
	@if postgres --version 2>/dev/null | grep -q ' 15[.]'; then $(MAKE) --no-print-directory test-postgres15; \
	else echo "no PostgreSQL 15 on this machine: its run is left out"; fi

test-postgres15: .venv/dev-ready ## run what touches the database against the machine's own PostgreSQL 15
	$(BIN)/python -m tests.postgres15

check: .venv/dev-ready ## lint, types, floors, templates, migrations, schema, deployment
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py spectacular --validate --fail-on-warn --file .venv/schema.yml
	@diff -u schema.yml .venv/schema.yml || { echo "schema.yml is not what the code says: make schema"; exit 1; }
	SECRET_KEY=$$(head -c 60 /dev/urandom | base64 | tr -d '\n') PERMIS_HTTPS=true \
	  $(BIN)/python manage.py check --deploy --fail-level WARNING

schema: .venv/dev-ready ## write schema.yml from the code
	$(BIN)/python manage.py spectacular --validate --fail-on-warn --file schema.yml

lock: .venv/dev-ready ## write the lock files from requirements/*.in
	cd requirements && for name in server embedded dev; do ../$(BIN)/uv pip compile --quiet --universal \
	  --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links $$name.in -o $$name.txt || exit 1; done

bench: .venv/dev-ready ## measure the pipeline and the search (minutes)
	$(BIN)/python -m benchmarks

bench-licences: .venv/dev-ready ## measure how well licence texts are recognised (TEXTS_OF_LICENCES=folders of texts)
	$(BIN)/python -m benchmarks.licences --texts $(TEXTS_OF_LICENCES)

bench-hardware: .venv/dev-ready ## measure how far off answers about memory are (HARDWARE_TRUTH=table of measured figures)
	$(BIN)/python -m benchmarks.hardware --truth $(HARDWARE_TRUTH)

bench-policy: .venv/dev-ready ## measure how fast stacks are judged
	$(BIN)/python -m benchmarks.policy

clean: ## remove what make made; the data of `make run` stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis static-built
