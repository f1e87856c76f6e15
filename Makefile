# Everything a person needs to know is `make help`.
PYTHON ?= python3
VENV   ?= .venv
VAULT  ?= demo-vault
# Processes pytest uses. Files go to them whole, in their order: the few tests that take minutes do not come last.
WORKERS ?= 2
PARALLEL = -n $(WORKERS) --dist loadscope --no-loadscope-reorder

BIN := $(VENV)/bin
APP := $(VENV)/.installed
TESTS := $(VENV)/.installed-for-tests
REFERENCE := $(VENV)/reference-tools/.installed
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
COVERAGE := $(BIN)/coverage

.PHONY: help demo test lint unit coverage system-programs reference-tools bench test-editors soak keys screenshots snapshots format clean
.DEFAULT_GOAL := help

help:
	@echo 'make demo    generates the demo vault at ./$(VAULT) and opens it'
	@echo 'make test    every check, as CI runs it: make lint, then the tests'
	@echo 'make lint    ruff, mypy --strict, import-linter'
	@echo 'make format  lets ruff lay out the code and mend what it can'
	@echo 'make coverage the tests again, with branch coverage, which takes half as long again'
	@echo 'make bench   measurements: ratios beside other programs; MEDIAVAULT_BENCH_SCALE=1 for the full counts'
	@echo 'make soak    long runs'
	@echo 'make test-editors   Kdenlive, Shotcut and OpenShot open what is exported'
	@echo 'make keys    writes docs/KEYS.md from the table of actions'
	@echo 'make screenshots draws every screen at three sizes, and writes docs/SCREENS.md'
	@echo 'make snapshots   keeps what every screen shows, for the tests: read the diff before it is committed'
	@echo 'make clean   removes .venv, the demo vault and caches'
	@echo
	@echo 'PYTHON=python3.12 chooses the interpreter (3.11 or later; used when .venv is made), WORKERS=4 the test processes.'

demo: $(APP)
	$(BIN)/mediavault demo $(VAULT)

test: lint unit

lint: $(TESTS)
	$(BIN)/ruff check
	$(BIN)/ruff format --check --quiet
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

unit: $(TESTS) system-programs reference-tools
	$(BIN)/python -m pytest $(PARALLEL) $(PYTEST)

# Half as long again as without: the tests of every day do not measure it.
coverage: $(TESTS) system-programs reference-tools
	$(COVERAGE) erase
	$(COVERAGE) run -m pytest $(PARALLEL) $(PYTEST); ended=$$?; \
		$(COVERAGE) combine --quiet; $(COVERAGE) report; exit $$ended

system-programs:
	@sh tests/system_programs.sh

# What reads our lists and bags in the tests, in an environment of its own: its versions of things are not ours.
reference-tools: $(REFERENCE)

bench: $(TESTS)
	@sh tests/system_programs.sh bench
	$(BIN)/python -m pytest -m bench -s $(PYTEST)

test-editors: $(TESTS)
	@sh tests/system_programs.sh editors
	$(BIN)/python -m pytest -m editors -v --timeout 300 $(PYTEST)

soak: $(TESTS) system-programs reference-tools
	$(BIN)/python -m pytest -m soak -s --timeout 3600 $(PYTEST)

screenshots: $(TESTS)
	PYTHONPATH=tests COLORTERM=truecolor TERM=xterm-256color TEXTUAL_ANIMATIONS=none \
		$(BIN)/python tests/screenshots.py docs

snapshots: $(TESTS)
	MEDIAVAULT_SNAPSHOTS=1 $(BIN)/python -m pytest -q tests/tui/test_snapshots.py

keys: $(APP)
	@mkdir -p docs
	$(BIN)/python -m tui.key_page > docs/KEYS.md

format: $(TESTS)
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

clean:
	rm -rf $(VENV) $(VAULT) .coverage .coverage.* .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

# The environment. The stamps make a second run start at once; a changed pyproject.toml installs again.

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'mediavault needs Python 3.11 or later: make PYTHON=python3.11 …' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV) \
		|| { rm -rf $(VENV); echo 'Cannot make $(VENV): install the venv module of Python (Debian: python3-venv).' >&2; exit 1; }

$(APP): pyproject.toml | $(BIN)/python
	$(PIP) install --editable .
	@touch $@

$(TESTS): pyproject.toml | $(APP)
	$(PIP) install --upgrade 'pip>=25.1'  # earlier ones do not know --group
	$(PIP) install --editable . --group test
	@touch $@

$(REFERENCE): | $(BIN)/python
	@$(BIN)/python -m venv $(VENV)/reference-tools \
		&& $(VENV)/reference-tools/bin/python -m pip --disable-pip-version-check --quiet install 'ascmhl==1.2' \
		&& touch $@ || echo 'Could not install ascmhl. Tests that need it are skipped.' >&2
