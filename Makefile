# One command each, in the environment .venv. What is pinned is what gets installed: requirements.txt for readers,
# requirements-dev.txt for tests and tools. ARGS passes arguments on: make test ARGS="-k gaussian".
# uv installs; where there is none on the PATH, it is first put into a private environment (.uv).
PRIVATE := $(if $(shell command -v uv 2>/dev/null),,.uv/bin/uv)
UV := $(or $(PRIVATE),uv)
PYTHON := .venv/bin/python
# Trust what the system trusts, the proxy of a company for one, as git and pip do; where that is nothing, what uv brings.
export UV_SYSTEM_CERTS ?= $(if $(wildcard /etc/ssl/certs/* /etc/ssl/cert.pem),true,false)

.PHONY: lab test bench notebooks lint requirements oldest newest machines weight weekly release course-check mutants

# JupyterLab refuses to run as root unless told. .jupyter switches off its question about news.
lab: export JUPYTER_CONFIG_PATH = .jupyter
lab: .venv/requirements.txt
	$(PYTHON) -m jupyterlab --LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb $(if $(filter 0,$(shell id -u)),--allow-root) $(ARGS)

# Two processes, each with whole files, since the cells of a notebook are one kernel's; in the order of the folders, so
# that a long file does not come last. Plain pytest does the same in one process, in nearly twice the time.
test: .venv/requirements-dev.txt
	$(PYTHON) -m pytest -n 2 --dist loadscope --no-loadscope-reorder $(ARGS)

bench: .venv/requirements-dev.txt
	$(PYTHON) tools/bench $(ARGS)

# Run the notebooks and store their outputs.
notebooks: .venv/requirements-dev.txt
	$(PYTHON) tools/execute.py $(ARGS)

# What a course hands out, for students and for nbgrader; and the whole round trip of every notebook in nbgrader.
release: .venv/requirements-dev.txt
	$(PYTHON) tools/release.py $(ARGS)

course-check: .venv/requirements-dev.txt
	COURSE=whole $(PYTHON) -m pytest tests/tools/test_release.py $(ARGS)

lint: .venv/requirements-dev.txt
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check
	.venv/bin/codespell

# Pins stay as long as they fit; ARGS="--upgrade" takes the newest instead. Readers get the versions of the tests.
requirements: $(PRIVATE)
	$(COMPILE) --group dev -o requirements-dev.txt $(ARGS)
	$(COMPILE) --constraint requirements-dev.txt -o requirements.txt $(ARGS)
COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate pyproject.toml

# The tests again: on the oldest versions that pyproject.toml allows, and on the Python of Binder with its newer NumPy.
oldest: $(PRIVATE)
	$(UV) pip compile --quiet --group dev --resolution lowest-direct --python-version 3.11 pyproject.toml -o .oldest.txt
	$(UV) run --no-project --isolated --python 3.11 --with-requirements .oldest.txt pytest --deselect tests/repository/test_environment.py::test_the_pinned_versions_are_those_tested $(ARGS)

newest: $(PRIVATE)
	$(UV) run --no-project --isolated --python 3.13 --with-requirements requirements-dev.txt pytest $(ARGS)

# The notebooks, and only they, on every mix of Python, packages, BLAS kernel and threads; half an hour.
machines: .venv/requirements-dev.txt
	$(PYTHON) tools/machines.py $(ARGS)

# Time, memory and size of every notebook, of the repository and of its environment: one table, in five minutes.
weight: .venv/requirements-dev.txt
	$(PYTHON) tools/weigh.py

# Small changes of the package, one at a time: which do the tests not notice? Hours for all, minutes for one subject.
mutants: .venv/requirements-dev.txt
	$(PYTHON) tools/mutants.py $(ARGS)

# What the weekly workflow runs: the newest versions that pyproject.toml allows.
weekly: $(PRIVATE)
	$(UV) pip compile --quiet --group dev --python-version 3.13 pyproject.toml -o .weekly.txt --upgrade
	$(UV) run --no-project --isolated --python 3.13 --with-requirements .weekly.txt pytest --deselect tests/repository/test_environment.py::test_the_pinned_versions_are_those_tested $(ARGS)

.venv/%.txt: %.txt | .venv/pyvenv.cfg
	$(UV) pip install --quiet --python .venv --no-deps --requirements $<
	cp $< $@

.venv/pyvenv.cfg: | $(PRIVATE)
	$(UV) venv --quiet --no-project --python ">=3.11,<3.14" .venv

.uv/bin/uv:
	python3 -m venv .uv
	.uv/bin/pip install --quiet --disable-pip-version-check uv==0.13.9
