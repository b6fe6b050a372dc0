"""A state directory that is full while the daemon runs: it says so, loses nothing silently, and recovers."""

from gaitd import Gaitd
from simulator import Simulator


def test_a_full_disk_is_said_and_outlived(gaitd, machine, gaitsim):
    machine.check("mkdir -p /var/lib/gaitd && mount -t tmpfs -o size=8m,mode=750,uid=gaitd,gid=gaitd tmpfs /var/lib/gaitd")
    try:
        gaitd.configure(Gaitd.kit("kit", {"left_shank": "usb:0403:6001:FULL1", "right_shank": "usb:0403:6001:FULL2"}))
        gaitd.start()
        walk = ["walk", "--duration", "300", "--stand", "5", "--seed", "20261121", "--placement", "left_shank", "right_shank"]
        with Simulator(gaitsim, *walk, "--protocol", "mavlink") as body:
            machine.plug("full1", body.tty("left_shank"), "FULL1", 1)
            machine.plug("full2", body.tty("right_shank"), "FULL2", 2)
            gaitd.until_sensors("both stream", "all(x['link'] == 'streaming' for x in s.values())")
            session = gaitd.answer("session", "start", "--subject", "S-FULL2345", "--kit", "kit")
            gaitd.watch()
            machine.until("strides are stored", f"gaitctl session show {session['id']} --format json | "
                          "grep -qE '\"strides\" *: *[1-9]'", 60)
            # The disk fills up.
            machine.run("runuser -u gaitd -- dd if=/dev/zero of=/var/lib/gaitd/filler bs=4k status=none")
            machine.until("the status says it", "gaitctl status | grep -q 'warning:.*\\(store refuses rows\\|session log\\)'", 90)
            print("system-test:", [w for w in gaitd.answer("status")["warnings"]])
            assert gaitd.state("ActiveState") == "active"
            refused = gaitd.ask("note", "on a full disk", "--session", session["id"])
            assert refused.status == 74, refused.output
            live = len([line for line in gaitd.lines() if line["type"] == "stride"])
            gaitd.until_sensors("both still stream", "all(x['link'] == 'streaming' for x in s.values())")
            # Room again.
            machine.check("rm /var/lib/gaitd/filler")
            machine.until("no warning is left", "! gaitctl status | grep -q 'warning:.*store refuses'", 60)
            machine.until("a note is taken", f"gaitctl note 'room again' --session {session['id']}", 30)
            body.end(interrupt=True)
        machine.pull("full1")
        machine.pull("full2")
        stopped = gaitd.answer("session", "stop", session["id"])
        strides = len([line for line in gaitd.lines() if line["type"] == "stride"])
        gaitd.stop()
        stored = int(machine.check("python3 -c \"import sqlite3; print(sqlite3.connect('/var/lib/gaitd/gaitd.sqlite')"
                                   ".execute('select count(*) from strides').fetchone()[0])\""))
        print(f"system-test: {strides} strides on the live lines, {live} before there was room again, {stored} stored")
        # Those before the watch began are stored, too.
        assert stored >= strides > 0
        log = machine.check(f"gaitctl analyze /var/lib/gaitd/{stopped['log']} 2>&1", 120)
        assert log
    finally:
        gaitd.unwatch()
        machine.run("systemctl stop gaitd; umount /var/lib/gaitd")
