"""The machine that all tests share, the daemon in it, and the closing line."""

import os
from pathlib import Path

import pytest
from gaitd import Gaitd
from machine import Machine


@pytest.fixture(scope="session")
def machine():
    with Machine(os.environ["GAITD_SYSTEM_IMAGE"], os.environ["GAITD_SYSTEM_PRODUCT"]) as machine:
        # The programs find Swift's libraries where they were built against them.
        libraries = machine.check("cat /mnt/product/swift-path").strip()
        machine.check(f"mkdir -p {libraries} && mount --bind /mnt/product/swift {libraries}")
        Gaitd(machine).install()
        yield machine


@pytest.fixture
def gaitd(machine):
    """The daemon, installed, stopped, and without anything measured."""
    gaitd = Gaitd(machine)
    gaitd.forget()
    machine.check("journalctl --rotate -q && journalctl --vacuum-time=1s -q; systemctl start gaitd.socket")
    yield gaitd
    for name in list(machine.plugged):
        machine.pull(name)
    gaitd.unwatch()
    gaitd.forget()


@pytest.fixture(scope="session")
def gaitsim():
    return Path(os.environ["GAITD_SYSTEM_BINARIES"]) / "gaitsim"


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter):
    counts = {name: len(terminalreporter.stats.get(name, [])) for name in ["passed", "failed", "error", "skipped"]}
    for report in terminalreporter.stats.get("skipped", []):
        terminalreporter.write_line(f"system-test: SKIPPED {report.nodeid}: {report.longrepr[-1]}")
    terminalreporter.write_line(
        f"system-test: {counts['passed']} passed, {counts['failed'] + counts['error']} failed, {counts['skipped']} skipped")


def pytest_sessionfinish(session, exitstatus):
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") == "true" and reporter.stats.get("skipped"):
        session.exitstatus = 1
