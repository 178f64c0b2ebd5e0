# Python 3.11 or later and make are enough: everything else is installed into .venv, pinned by hash.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
# A start without compiled bytecode takes twice as long, whatever the environment says of writing it.
export PYTHONDONTWRITEBYTECODE :=
# What takes long begins first, and the many short ones fill the end: as xdist orders files, the longest came last.
SERVED := tests/journeys tests/faults tests/integration
IN_ORDER := --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help demo run test check types rules bench faults

help: ## what there is to do
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /|/' | while IFS='|' read -r goal words; do printf '  make %-8s %s\n' "$$goal" "$$words"; done

demo: .venv/ready-demo ## play one contract's whole life on a fresh installation (OCDS=FILE imports organisations and contracts, PORT=N takes other ports)
	@$(BIN)/pactline demo $(if $(OCDS),--ocds "$(OCDS)") $(if $(PORT),--port "$(PORT)")

run: .venv/ready-$(if $(DEMO),demo,runtime) ## serve until stopped (DEMO=1 plays the demo first)
	@$(BIN)/pactline up $(if $(DEMO),--demo) $(if $(DATA_DIR),--data-dir "$(DATA_DIR)") $(if $(PORT),--port "$(PORT)")

test: .venv/ready-dev ## every test on a real PostgreSQL, Kafka and Chromium
	@$(BIN)/python .ci/programs.py signatures >/dev/null
	@$(BIN)/python .ci/programs.py kcat >/dev/null
	@# A browser is looked for, and installed, while the other tests run; those of the unit are collected by one process.
	$(BIN)/python .ci/chromium.py >/dev/null & browser=$$!; told=$$(mktemp); \
	$(BIN)/python -m pytest -q tests/unit >"$$told" 2>&1 & unit=$$!; \
	$(BIN)/python -m pytest -q -n 4 $(IN_ORDER) --durations=30 -m "not full" $(SERVED); served=$$?; \
	wait $$unit; unit=$$?; cat "$$told"; rm -f "$$told"; \
	wait $$browser && exit $$((served + unit))
	@# What drives a browser holds the loop of its process, so that no other test could run one there.
	$(BIN)/python -m pytest -q -n 2 $(IN_ORDER) tests/browser

check: .venv/ready-dev ## style, types, layers, published schemas, requirements, safety, deployment files
	@$(MAKE) --no-print-directory -j 2 types rules

types:
	$(BIN)/mypy

rules:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/python -m shared.messaging.schemas check
	@$(BIN)/python .ci/programs.py compose >/dev/null || true
	$(BIN)/python .ci/safety.py code packages materials
	$(BIN)/python .ci/rules.py
	$(BIN)/python .ci/chart.py
	$(BIN)/python -m pytest -q -p no:cacheprovider tests/unit/test_style.py tests/unit/test_requirements.py tests/unit/shared/messaging/test_asyncapi.py

bench: .venv/ready-dev ## the benchmarks and their references
	$(BIN)/python -m bench

faults: .venv/ready-dev ## every fault and hostile input in its long form, and a soak of ten minutes
	$(BIN)/python -m pytest -q tests/faults tests/integration/security/test_input.py

.venv/ready-%: requirements/%.txt pyproject.toml .ci/environment.py
	@if ! "$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo "Pactline needs Python 3.11 or later, and $(or $(PYTHON),there) is none$(if $(PYTHON),, here). Install it (on Debian 12 and Ubuntu 24.04: apt-get install python3 python3-venv), or name it: make PYTHON=/path/to/python3.11" >&2; exit 1; fi
	@"$(PYTHON)" .ci/environment.py .venv $<
	@touch $@
