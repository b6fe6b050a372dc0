"""The installed daemon under systemd: start, readiness, who may ask, restart, watchdog, mistakes, removal."""

import re
import time

from gaitd import Gaitd

KIT = Gaitd.kit("kit", {"lumbar": "/dev/ttyUSB9"})


def test_starts_and_says_that_it_is_ready(gaitd, machine):
    gaitd.configure(KIT)
    gaitd.start()
    assert gaitd.state("ActiveState") == "active"
    assert gaitd.state("Type") == "notify"
    assert gaitd.state("User") == "gaitd"
    assert int(gaitd.state("WatchdogUSec").rstrip("s")) > 0
    assert "Ready after_ms=" in gaitd.journal()
    assert gaitd.answer("status")["sensors_configured"] == 1
    assert machine.check("stat -c '%a %U %G' /var/lib/gaitd /run/gaitd").split() == ["750", "gaitd", "gaitd"] * 2


def test_members_of_the_group_may_ask_and_nobody_else(gaitd, machine):
    gaitd.configure(KIT)
    gaitd.start()
    machine.check("usermod -aG gaitd alice")
    assert machine.run("runuser -u alice -- gaitctl status").status == 0
    refused = machine.run("runuser -u bob -- gaitctl status")
    assert refused.status == 77, refused.output
    assert "join its group" in refused.output


def test_a_question_starts_it(gaitd, machine):
    gaitd.configure(KIT)
    assert gaitd.state("ActiveState") == "inactive"
    assert gaitd.answer("status")["kits"] == 1
    assert gaitd.state("ActiveState") == "active"


def test_a_restart_keeps_what_was_measured(gaitd, machine):
    gaitd.configure(KIT)
    gaitd.start()
    session = gaitd.answer("session", "start", "--subject", "S-TEST2345", "--kit", "kit")
    gaitd.ask("note", "before", "--session", session["id"])
    gaitd.start()
    assert gaitd.answer("status")["open_sessions"] == [session["id"]]
    assert "before" in gaitd.ask("session", "show", session["id"]).output


def test_stops_cleanly(gaitd, machine):
    gaitd.configure(KIT)
    gaitd.start()
    gaitd.stop()
    assert gaitd.state("Result") == "success"
    assert gaitd.state("ExecMainStatus") == "0"
    assert machine.check("python3 -c \"import sqlite3; print(sqlite3.connect('/var/lib/gaitd/gaitd.sqlite')"
                         ".execute('pragma integrity_check').fetchone()[0])\"").strip() == "ok"


def test_the_watchdog_ends_a_daemon_that_stands_and_systemd_starts_it_again(gaitd, machine):
    gaitd.configure(KIT)
    machine.write("/run/systemd/system/gaitd.service.d/watchdog.conf", "[Service]\nWatchdogSec=4\n")
    try:
        machine.check("systemctl daemon-reload")
        gaitd.start()
        first = gaitd.state("MainPID")
        machine.check(f"kill -STOP {first}")
        machine.until("another process is ready", "p=$(systemctl show -P MainPID gaitd); "
                      f"[ $p != 0 ] && [ $p != {first} ] && [ $(systemctl show -P ActiveState gaitd) = active ]", 60)
        assert gaitd.answer("status")["kits"] == 1
    finally:
        machine.check("rm -r /run/systemd/system/gaitd.service.d && systemctl daemon-reload")


def test_a_mistake_in_the_configuration_keeps_the_old_one(gaitd, machine):
    gaitd.configure(KIT)
    gaitd.start()
    process = gaitd.state("MainPID")
    gaitd.configure(KIT + "devise = 1\n")
    machine.check("systemctl reload gaitd")
    machine.until("the mistake is in the journal", "journalctl -u gaitd -b -o cat | grep -q 'the old one stays in force'")
    assert "did you mean `device`?" in gaitd.journal()
    assert gaitd.state("MainPID") == process
    assert gaitd.answer("status")["sensors_configured"] == 1
    # A start with it is refused, and not tried over and over.
    assert machine.run("systemctl restart gaitd", 60).status != 0
    assert gaitd.state("ActiveState") == "failed"
    assert gaitd.state("NRestarts") == "0"


def test_a_new_configuration_is_taken_up(gaitd, machine):
    gaitd.configure(KIT)
    gaitd.start()
    gaitd.configure(KIT + Gaitd.kit("other", {"lumbar": "/dev/ttyUSB8"}))
    machine.check("systemctl reload gaitd", 60)
    machine.until("two kits", "gaitctl status --format json | grep -qE '\"kits\" *: *2'", 30)


def test_the_sandbox(gaitd, machine):
    report = machine.check("systemd-analyze security gaitd.service --no-pager", 60)
    score = float(re.search(r"Overall exposure level for gaitd.service: ([0-9.]+)", report)[1])
    print(f"system-test: systemd-analyze security gaitd.service: {score}")
    assert score <= 2.0, report
    gaitd.configure(KIT)
    gaitd.start()
    journal = machine.check("journalctl -b -o cat --no-pager -k _TRANSPORT=kernel | grep -i 'gaitd.*denied' || true")
    assert journal == ""


def test_the_start_is_quick(gaitd, machine):
    gaitd.configure(KIT)
    started = time.monotonic()
    gaitd.start()
    ready = re.findall(r"Ready after_ms=(\d+)", gaitd.journal())[-1]
    print(f"system-test: ready after {ready} ms, {1000 * (time.monotonic() - started):.0f} ms with systemd (emulated)")


def test_removed_and_installed_again(gaitd, machine):
    gaitd.configure(KIT)
    gaitd.start()
    machine.check("cd /mnt/product && scripts/uninstall '' /usr", 120)
    try:
        assert machine.run("systemctl cat gaitd.service").status != 0
        assert machine.run("command -v gaitd gaitctl gaitsim").status != 0
        machine.check("test -e /etc/gaitd/gaitd.toml && test -e /var/lib/gaitd/gaitd.sqlite")
    finally:
        gaitd.install()
    gaitd.start()
    assert gaitd.answer("status")["kits"] == 1
