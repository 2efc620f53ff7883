# One command each, in the environment .venv. What is pinned is what gets installed: requirements.txt for readers,
# requirements-dev.txt for tests and tools. ARGS passes arguments on: make test ARGS="-k gaussian".
# uv installs; where there is none on the PATH, it is first put into a private environment (.uv).
PRIVATE := $(if $(shell command -v uv 2>/dev/null),,.uv/bin/uv)
UV := $(or $(PRIVATE),uv)
PYTHON := .venv/bin/python
# Trust what the system trusts, the proxy of a company for one, as git and pip do; where that is nothing, what uv brings.
export UV_SYSTEM_CERTS ?= $(if $(wildcard /etc/ssl/certs/* /etc/ssl/cert.pem),true,false)

# What changes every Python, or every run of pytest, is the reader's own; with some of it no kernel starts at all.
unexport $(filter PYTHON% PYTEST%,$(.VARIABLES))

.PHONY: lab test versions bench weight notebooks release book requirements

# JupyterLab refuses to run as root unless told. .jupyter switches off its question about news.
lab: export JUPYTER_CONFIG_PATH = .jupyter
lab: .venv/requirements.txt
	$(if $(LINK),ln -s "$(CURDIR)/.venv" $(LINK))
	$(PYTHON) -m jupyterlab $(if $(LINK),--app-dir=$(LINK)/share/jupyter/lab) --LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb $(if $(filter 0,$(shell id -u)),--allow-root) $(ARGS)

# JupyterLab looks for its own parts by pattern, and takes a square bracket in a folder's name for one: a link without.
ifneq ($(findstring [,$(CURDIR)),)
lab: LINK := $(shell mktemp -d)/env
lab: export JUPYTER_PATH = $(LINK)/share/jupyter
lab: export JUPYTER_CONFIG_PATH = .jupyter:$(LINK)/etc/jupyter
endif

# Two processes, each with whole files, since the cells of a notebook are one kernel's; in the order of the folders, so
# that a long file does not come last. Plain pytest does the same in one process, in nearly twice the time. A product
# takes one thread, or those of the two would wait for each other: a thread of OpenBLAS spins for a tenth of a second.
test versions: export OPENBLAS_NUM_THREADS = 1
test: .venv/requirements-dev.txt
	$(PYTHON) -m pytest -n 2 --dist loadscope --no-loadscope-reorder $(ARGS)

# The tests again: ARGS="oldest", "newest", "binder" or "machines".
versions: .venv/requirements-dev.txt
	$(PYTHON) tools/versions.py $(ARGS)

bench: .venv/requirements-dev.txt
	$(PYTHON) tools/bench $(ARGS)

# Time, memory and size of every notebook, of the repository and of its environment: one table, in four minutes.
weight: .venv/requirements-dev.txt
	$(PYTHON) tools/weigh.py $(ARGS)

# Run the notebooks and store their outputs.
notebooks: .venv/requirements-dev.txt
	$(PYTHON) tools/execute.py $(ARGS)

# What a course hands out, for students and for nbgrader.
release: .venv/requirements-dev.txt
	$(PYTHON) tools/release.py $(ARGS)

# The website, in site/html. It wants Node and npm, for formulas; the panels' frames take two minutes the first time.
book: .venv/requirements-dev.txt
	$(PYTHON) tools/book $(ARGS)

# Pins stay as long as they fit; ARGS="--upgrade" takes the newest instead. Readers get the versions of the tests.
requirements: $(PRIVATE)
	$(COMPILE) --group dev -o requirements-dev.txt $(ARGS)
	$(COMPILE) --constraint requirements-dev.txt -o requirements.txt $(ARGS)
COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate pyproject.toml

.venv/%.txt: %.txt | .venv/pyvenv.cfg
	$(UV) pip install --quiet --python .venv --no-deps $(AS_NEEDED) --requirements $<
	cp $< $@

# Tests import a fifth of what they have installed: compiling it all would take longer than compiling that at first use.
.venv/requirements-dev.txt: AS_NEEDED := --no-compile-bytecode

.venv/pyvenv.cfg: | $(PRIVATE)
	$(UV) venv --quiet --no-project --python ">=3.11,<3.14" .venv

.uv/bin/uv:
	python3 -m venv .uv
	.uv/bin/pip install --quiet --disable-pip-version-check uv==0.13.9
