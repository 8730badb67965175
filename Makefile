# `make` alone says what there is. Needs git, make and Python 3.11 with venv; brings everything else itself.

PORT ?= 8000
VENV := .venv
PYTHON_IN := $(VENV)/bin/python
# Half as many again as there are processors: for a third of their time the tests in Python wait for what they have started.
WORKERS = $(shell $(PYTHON_IN) -c 'import os; print((os.cpu_count() or 1) * 3 // 2)')
# Slow for a good reason: a browser, type checkers on users' code, servers that are killed, apps that are attacked, tables
# of random rows, a wheel in its own environment.
SLOW := tests/browser tests/typing tests/faults tests/attack tests/jinja tests/properties/test_table.py tests/test_wheel.py

.PHONY: help demo test test-quick test-oldest fuzz mutants coverage lint format bench faults soak bundle lock clean

help: ## Say what there is
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

demo: $(VENV)/.demo ## Serve the example app at http://127.0.0.1:$PORT (8000)
	$(PYTHON_IN) -m liveview.cli demo --port $(PORT)

test: $(VENV)/.dev ## Run every test
	@tools/prepare.sh browser
	@tools/prepare.sh brokers
	@tools/prepare.sh jinja
	$(PYTHON_IN) -m pytest -n $(WORKERS) --dist worksteal --ignore tests/browser
	$(PYTHON_IN) -m pytest -n logical --dist loadfile tests/browser

test-quick: $(VENV)/.dev ## Run the tests that are quick: together they take one to two minutes
	HYPOTHESIS_PROFILE=quick $(PYTHON_IN) -m pytest -n $(WORKERS) --dist worksteal $(SLOW:%=--ignore %)

test-oldest: $(VENV)/.dev ## Run the tests in Python with the oldest version of each package that pyproject.toml allows
	@tools/prepare.sh oldest
	build/oldest/venv/bin/python -m pytest -n logical --dist worksteal -p no:cacheprovider tests/unit tests/integration tests/security

SECONDS ?= 60
fuzz: $(VENV)/.dev ## Look for SECONDS (60) for what breaks a promise: random templates, states, frames
	$(PYTHON_IN) tools/fuzz.py $(SECONDS)

mutants: $(VENV)/.dev ## Plant bugs in the engine and in what stops attacks, and see that the tests find each
	$(PYTHON_IN) -m tests.mutants

coverage: $(VENV)/.dev ## Run the tests in Python, and say which lines they leave out
	@tools/prepare.sh brokers
	$(PYTHON_IN) -m pytest -n $(WORKERS) --dist worksteal --ignore tests/browser --ignore tests/typing --cov --cov-report term

lint: $(VENV)/.dev ## Check style, types, and that the client's bundles are up to date
	$(PYTHON_IN) -m ruff check .
	$(PYTHON_IN) -m ruff format --check .
	$(PYTHON_IN) -m mypy
	$(PYTHON_IN) -m pyright
	$(PYTHON_IN) tools/bundle.py --lint

format: $(VENV)/.dev ## Write the code in the one style
	$(PYTHON_IN) -m ruff check --fix .
	$(PYTHON_IN) -m ruff format .

QUICK ?=
bench: $(VENV)/.dev ## Measure, print a table, and write build/bench.json (QUICK=--quick: in a minute)
	@tools/prepare.sh browser
	@tools/prepare.sh peers
	$(PYTHON_IN) -m bench $(QUICK)

PARTS ?=
faults: $(VENV)/.dev ## Measure what one bad page costs the others, and write build/faults.json (PARTS="--quick spin": some)
	$(PYTHON_IN) -m bench.faults $(PARTS)

SOAK ?= 1200
soak: $(VENV)/.dev ## Have 200 people use a server for SOAK (1200) seconds, and see that it neither grows nor errs
	$(PYTHON_IN) -m bench.faults.soak $(SOAK)

bundle: $(VENV)/.dev ## Build the client's bundles from static/src
	$(PYTHON_IN) tools/bundle.py

# By name only: whoever installs says where packages come from.
LOCK = $(VENV)/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header \
	--no-annotate --no-strip-extras --quiet --group
lock: $(VENV)/.dev ## Pin the newest versions that pyproject.toml allows
	$(PYTHON_IN) -m pip install --quiet uv
	$(LOCK) build --extra demo --upgrade --output-file requirements/demo.txt
	$(LOCK) dev --all-extras --upgrade --constraint requirements/demo.txt --output-file requirements/dev.txt

clean: ## Remove what these commands have made
	rm -rf $(VENV) build dist static/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.%: requirements/%.txt pyproject.toml tools/prepare.sh
	@tools/prepare.sh python $*
	@touch $@
