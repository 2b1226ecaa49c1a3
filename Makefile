# Everything a newcomer needs: `make demo` and `make test` set up all they use in .venv.

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
NODE := $(or $(REPRISE_NODE),$(VENV)/node)

.PHONY: help demo test test-fast ui lint format bench chaos lock clean browser node

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(INSTALLED): pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed; name it with PYTHON=/path/to/python3.11"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing into $(VENV); this takes a few minutes the first time."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[models,production,dev]'
	@touch $@

demo: $(INSTALLED) ## Live through four weeks of publishing in minutes
	@$(BIN)/python -m sandbox.demo

test: $(INSTALLED) lint ## Lint, types, the graph's definitions, dbt's tests and all tests
	@$(BIN)/dg check defs
	@$(BIN)/python -m pytest -n 2 --dist loadfile

test-fast: $(INSTALLED) ## The tests that take seconds
	@$(BIN)/python -m pytest -m "not slow and not browser"

lint: $(INSTALLED) ## Style and types
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy

format: $(INSTALLED) ## Bring the code into style
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

ui: $(INSTALLED) ## Open the Dagster UI on http://127.0.0.1:3000
	@$(BIN)/reprise ui

browser: $(INSTALLED) ## Install Debian's chromium for the UI tests, where that is possible
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
		apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; } || \
		echo "No chromium and no way to install it: the UI tests will be skipped."

node: ## Bring the servers from npm that some tests are played against (Bluesky's, a sign-in server), where that is possible
	@command -v npm >/dev/null || { echo "No npm: the tests against its servers will be skipped."; exit 0; }; \
		test -e $(NODE)/.installed || { mkdir -p $(NODE) && npm install --silent --no-audit --no-fund --prefix $(NODE) \
		@atproto/dev-env@0.3.215 oidc-provider@9.13.3 @stoplight/prism-cli@5.14.2 >/dev/null && touch $(NODE)/.installed; } || \
		echo "npm could not install them: the tests against its servers will be skipped."

chaos: $(INSTALLED) ## Publish under attack to every platform's sandbox, and count: nothing lost, nothing twice
	@$(BIN)/python -m tests.chaos

bench: $(INSTALLED) ## Measure the renderer against encoding alone and MoviePy, and how briefs and plans grow
	@$(BIN)/python -m benchmarks.render
	@$(BIN)/python -m benchmarks.domain

lock: ## Resolve the newest versions that pyproject.toml allows into constraints.txt
	@$(BIN)/python -m pip install --quiet uv
	@{ echo "# The exact versions that the tests pass with; names and versions only. Made by: make lock"; \
	  $(BIN)/uv pip compile --quiet --upgrade --all-extras --no-header --no-annotate --no-emit-index-url pyproject.toml \
	  | grep -E '^[A-Za-z0-9]'; } > constraints.new && mv constraints.new constraints.txt

clean: ## Remove the environment and everything that was made
	rm -rf $(VENV) .reprise dbt_analytics/target .pytest_cache .mypy_cache .ruff_cache
