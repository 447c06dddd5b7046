# Each target is a line over a program; logic is Python's.
PYTHON ?= python3
BIN := .venv/bin
# Named after the interpreter, so that another Python gets an environment of its own making.
ENVIRONMENT := .venv/.made-by-$(notdir $(realpath $(shell command -v $(PYTHON) || echo none)))

.DEFAULT_GOAL := help
.PHONY: help site serve zensical readme test sabotage lint lock bench links clean

help: ## list the targets
	@sed -n 's/^##@ \(.*\)/\n\1/p; s/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

##@ Read
site: $(ENVIRONMENT) ## measure what is new (REFRESH=1: everything) and build the site into site/
	@$(BIN)/tare site $(if $(filter-out 0,$(REFRESH)),--refresh)

serve: $(ENVIRONMENT) ## serve the site with live reload while you write
	@$(BIN)/tare serve

zensical: $(ENVIRONMENT) ## measure what is new and build the site with Zensical, into site-zensical/
	@$(BIN)/tare site --zensical

##@ Check
test: $(ENVIRONMENT) ## run every test: unit, engine, documentation, browser
	@$(BIN)/python tests/browser/programs.py
	@$(BIN)/python -m pytest

sabotage: $(ENVIRONMENT) ## change one thing at a time in copies of the project, and see that no false sentence gets out
	@$(BIN)/python -m tests.sabotage

lint: $(ENVIRONMENT) ## check style, types and workflows
	@$(BIN)/ruff check && $(BIN)/ruff format --check --quiet
	@$(BIN)/mypy
	@$(BIN)/actionlint -shellcheck= .github/workflows/*.yml && $(BIN)/zizmor --quiet --offline --persona pedantic .github

bench: $(ENVIRONMENT) ## measure how fast the site is built and images are weighed, beside others
	@$(BIN)/python -m tests.bench

links: $(ENVIRONMENT) ## list the links that lead out of the site, and ask each over the network
	@$(BIN)/python -m tests.docs.external_links

##@ Keep
readme: $(ENVIRONMENT) ## write the measured figures of site/results.json into the README
	@$(BIN)/python -m macros.readme

lock: $(ENVIRONMENT) ## make requirements.lock anew from pyproject.toml, keeping what still fits
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-emit-index-url \
		--custom-compile-command "make lock" --group dev pyproject.toml --output-file requirements.lock

clean: ## remove what was made in this folder; records and engine in TARE_HOME stay
	@rm -rf .venv site .site-* site-zensical tests/browser/node_modules .hypothesis .mypy_cache .pytest_cache .ruff_cache

$(ENVIRONMENT): requirements.lock pyproject.toml macros/environment.py
	@command -v $(PYTHON) >/dev/null || { echo "tare: there is no $(PYTHON); install python3" >&2; exit 3; }
	@$(PYTHON) -I macros/environment.py
	@touch $@
