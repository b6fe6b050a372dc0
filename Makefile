# gaitd: `make demo` shows the main job, `make test` tests everything. See README.md.

SWIFT ?= swift
BUILD ?= .build
PYTHON ?= python3
VENV := .venv
PREFIX ?= /usr
DESTDIR ?=
PACKAGES := libsqlite3-dev libzstd-dev libsystemd-dev libudev-dev pkg-config python3 python3-venv dbus-daemon
DATA ?= ../shared/data
HOURS ?= 50
PEERS ?= yes
SWIFT_TEST := $(SWIFT) test -c release --scratch-path $(BUILD) --skip-build
SERVER_TESTS := ^(QueryServerTests|GaitctlKitTests)\.
LINE_TESTS := ^(TransportsTests|BluetoothTests)\.
PROGRAM_TESTS := ^ProgramTests\.
LONG_TESTS := ^(ProgramTests\.(BaselineLiveTests|BluetoothLiveTests)|QueryServerTests\.ContractTests)
SWIFT_BUILD := $(SWIFT) build -c release --scratch-path $(BUILD)

.PHONY: help deps swift-version build static demo test system-test validate lint format bench fuzz install uninstall clean

help:
	@echo "make demo     the main job, end to end: fake wearables, the daemon, flagged episodes"
	@echo "              (make demo RECORDING=<motion.tsv> plays a recorded walk)"
	@echo "make test     everything tested"
	@echo "make validate every set in ../shared/data, other methods, synthetic walkers: writes docs/validation.md"
	@echo "              (HOURS=50 simulated; DATA=<folder of sets>; PEERS=no leaves other methods out)"
	@echo "make system-test  the installed daemon in a whole emulated machine (WORDS=\"-k usb\" for one part)"
	@echo "make deps     the Debian packages that the build needs"
	@echo "make build    the three programs, release"
	@echo "make lint     formatting and words"
	@echo "make bench    speed and memory, as ratios where there is a peer"
	@echo "make fuzz     the parsers against hostile bytes (SECONDS=60 each)"
	@echo "make install  programs, units, configuration (PREFIX=$(PREFIX), DESTDIR=)"

swift-version:
	@scripts/check-swift $(SWIFT)

deps:
	@scripts/install-packages $(PACKAGES)

build: swift-version deps
	$(SWIFT_BUILD) --product gaitd
	$(SWIFT_BUILD) --product gaitctl
	$(SWIFT_BUILD) --product gaitsim

demo: build
	@scripts/demo $(BUILD)/release $(RECORDING)

# The judges from PyPI; tests that want them are skipped by name without them.
$(VENV)/installed: Tests/requirements.txt | deps
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --requirement Tests/requirements.txt
	@touch $@

# In turns, each side by side in itself: what computes, what answers, lines and radios (whose tests block), the real
# programs, whose bodies walk in real time, and what takes long. On a small machine they would starve each other.
test: swift-version deps $(VENV)/installed
	$(SWIFT_BUILD) --build-tests
	GAITD_PYTHON="$(CURDIR)/$(VENV)/bin/python" $(SWIFT_TEST) --skip '$(SERVER_TESTS)' --skip '$(LINE_TESTS)' \
		--skip '$(PROGRAM_TESTS)'
	GAITD_PYTHON="$(CURDIR)/$(VENV)/bin/python" $(SWIFT_TEST) --filter '$(SERVER_TESTS)' --skip '$(LONG_TESTS)'
	GAITD_PYTHON="$(CURDIR)/$(VENV)/bin/python" $(SWIFT_TEST) --filter '$(LINE_TESTS)'
	GAITD_PYTHON="$(CURDIR)/$(VENV)/bin/python" $(SWIFT_TEST) --filter '$(PROGRAM_TESTS)' --skip '$(LONG_TESTS)'
	GAITD_PYTHON="$(CURDIR)/$(VENV)/bin/python" $(SWIFT_TEST) --filter '$(LONG_TESTS)'

# The methods that gaitd is held against, in a room of their own: they want their own versions of much.
$(VENV)-peers/installed: Tests/Peers/requirements.txt | deps
	$(PYTHON) -m venv $(VENV)-peers
	$(VENV)-peers/bin/pip install --quiet --requirement Tests/Peers/requirements.txt
	@touch $@

validate: swift-version deps $(if $(filter no,$(PEERS)),,$(VENV)-peers/installed)
	$(SWIFT_BUILD) --product gaitctl
	$(SWIFT_BUILD) --product gaitvalidate
	@PEERS="$(PEERS)" scripts/validate $(BUILD)/release "$(DATA)" $(HOURS) $(VENV)-peers/bin/python

# A QEMU machine with systemd, udev and bluetoothd; needs root. See docs/system-tests.md.
system-test: build
	@PYTHON=$(PYTHON) scripts/system-test "$(abspath $(BUILD))/release" $(WORDS)

lint: swift-version
	@scripts/lint

format:
	swift format --in-place --recursive --parallel Sources Tests Benchmarks Fuzz Package.swift

# Measured are the programs as they are installed.
bench: static
	$(SWIFT) run -c release --package-path Benchmarks --scratch-path .build-bench bench .build-install/release

fuzz: swift-version deps
	Fuzz/run.sh $(or $(SECONDS),60)

# The programs as they are installed: they carry Swift's own libraries with them.
# So they do with C++'s, of which TOML parsing needs little: the linker takes the archive where it finds no shared one
# before.
static: swift-version deps
	mkdir -p .build-install/archives
	ln -sf "$$(clang -print-file-name=libstdc++.a || cc -print-file-name=libstdc++.a)" .build-install/archives/
	for program in gaitd gaitctl gaitsim; do \
		$(SWIFT) build -c release --scratch-path .build-install --static-swift-stdlib \
			-Xswiftc -L$(abspath .build-install/archives) --product $$program || exit 1; done

install: static
	@scripts/install "$(DESTDIR)" "$(PREFIX)" .build-install/release

uninstall:
	@scripts/uninstall "$(DESTDIR)" "$(PREFIX)"

clean:
	rm -rf $(BUILD) .build-install .build-bench .build-fuzz .build-validate $(VENV) $(VENV)-peers $(VENV)-system
