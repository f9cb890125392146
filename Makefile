# Two commands: `make demo` shows what the program does, `make test` proves it.
# Both make their own environment, work from any folder (make -C …), and are quick the second time.
ROOT := $(dir $(abspath $(lastword $(MAKEFILE_LIST))))
PYTHON ?= python3
VENV := $(ROOT).venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
JOBS ?= 2

.PHONY: demo test lint types suite suites format bench docs clean

demo: $(READY)
	@mkdir -p "$(ROOT)build"
	@sh "$(ROOT)tools/aside.sh" "$(ROOT)build/demo"
	@$(BIN)/feuille demo "$(ROOT)build/demo"

test: lint types suite

lint: $(READY)
	@cd "$(ROOT)" && $(BIN)/ruff check --quiet . && $(BIN)/ruff format --check --quiet .

types: $(READY)
	@cd "$(ROOT)" && $(BIN)/mypy

suite: $(READY)
	@cd "$(ROOT)" && $(BIN)/pytest -n $(JOBS) -q

# What some tests need beyond Python: the public suites of YAML and JSON Schema, an editor's server,
# what drives Chromium and looks for faults in pages (Chromium and Java come from the system).
suites: $(READY)
	@cd "$(ROOT)" && $(BIN)/python -m tests.suites

format: $(READY)
	@cd "$(ROOT)" && $(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .

docs: $(READY)
	@cd "$(ROOT)" && $(BIN)/python tools/reference.py

bench: $(READY)
	@cd "$(ROOT)" && $(BIN)/python bench/run.py

$(READY): $(ROOT)pyproject.toml $(ROOT)constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Il faut Python 3.11 ou plus récent (make PYTHON=python3.12 …)." >&2; exit 1; }
	@$(PYTHON) -m venv "$(VENV)" >/dev/null 2>&1 || sh "$(ROOT)tools/venv.sh" "$(PYTHON)" "$(VENV)"
	@echo "Installation de l'environnement (une seule fois)…" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	  -c "$(ROOT)constraints.txt" -e "$(ROOT)[dev]"
	@touch "$@"

clean:
	@rm -rf "$(VENV)" "$(ROOT)build" "$(ROOT)dist" "$(ROOT)tests/node_modules"
