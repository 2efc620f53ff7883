# One command each. uv makes the environment (.venv) from pyproject.toml; where there is no uv on the PATH,
# it is first put into a private one (.uv). ARGS passes arguments on: make test ARGS="-k gaussian".
PRIVATE := $(if $(shell command -v uv 2>/dev/null),,.uv/bin/uv)
UV := $(or $(PRIVATE),uv)

.PHONY: lab test bench notebooks lint requirements oldest newest machines weight weekly release course-check mutants

# JupyterLab refuses to run as root unless told. .jupyter switches off its question about news.
lab: export JUPYTER_CONFIG_PATH = .jupyter
lab: $(PRIVATE)
	$(UV) run --no-dev jupyter lab --LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb $(if $(filter 0,$(shell id -u)),--allow-root) $(ARGS)

# Two processes, each with whole files, since the cells of a notebook are one kernel's; in the order of the folders, so
# that a long file does not come last. Plain pytest does the same in one process, in nearly twice the time.
test: $(PRIVATE)
	$(UV) run pytest -n 2 --dist loadscope --no-loadscope-reorder $(ARGS)

bench: $(PRIVATE)
	$(UV) run python tests/bench $(ARGS)

# Run the notebooks and store their outputs.
notebooks: $(PRIVATE)
	$(UV) run python tests/execute.py $(ARGS)

# What a course hands out, for students and for nbgrader; and the whole round trip of every notebook in nbgrader.
release: $(PRIVATE)
	$(UV) run python tests/course.py $(ARGS)

course-check: $(PRIVATE)
	COURSE=whole $(UV) run pytest tests/test_course.py $(ARGS)

lint: $(PRIVATE)
	$(UV) run ruff check
	$(UV) run ruff format --check
	$(UV) run codespell

requirements: $(PRIVATE)
	$(UV) export --quiet --no-dev --no-hashes --no-annotate --no-header -o requirements.txt

# The tests again: on the oldest versions that pyproject.toml allows, and on the Python of Binder with its newer NumPy.
oldest: $(PRIVATE)
	$(UV) pip compile --quiet --group dev --resolution lowest-direct --python-version 3.11 pyproject.toml -o .oldest.txt
	$(UV) run --no-project --isolated --python 3.11 --with-requirements .oldest.txt pytest --deselect tests/test_environment.py::test_the_pinned_versions_are_those_tested $(ARGS)

newest: $(PRIVATE)
	$(UV) run --isolated --python 3.13 pytest $(ARGS)

# The notebooks, and only they, on every mix of Python, packages, BLAS kernel and threads; half an hour.
machines: $(PRIVATE)
	$(UV) run python tests/machines.py $(ARGS)

# Time, memory and size of every notebook, of the repository and of its environment: one table, in five minutes.
weight: $(PRIVATE)
	$(UV) run python tests/weigh.py

# Small changes of the package, one at a time: which do the tests not notice? Hours for all, minutes for one subject.
mutants: $(PRIVATE)
	$(UV) run python tests/mutants.py $(ARGS)

# What the weekly workflow runs: the newest versions that pyproject.toml allows, with its date lifted.
weekly: $(PRIVATE)
	$(UV) pip compile --quiet --group dev --exclude-newer 2100-01-01 --python-version 3.13 pyproject.toml -o .weekly.txt --upgrade
	$(UV) run --no-project --isolated --python 3.13 --exclude-newer 2100-01-01 --with-requirements .weekly.txt pytest --deselect tests/test_environment.py::test_the_pinned_versions_are_those_tested $(ARGS)

.uv/bin/uv:
	python3 -m venv .uv
	.uv/bin/pip install --quiet --disable-pip-version-check uv==0.13.9
