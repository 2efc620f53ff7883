# One command each. uv makes the environment (.venv) from pyproject.toml; where there is no uv on the PATH,
# it is first put into a private one (.uv). ARGS passes arguments on: make test ARGS="-k gaussian".
UV := $(or $(shell command -v uv),.uv/bin/uv)

.PHONY: lab test bench notebooks lint requirements

lab: $(UV)
	$(UV) run --no-dev jupyter lab $(if $(filter 0,$(shell id -u)),--allow-root) notebooks/00_start_here.ipynb $(ARGS)

test: $(UV)
	$(UV) run pytest $(ARGS)

bench: $(UV)
	$(UV) run python tests/bench $(ARGS)

notebooks: $(UV)
	$(UV) run python tests/execute.py $(ARGS)

lint: $(UV)
	$(UV) run ruff check
	$(UV) run ruff format --check
	$(UV) run codespell

requirements: $(UV)
	$(UV) pip compile pyproject.toml --universal --no-header --no-annotate --quiet -o requirements.txt

.uv/bin/uv:
	python3 -m venv .uv
	.uv/bin/pip install --quiet --disable-pip-version-check uv==0.13.9
