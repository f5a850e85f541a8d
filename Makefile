# Two commands: `make run` and `make test`. Both build the environment in .venv first, once per lock.
PYTHON ?= python3
BIN = .venv/bin
STATUTES = ../shared/statutes/articles.jsonl.gz

.PHONY: setup run test lint bench
setup: .venv/.ready

.venv/.ready: requirements.lock pyproject.toml
	@echo "正在建立环境（第一次约一两分钟）……"
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

run: setup
	@$(BIN)/hotline serve --demo

lint: setup
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

test: lint
	$(BIN)/hotline knowledge check $(if $(wildcard $(STATUTES)),--statutes $(STATUTES))
	$(BIN)/pytest -q

bench: setup
	$(BIN)/python benchmarks/first_answer.py
