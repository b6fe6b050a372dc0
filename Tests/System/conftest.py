"""The machine that a run's tests share, the daemon in it, and the counts.

Two runs go side by side, each with its own machine (scripts/system-test). The first has all that radio and time limits
concern; the second, which gives way to it, the rest. What has the narrowest limits comes last in the first: the second
has ended by then.
"""

import os
from pathlib import Path

import pytest
from gaitd import Gaitd
from machine import Machine

FILES = {
    "first": ["test_bluetooth.py", "test_bluetooth_beside.py", "test_bluetooth_daemon.py", "test_usb_serial.py",
              "test_bluetooth_returns.py"],
    "second": ["test_walk.py", "test_full_disk.py", "test_service.py"],
}


def pytest_collection_modifyitems(config, items):
    names = {path.name for path in Path(__file__).parent.glob("test_*.py")}
    assert sorted(names) == sorted(sum(FILES.values(), [])), "each file of tests belongs to one machine"
    files = FILES[os.environ["GAITD_SYSTEM_PART"]]
    others = [item for item in items if item.path.name not in files]
    config.hook.pytest_deselected(items=others)
    items[:] = sorted((item for item in items if item.path.name in files), key=lambda item: files.index(item.path.name))


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
    gaitd.begin()
    yield gaitd
    for name in list(machine.plugged):
        machine.pull(name)
    gaitd.stop_all()


@pytest.fixture(scope="session")
def gaitsim():
    return Path(os.environ["GAITD_SYSTEM_BINARIES"]) / "gaitsim"


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter):
    counts = {name: len(terminalreporter.stats.get(name, [])) for name in ["passed", "failed", "error", "skipped"]}
    for report in terminalreporter.stats.get("skipped", []):
        terminalreporter.write_line(f"system-test: SKIPPED {report.nodeid}: {report.longrepr[-1]}")
    Path(os.environ["GAITD_SYSTEM_COUNTS"]).write_text(
        f"{counts['passed']} {counts['failed'] + counts['error']} {counts['skipped']}\n")


def pytest_sessionfinish(session, exitstatus):
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") == "true" and reporter.stats.get("skipped"):
        session.exitstatus = 1
