# `make` lists what one can do. Every target sets up .venv by itself.
PYTHON ?= python3
BIN = .venv/bin
READY = .venv/ready

.DEFAULT_GOAL := help
.PHONY: help demo run test check format drill bench migration clean

help: ## what one can do
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.lock
	@touch $(READY)

demo: $(READY) ## walk through an invented municipality in the browser
	$(BIN)/python -m bot demo

run: $(READY) ## serve the channels of .env
	$(BIN)/python -m bot run

test: $(READY) ## all scenes but the full-size ones
	$(BIN)/python -m pytest -m 'not drill' -n 2 --dist loadfile

check: $(READY) ## format, lint, types, layers, texts, regulations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m tests.texts
	$(BIN)/python -m bot regulation check

format: $(READY) ## put every file into form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

drill: $(READY) ## the kill and fault scenes in full size (under 40 minutes)
	$(BIN)/python -m pytest -m drill --timeout=2000 -s

bench: $(READY) ## this bot beside a bare echo, five rounds
	$(BIN)/python -m benchmarks

migration: $(READY) ## a new migration from the difference between tables and schema: make migration name=what
	$(BIN)/python -m tests.new_migration $(name)

clean: ## throw away everything that was made
	rm -rf .venv var .pytest_cache .mypy_cache .ruff_cache .hypothesis build *.egg-info
