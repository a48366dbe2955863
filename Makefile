# make run: the program.  make test: the tests, on the installed package.  Both create .venv and install what they need.
VENV := .venv
BIN := $(VENV)/bin
LIBRARIES := libEGL.so.1 libGL.so.1 libxkbcommon.so.0 libxkbcommon-x11.so.0 libdbus-1.so.3 libfontconfig.so.1 \
	libglib-2.0.so.0 libxcb-cursor.so.0 libxcb-icccm.so.4 libxcb-keysyms.so.1 libxcb-shape.so.0 libxcb-image.so.0 \
	libxcb-render-util.so.0
PACKAGES := libegl1 libgl1 libxkbcommon0 libxkbcommon-x11-0 libdbus-1-3 libfontconfig1 libglib2.0-0 libxcb-cursor0 \
	libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxcb-image0 libxcb-render-util0 fontconfig fonts-dejavu-core python3-venv
SCREEN_READER := at-spi2-core dbus-daemon gir1.2-atspi-2.0 openbox python3-gi xdotool xvfb

LAYER := tests/losses tests/sources tests/questions tests/test_docstrings.py tests/test_readme.py \
	--ignore=tests/sources/test_against_frameworks.py

.PHONY: bundle lock locked matrix run test thorough checks frameworks screen-reader bench house mutate system
run: $(VENV)/run
	@$(BIN)/python main.py $(ARGS)

test: $(VENV)/test
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps .
	$(BIN)/pytest -n auto --dist worksteal $(ARGS)

# A hundred kills instead of fifteen, and the rooms without a window on other kinds of processor: numpy's exp and log
# have other last digits with AVX-512, without it and without AVX2; last as a machine might have them that is none of these.
# Each of these draws a quarter of the examples that `make test` draws; that the frameworks agree to 1e-12 is known by then.
thorough: export XENTGUI_TEST_PART_OF_DRAWS = 4
thorough: $(VENV)/test
	$(BIN)/pytest -m hundred
	@for features in wide all; do \
		disabled=$$($(BIN)/python tests/other_processor.py $$features); echo "== without $$features: $$disabled"; \
		[ -z "$$disabled" ] || NPY_DISABLE_CPU_FEATURES="$$disabled" $(BIN)/pytest -n auto --dist worksteal -q $(LAYER) || exit 1; \
	done
	@echo "== other last digits"; XENTGUI_TEST_LAST_DIGITS=other $(BIN)/pytest -n auto --dist worksteal -q $(LAYER)

checks: $(VENV)/checks
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps .
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The real frameworks, the SDK of the assistant and Jupyter, for the tests that need them. Never a reason to
# fail: what is missing is skipped by name.
frameworks: $(VENV)/test
	-@timeout 600 $(BIN)/pip install --quiet --disable-pip-version-check scikit-learn jax optax
	-@timeout 300 $(BIN)/pip install --quiet --disable-pip-version-check "mcp>=2,<3" nbclient ipykernel
	-@ls $(PIP_FIND_LINKS)/torch-2.13.0+cpu-* >/dev/null 2>&1 && timeout 600 $(BIN)/pip install --quiet torch==2.13.0

# A screen of its own and what screen readers use, for the tests that look through it; without root they are skipped.
screen-reader:
	@dpkg -s $(SCREEN_READER) >/dev/null 2>&1 && exit 0; \
	if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
		echo "installing what the tests of accessibility need ( $(SCREEN_READER) )"; \
		apt-get update -q >/dev/null && \
		DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $(SCREEN_READER) >/dev/null; \
	else \
		echo "The tests of accessibility are skipped without: $(SCREEN_READER)"; exit 1; \
	fi

bench: $(VENV)/test
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps .
	$(BIN)/python benchmarks/conformance.py tests/data/peer-cases.json
	@for name in evaluation reading matching training window first_frame; do echo "== $$name"; $(BIN)/python benchmarks/$$name.py; done

# Every supported Python with the lowest versions that pyproject declares and with the newest, as a table.
matrix: $(VENV)/run
	@$(BIN)/pip install --quiet --disable-pip-version-check uv
	@.ci/matrix

# How well the house holds together: modules, callers, floors, circles, with the goals.
house:
	@python3 benchmarks/house.py

# Which small mistakes the tests do not find, of so many drawn in each room: make mutate ARGS="40 1"; an hour or two.
mutate: $(VENV)/test
	@$(BIN)/pip install --quiet --disable-pip-version-check "cosmic-ray>=8.7,<9"
	$(BIN)/python benchmarks/mutation.py $(ARGS)

# The program without Python: dist/xentgui/, a folder, and dist/xentgui-one-file. tests/test_bundle.py starts them.
bundle: $(VENV)/run
	@$(BIN)/pip install --quiet --disable-pip-version-check "pyinstaller>=6.10,<7" ".[excel]"
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps .
	cd bundle && ../$(BIN)/pyinstaller --noconfirm --log-level ERROR --distpath ../dist --workpath ../build xentgui.spec
	@ls -sh dist

# What is installed, version by version with hashes, on every supported Python and system: `make lock` writes it anew,
# `make locked` installs exactly it; the other targets then add nothing but the program itself.
lock: $(VENV)/run
	@$(BIN)/pip install --quiet --disable-pip-version-check uv
	echo "hatchling>=1.27" | $(BIN)/uv pip compile pyproject.toml - --extra test --extra checks --universal --upgrade \
		--generate-hashes --quiet --custom-compile-command "make lock" --output-file requirements.lock

locked: | system
	@python3 -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation .
	@touch $(VENV)/run $(VENV)/test $(VENV)/checks

$(VENV)/run: pyproject.toml | system
	@python3 -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check .
	@touch $@

$(VENV)/test: pyproject.toml | system
	@python3 -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check ".[test]"
	@touch $@

$(VENV)/checks: pyproject.toml | system
	@python3 -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check ".[checks,test]"
	@touch $@

# Qt's system libraries, where this is Linux with apt and one of them is missing.
system:
	@PATH="$$PATH:/usr/sbin:/sbin"; command -v apt-get >/dev/null && command -v ldconfig >/dev/null || exit 0; \
	known=$$(ldconfig -p); missing=; \
	for library in $(LIBRARIES); do case "$$known" in *$$library*) ;; *) missing="$$missing $$library";; esac; done; \
	python3 -c "import ensurepip" 2>/dev/null || missing="$$missing python3-venv"; \
	[ -n "$$(ls /usr/share/fonts/*/* 2>/dev/null)" ] || missing="$$missing fonts"; \
	[ -z "$$missing" ] && exit 0; \
	if [ "$$(id -u)" = 0 ]; then \
		echo "installing what Qt needs ($$missing )"; \
		apt-get update -q >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -q $(PACKAGES) >/dev/null; \
	else \
		echo "Qt needs$$missing. Please run:  sudo apt-get install -y $(PACKAGES)"; exit 1; \
	fi
