# make lab        open the course in JupyterLab
# make test       run every notebook and every test
# make execute    run the notebooks from top to bottom and store their outputs (one: make execute NOTEBOOKS=notebooks/...)
# make exercises  make exercises/ anew from solutions/
# make mark       mark what was collected, several submissions at a time, each in isolation: make mark ASSIGNMENT=NN_name
# make server     a hub for a class on this machine: docs/server.md says what it needs
# make secret     take an assignment's source out of git, and keep its files: make secret ASSIGNMENT=NN_name
# make grader-report  how many wrong answers, mutants and right answers the checks of the exercises tell apart
# make bench      the lecture's programs beside ours
# make format     the course's style, code and notebooks

BIN := .venv/bin
NOTEBOOKS ?= $(wildcard notebooks/*.ipynb) $(wildcard solutions/*/*.ipynb)
# The first Python on this machine that the course supports; another one: make lab PYTHON=/path/to/python3.12
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(not (3, 11, 2) <= sys.version_info < (3, 14))' 2>/dev/null && echo $$p && break; done)

lab: .venv/installed
	$(BIN)/jupyter lab notebooks/00_start_here.ipynb --notebook-dir=. $(if $(filter 0,$(shell id -u)),--allow-root) $(LAB_OPTIONS)

test: .venv/installed
	$(BIN)/pytest $(PYTEST_OPTIONS)

execute: .venv/installed
	$(BIN)/jupyter nbconvert --to notebook --execute --inplace --log-level=WARN --ExecutePreprocessor.timeout=1800 \
		--ExecutePreprocessor.store_widget_state=False --ExecutePreprocessor.record_timing=False $(NOTEBOOKS)

exercises: .venv/installed
	$(BIN)/python -m tests.grader.release

grader-report: .venv/installed
	@$(BIN)/python -m tests.grader.report

# A part, or again: make mark ASSIGNMENT=NN_name MARK_OPTIONS="--student=liwei --force"
mark: .venv/installed
	@test -d "solutions/$(ASSIGNMENT)" -a -n "$(ASSIGNMENT)" || { echo "There is no solutions/$(ASSIGNMENT): make mark ASSIGNMENT=NN_name" >&2; exit 1; }
	$(BIN)/nbgrader autograde $(ASSIGNMENT) --log-level=WARN $(MARK_OPTIONS)

server: .venv/server
	$(BIN)/jupyterhub --config=server/jupyterhub_config.py $(SERVER_OPTIONS)

# The proxy in front of the hub: the last version that Debian 12's Node.js runs
.venv/server: .venv/installed server/requirements.txt
	@command -v npm > /dev/null || { echo "The hub's proxy needs Node.js and npm: apt-get install nodejs npm" >&2; exit 1; }
	$(BIN)/python -m pip install --disable-pip-version-check -r server/requirements.txt
	npm install --loglevel=error --no-fund --no-audit --no-save --prefix .venv/proxy configurable-http-proxy@4.6.3
	@touch $@

secret:
	@test -d "solutions/$(ASSIGNMENT)" -a -n "$(ASSIGNMENT)" || { echo "There is no solutions/$(ASSIGNMENT): make secret ASSIGNMENT=NN_name" >&2; exit 1; }
	git rm -r --quiet --cached --ignore-unmatch solutions/$(ASSIGNMENT) tests/grader/test_$(ASSIGNMENT).py
	printf '%s\n' /solutions/$(ASSIGNMENT)/ /tests/grader/test_$(ASSIGNMENT).py >> "$$(git rev-parse --git-path info/exclude)"

# One table, in an hour or two; a part of it: make bench BENCH_OPTIONS="cnn alexnet --seeds 0"
bench: .venv/installed
	$(BIN)/python -m benchmarks $(BENCH_OPTIONS)

format: .venv/installed
	$(BIN)/ruff format && $(BIN)/ruff check --fix

# Nothing is installed while this file is newer than what it is made from.
.venv/installed: requirements.txt constraints.txt pyproject.toml
	@'$(PYTHON)' -c 'import sys; sys.exit(not (3, 11, 2) <= sys.version_info < (3, 14))' 2>/dev/null || { \
		echo "The course needs Python 3.11.2 or newer, up to 3.13: install one of them, or name it with make $(or $(MAKECMDGOALS),lab) PYTHON=/path/to/python3.12." >&2; exit 1; }
	'$(PYTHON)' -m venv .venv
	$(BIN)/python -m pip install --disable-pip-version-check -r requirements.txt
	@touch $@

.PHONY: lab test execute exercises grader-report mark server secret bench format
