# `make help` lists what there is. Everything is installed into .venv from hash-pinned lists.
PYTHON ?= python3
VENV   ?= .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
PYTEST := $(BIN)/python -m pytest

.DEFAULT_GOAL := help
.PHONY: help demo test test-slow bench cover check lock clean

help: ## Show what can be made
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

$(VENV)/.demo: requirements/demo.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "earmark needs Python 3.11 or newer: make PYTHON=/path/to/it")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/demo.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.demo
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@

demo: $(VENV)/.demo ## Check the sample episode's notes, from download to report (about a minute)
	$(BIN)/earmark demo

test: $(VENV)/.dev ## Run the tests (at most ten minutes)
	$(PYTEST) -m "not slow and not bench" --durations=10 $(T)

test-slow: $(VENV)/.dev ## Run the tests that need the real model, a browser or a server
	$(PYTEST) -m "slow and not bench" --durations=10 $(T)

bench: $(VENV)/.dev ## Measure speed, memory and quality by hand; EARMARK_EVAL names a folder of labelled pairs
	$(PYTEST) -m bench -s $(T)

# T=tests/ROOM looks at a room alone, without floors
cover: $(VENV)/.dev ## Run the tests; fail where they take less than 95 % of the branches, or not all of notes, words, verify and cache
	$(BIN)/python -m coverage erase
	$(BIN)/python -m coverage run -m pytest -q -m "not slow and not bench" $(T)
	$(BIN)/python -m coverage combine --quiet
	$(BIN)/python -m coverage report $(if $(T),,--fail-under=95)
	$(if $(T),,$(BIN)/python -m coverage report --fail-under=100 --include='pipeline/notes/*,pipeline/words/*,pipeline/verify/*,pipeline/cache/*')

check: $(VENV)/.dev ## Lint, type-check and check the layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

lock: ## Resolve the pinned lists anew (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --no-header --extra tiny -o requirements/demo.txt pyproject.toml requirements/build.in
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --no-header --extra dev -c requirements/demo.txt -o requirements/dev.txt pyproject.toml requirements/build.in

clean: ## Remove the virtual environment and the tools' own folders
	rm -rf $(VENV) .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis demo
