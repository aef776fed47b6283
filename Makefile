# Everything a person or CI does here. Needs Python 3.11 to 3.14 (with venv) and make, nothing else.
#
# The steps that prepare .venv leave a stamp behind, so a second run installs nothing and needs no network.
# PYTHON=/path/to/python3 chooses the interpreter when .venv is made; otherwise the first that fits is taken.

PYTHON ?=
CANDIDATES := python3 python3.14 python3.13 python3.12 python3.11
FITS := import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))

BIN := .venv/bin
STAMPS := .venv/.stamps
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -qq

# An environment that was left half made, moved, copied or whose Python is gone is made anew.
HERE_AND_WHOLE := $(shell [ "`cat $(STAMPS)/venv 2>/dev/null`" = "`pwd -P`" ] && $(BIN)/python -c '' 2>/dev/null && echo yes)

UV := .venv-lock/bin/uv
# Locks hold hashes and no addresses, and fit every supported Python and platform.
COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-strip-extras --no-emit-index-url --custom-compile-command 'make lock' $(LOCK_FLAGS) pyproject.toml

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test env soak bench sbom audit lock page clean FORCE

help:
	@echo 'make run     prepare .venv, check the knowledge, then serve Slack, or open the playground'
	@echo 'make test    everything CI checks: style, types, imports, knowledge, tests'
	@echo 'make env     prepare .venv with the tools for development, and stop'
	@echo 'make bench   compare our matching with others, and Slack with a bare Bolt app (minutes)'
	@echo 'make soak    all tests, the long ones too, with many more random examples (minutes)'
	@echo 'make sbom    write build/sbom.json: all that the bot runs with, with hashes and licences (CycloneDX)'
	@echo 'make audit   ask PyPI whether anything the bot runs with has a known fault; needs the network'
	@echo 'make lock    bring the locks in line with pyproject.toml; LOCK_FLAGS=--upgrade takes newer versions'
	@echo 'make page    build the playground'\''s page anew from page/; needs Node 20.19 or newer, and the network once'
	@echo 'make clean   remove .venv and what tools left behind'

run: $(STAMPS)/project
	@$(BIN)/stackbot kb lint
	@$(BIN)/stackbot run

test: $(STAMPS)/dev
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/lint-imports
	$(BIN)/stackbot kb lint
	$(BIN)/python -m pytest --cov

env: $(STAMPS)/dev

soak: $(STAMPS)/dev
	$(BIN)/python -m pytest -m 'soak or not soak' --hypothesis-profile=soak

bench: $(STAMPS)/dev
	$(BIN)/python -m tests.bench

sbom: $(STAMPS)/dev
	@mkdir -p build/
	@$(BIN)/cyclonedx-py requirements --output-reproducible --pyproject pyproject.toml -o build/lock.json requirements.lock
	@$(BIN)/cyclonedx-py environment --output-reproducible -o build/environment.json $(BIN)/python
	@$(BIN)/python .ci/bill_of_materials.py build/lock.json build/environment.json build/sbom.json

audit: $(STAMPS)/dev
	$(BIN)/pip-audit --requirement requirements.lock --require-hashes --disable-pip --strict

$(STAMPS)/venv: $(if $(HERE_AND_WHOLE),,FORCE)
	@rm -rf .venv
	@for python in $(if $(PYTHON),"$(PYTHON)",$(CANDIDATES)); do \
		if "$$python" -c '$(FITS)' 2>/dev/null; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo 'No usable Python: this needs Python 3.11 to 3.14 with its venv module.' >&2; \
		echo 'On Debian and Ubuntu: apt install python3-venv. For a Python elsewhere: make run PYTHON=/path/to/python3' >&2; \
		exit 1; \
	fi; \
	echo "Preparing .venv with `"$$found" --version` (`command -v "$$found"`)"; \
	"$$found" -m venv .venv && mkdir -p $(STAMPS) && pwd -P > $@

$(STAMPS)/runtime: requirements.lock $(STAMPS)/venv
	@echo 'Installing what stackbot needs (once; about 100 MB to fetch)'
	@$(PIP) install --require-hashes --only-binary :all: -r requirements.lock
	@touch $@

# The build tools are locked and installed above, so nothing is fetched here.
$(STAMPS)/project: pyproject.toml $(STAMPS)/runtime
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(STAMPS)/dev: requirements-dev.lock | $(STAMPS)/project
	@echo 'Installing what the tests need (once)'
	@$(PIP) install --require-hashes --only-binary :all: -r requirements-dev.lock
	@touch $@

$(UV):
	@python3 -m venv .venv-lock
	@.venv-lock/bin/python -m pip --disable-pip-version-check --quiet install 'uv>=0.13,<0.14'

lock: $(UV)
	$(COMPILE) --group build --output-file requirements.lock
	$(COMPILE) --group dev --constraints requirements.lock --output-file requirements-dev.lock

# Only whoever changes page/ needs this: the built page is kept in the repository and goes into the wheel.
page:
	cd page && npm ci --no-fund --no-audit && npm test && npm run build

clean:
	rm -rf .venv .venv-lock build dist .coverage htmlcov .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache page/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
