# Two commands on a fresh machine: `make demo` and `make test`. They set everything up first.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SAMPLE := sample_media/sample.mp4
EYES   := sample_media/sample-clip
OUT    := out/demo

.PHONY: setup demo test test-slow test-all lint format bench clean

setup: $(VENV)/.ready

$(VENV)/.ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

demo: setup
	mkdir -p $(OUT)
	for who in alice bob; do \
	  $(BIN)/cutter make $(SAMPLE) --profile profiles/$$who.json --model $(EYES) --offline \
	    --output $(OUT)/sample.$$who.mp4 --report $(OUT)/sample.$$who.html \
	    --sheet $(OUT)/sample.$$who.png --overwrite || exit $$?; \
	done
	@echo "The cuts and their reports are in $(OUT)"

# What was compiled is kept: every worker, and every command that a test starts, needs it again.
test test-slow test-all: export PYTHONDONTWRITEBYTECODE =

# A file's tests stay together, for they share what they made. CI runs the slow ones as well.
PYTEST := $(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile

test: setup
	$(PYTEST) -m "not slow"

test-slow: setup
	$(PYTEST) -m slow

test-all: test test-slow

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Peers that are on PATH take part: smartcut, auto-editor. BENCH=--quick for a few minutes.
bench: setup
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[bench]'
	$(BIN)/python -m benchmarks $(BENCH)

clean:
	rm -rf $(VENV) out
