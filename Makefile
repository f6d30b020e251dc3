# Every target does its own set-up. Only git, make and some python3 are taken for granted.
UV := scripts/uv
RUN := $(UV) run --frozen
.DEFAULT_GOAL := help

help:  ## Say what there is.
	@grep -hE '^[a-z-]+:.*##' Makefile | sed 's/:.*## /	/' | expand -t 14

.venv/.ready: pyproject.toml uv.lock scripts/uv
	@$(UV) sync --frozen --quiet
	@touch $@

setup: .venv/.ready  ## Install everything into .venv.
	@$(RUN) grappe messages compile

demo: setup  ## Fill an empty database with the demo cluster and serve it.
	@$(RUN) grappe demo --serve

test: setup  ## Run every test: on SQLite, on PostgreSQL, and in a real browser.
	@scripts/services start
	@$(RUN) pytest -q -n 2 --dist loadfile tests --ignore tests/journeys
	@GRAPPE_DATABASE_URL=$$(scripts/services url) $(RUN) pytest -q -n 2 --dist loadfile tests

check: setup  ## Format, lint, types, import contracts, translations, migrations, dependencies.
	@$(RUN) ruff format --check src tests benchmarks
	@$(RUN) ruff check src tests benchmarks
	@$(RUN) mypy
	@$(RUN) lint-imports
	@$(RUN) grappe messages check
	@$(RUN) python manage.py makemigrations --check --dry-run
	@$(RUN) python manage.py check --fail-level WARNING
	@scripts/audit

format: setup  ## Write the code in the house's format.
	@$(RUN) ruff format src tests benchmarks
	@$(RUN) ruff check --fix src tests benchmarks

.PHONY: help setup demo test check format
