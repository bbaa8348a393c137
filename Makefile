# Two commands do all the set-up: `make run` (the app with demo data) and `make test`.
# Each target looks for what the machine must have, and builds its environment when the pins have changed.

BIHUAN_VENV ?= .venv
BIN := $(BIHUAN_VENV)/bin
PYTEST := $(BIN)/python -m pytest
RUN_READY := $(BIHUAN_VENV)/.ready-to-run
TEST_READY := $(BIHUAN_VENV)/.ready-to-test
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-build-isolation

# Rooms whose tests are quick enough for every save.
FAST := $(wildcard tests/architecture tests/ground tests/policy tests/regions tests/loading tests/lint tests/golden)
CODE := $(wildcard engine tests scripts app.py)
PORT ?= 8501

.DEFAULT_GOAL := help
.PHONY: help run check test test-full soak screenshots format clean

help:
	@echo "make run          the app with demo data on http://localhost:$(PORT)"
	@echo "make test         the test suite (about five minutes on two cores)"
	@echo "make check        format, lint, types, architecture, fast tests (about 1 minute)"
	@echo "make test-full    the suite and everything longer (about 25 minutes)"
	@echo "make soak         hours of faults and volume, by hand"
	@echo "make screenshots  pictures of the app's pages, by a script"
	@echo "make format       let ruff mend the layout"

$(BIHUAN_VENV)/.made:
	@python=$$(sh scripts/look_first.sh) && $$python -m venv $(BIHUAN_VENV)
	@sh scripts/look_first.sh $(BIHUAN_VENV)
	@touch $@

$(RUN_READY): $(BIHUAN_VENV)/.made pyproject.toml requirements/build.txt requirements/run.txt
	@echo "installing what Bihuan needs into $(BIHUAN_VENV) (a minute or two, once)"
	@$(PIP) -r requirements/build.txt
	@$(PIP) -r requirements/run.txt
	@$(PIP) --no-deps -e .
	@touch $@

$(TEST_READY): $(RUN_READY) requirements/test.txt
	@echo "installing what the tests need into $(BIHUAN_VENV)"
	@$(PIP) -r requirements/test.txt
	@touch $@

run: $(RUN_READY)
	@mkdir -p var
	$(BIN)/bihuan run --demo --port $(PORT)

check: $(TEST_READY)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy
	$(PYTEST) -m "not full and not soak and not browser" $(FAST)

test: $(TEST_READY)
	$(PYTEST) -m "not full and not soak"

# The browser has the machine to itself: beside other tests its pages draw too slowly to be fair.
test-full: $(TEST_READY)
	$(PYTEST) -m "not soak and not browser"
	$(PYTEST) -m "browser and not soak" -n 0

soak: $(TEST_READY)
	$(PYTEST) -m soak

screenshots: $(TEST_READY)
	$(BIN)/python scripts/screenshots.py

format: $(TEST_READY)
	$(BIN)/ruff format $(CODE)
	$(BIN)/ruff check --fix $(CODE)

clean:
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
