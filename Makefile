# The commands a developer types. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help setup run test check audit messages gallery migrations clean format

BIN := .venv/bin
ARGS ?=

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo '  run, test and gallery pass on ARGS="...", for example: make run ARGS="--help"'

setup: ## Install all dependencies (the other targets run this themselves)
	@tools/bootstrap.sh

run: setup ## Start Caseline, play the example calls and run until Ctrl-C
	@$(BIN)/caseline up $(ARGS)

# Without ARGS: all tests, several files at a time, as tests/side_by_side.py says.
# tests/needs.py installs chromium, fonts and curl where they are missing: no browser test is skipped.
test: setup ## Install what the tests need and run them
	@$(BIN)/python -m tests.needs
	@$(BIN)/pytest $(if $(ARGS),$(ARGS),-n auto --dist loadfile --no-loadscope-reorder)

check: setup ## Check lint, format, types, imports and translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/caseline translations check

audit: setup ## List dependencies and licenses (sbom.cdx.json); ask for known weaknesses
	@$(BIN)/python -m tools.audit

format: setup ## Fix lint and format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages: setup ## Extract, update and compile the translations
	$(BIN)/caseline translations all

gallery: setup ## Write every message, and pictures of every public page, in every language
	@$(BIN)/python -m tests.needs
	$(BIN)/caseline message gallery
	$(BIN)/python -m tests.pages.gallery $(ARGS)

migrations: setup ## Write a migration for changes in db/tables/: make migrations ARGS="what changed"
	$(BIN)/caseline db draft "$(ARGS)"

clean: ## Delete all state: database, keys, Temporal's history (installed tools stay)
	rm -rf .caseline gallery
