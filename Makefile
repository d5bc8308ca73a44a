# Một Cửa. `make` or `make help` lists what can be asked for.

HOST ?= 127.0.0.1
PORT ?= 8080
DATA ?= ./data

SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# The first Python that is new enough, whatever it is called here.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
READY := $(VENV)/.ready
DEV := $(VENV)/.ready-dev
PAGES := display/static/vendor/.ready

.PHONY: help setup run test check bench lock clean debian

help: ## list what can be asked for
	@awk 'BEGIN { FS = ":.*## " } /^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile
	@echo "  (run takes HOST=$(HOST) PORT=$(PORT) DATA=$(DATA))"

setup: $(READY) $(PAGES) ## get everything that running needs (Python and npm packages by lock file)
	@:

run: setup ## start the demo hall with simulated devices
	@exec $(BIN)/motcua run --host "$(HOST)" --port "$(PORT)" --data "$(DATA)"

test: debian $(DEV) $(PAGES) ## run every test (as root on Debian this installs what tests need)
	$(BIN)/python -m pytest -n 3 --dist loadgroup

check: $(DEV) ## formatter, linter, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: debian $(DEV) $(PAGES) ## measure; JSON on standard output, a table on standard error
	@$(BIN)/python -m tests.bench

lock: $(DEV) ## choose package versions anew and write the lock files
	$(LOCK) --group build -o requirements.lock
	$(LOCK) --group dev -o requirements-dev.lock
	$(LOCK_NODE) -o requirements-node.lock
	npm install --package-lock-only

clean: ## remove what set-up made (never data)
	rm -rf $(VENV) node_modules display/static/vendor devices/printers/fonts dist htmlcov
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- Set-up, stamped: a second run does nothing --------------------------------------------

$(BIN)/python:
	@[ -n "$(PYTHON)" ] && $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed and was not found." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  package="$$($(PYTHON) -c 'import sys; print("python3.%d-venv" % sys.version_info[1])')"; \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "==> Debian package $$package"; \
	    apt-get update -q && apt-get install -y -q --no-install-recommends "$$package"; \
	  else echo "Python's venv is missing. On Debian: apt install $$package" >&2; exit 1; fi; }
	@echo "==> virtual environment in $(VENV) ($$($(PYTHON) --version))"
	@$(PYTHON) -m venv $(VENV)

$(READY): requirements.lock pyproject.toml | $(BIN)/python
	@echo "==> Python packages (first time: a few minutes on a slow line)"
	@$(PIP) install -q --progress-bar on --require-hashes -r requirements.lock
	@$(PIP) install -q --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): requirements-dev.lock $(READY)
	@echo "==> Python packages for tests and checks"
	@$(PIP) install -q --progress-bar on --require-hashes -r requirements-dev.lock
	@touch $@

node_modules/.ready: package-lock.json .npmrc | $(BIN)/python
	@command -v npm >/dev/null || [ -x $(BIN)/npm ] || { \
	  echo "==> npm is not installed here: bringing it as a Python package"; \
	  $(PIP) install -q --progress-bar on --require-hashes -r requirements-node.lock; }
	@echo "==> npm packages for the pages"
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(PAGES): node_modules/.ready display/vendor.py | $(READY)
	@echo "==> fonts, icons and scripts of the pages"
	@$(BIN)/python -m display.vendor
	@touch $@

# --- What tests need from Debian -----------------------------------------------------------

debian:
	@missing=; \
	command -v git >/dev/null || missing="$$missing git"; \
	command -v chromium >/dev/null || missing="$$missing chromium"; \
	ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || missing="$$missing postgresql"; \
	command -v redis-server >/dev/null || missing="$$missing redis-server"; \
	command -v wrk >/dev/null || missing="$$missing wrk"; \
	command -v zbarimg >/dev/null || missing="$$missing zbar-tools"; \
	tesseract --list-langs 2>/dev/null | grep -qx vie || missing="$$missing tesseract-ocr tesseract-ocr-vie"; \
	command -v ippeveprinter >/dev/null || missing="$$missing cups-ipp-utils"; \
	command -v gs >/dev/null || missing="$$missing ghostscript"; \
	command -v dbus-daemon >/dev/null || missing="$$missing dbus-daemon"; \
	ls /usr/share/fonts/truetype/liberation/*.ttf >/dev/null 2>&1 || missing="$$missing fonts-liberation"; \
	ls /usr/share/fonts/truetype/dejavu/DejaVuSansMono-Bold.ttf >/dev/null 2>&1 || missing="$$missing fonts-dejavu-core"; \
	[ -z "$$missing" ] && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "==> Debian packages:$$missing"; \
	  export DEBIAN_FRONTEND=noninteractive; \
	  apt-get update -q && apt-get install -y -q --no-install-recommends $$missing; \
	else echo "Tests need these Debian packages: apt install$$missing" >&2; exit 1; fi

# Locks name no index and no place on this machine.
UV := env -u PIP_FIND_LINKS -u UV_INDEX_URL -u UV_FIND_LINKS $(BIN)/uv --no-config pip compile --quiet \
	--universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
	--no-emit-find-links --upgrade
LOCK := $(UV) pyproject.toml
LOCK_NODE := $(UV) --group node
