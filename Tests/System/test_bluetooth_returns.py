"""Radio lost and back, on both back ends: out of reach, bluetoothd restarted, the adapter pulled."""

import pytest
from air import Air, walk
from wireless import BACKENDS, start

LIMIT = 3.0


class Course:
    """What happens to the sensors, and how soon they stream again."""

    def __init__(self, backend, gaitd):
        self.backend, self.gaitd, self.returns = backend, gaitd, []
        self.before = {}

    def losing(self, *placements):
        """Something is about to happen to these."""
        self.before |= {place: self.gaitd.sensors()[f"kit/{place}"]["reconnects"] for place in placements}

    def lost(self, *placements):
        self.gaitd.until_sensors(f"{placements} are gone", " and ".join(
            f"s['kit/{place}']['link'] != 'streaming'" for place in placements), 40)

    def back(self, what, since, *placements, asked=None):
        """These are to stream from `since` on; on a slow machine they may before, but not before it was `asked` for."""
        self.gaitd.until_sensors(f"{placements} stream again", " and ".join(
            f"s['kit/{place}']['link'] == 'streaming' and s['kit/{place}']['reconnects'] > {self.before[place]}"
            for place in placements), 40)
        self.returns.append((what, since, since if asked is None else asked, placements))

    def check(self, streams):
        """The first sample of each comes in time, and every stamp lies where the device's own clock says."""
        late = []
        for what, since, asked, placements in self.returns:
            for place in placements:
                first = next(b for _, b in streams[place].pauses(0.5) if b > asked)
                print(f"system-test: {self.backend}: {what}: {place} streams {first - since:.2f} s after it is back")
                if first - since > LIMIT:
                    late.append((what, place, first - since))
        for place, stream in streams.items():
            assert all(step > 0 for step in stream.steps(100)), "no sample twice, none before another"
            assert stream.arrivals == sorted(stream.arrivals)
            for a, b in stream.pauses(0.5):
                # The device's clock went on: the least delay is the same on both sides of a pause.
                shift = stream.offset(b, b + 3) - stream.offset(a - 3, a)
                print(f"system-test: {self.backend}: {place}: pause of {b - a:.2f} s, stamps shifted by {1000 * shift:.1f} ms")
                assert abs(shift) < 0.05
        assert late == []


@pytest.mark.parametrize("backend", BACKENDS)
def test_out_of_reach_restarted_and_pulled(gaitd, machine, gaitsim, backend):
    with Air(machine, gaitsim, *walk(2, 100)) as air:
        start(gaitd, machine, backend, 2)
        session = gaitd.answer("session", "start", "--subject", "S-TEST2345", "--kit", "kit")
        course, first = Course(backend, gaitd), gaitd.sensors()
        # One for a minute, or not at all; meanwhile the other for a second and for ten.
        away = ["right_shank"] if backend == "bluez" else []
        course.losing("left_shank", *away)
        for place in away:
            air.hide(place)
        gone = machine.now()
        for seconds in [1, 10]:
            course.losing("left_shank")
            air.hide("left_shank")
            hidden = machine.now()
            course.lost("left_shank", *away)
            machine.check(f"sleep {max(0, seconds - (machine.now() - hidden)):.1f}")
            course.back(f"{seconds} s out of reach", air.show("left_shank"), "left_shank")
        for place in away:
            machine.check(f"sleep {max(0, 60 - (machine.now() - gone)):.1f}", 90)
            course.back("60 s out of reach", air.show(place), place)
        if backend == "bluez":
            course.losing("left_shank", "right_shank")
            asked = machine.now()
            machine.check("systemctl restart bluetooth", 30)
            since = machine.now()
            course.back("bluetoothd restarted", since, "left_shank", "right_shank", asked=asked)
        course.losing("left_shank", "right_shank")
        air.pull()
        course.lost("left_shank", "right_shank")
        machine.check("sleep 2")
        asked = machine.now()
        course.back("adapter pulled", air.plug(), "left_shank", "right_shank", asked=asked)
        sensors = gaitd.sensors()
        streams, _ = gaitd.end(session)
    course.check(streams)
    for sensor in sensors.values():
        lost = sensor["lost_samples"] - first[sensor["id"]]["lost_samples"]
        missing = streams[sensor["placement"]].lost(100)
        print(f"system-test: {backend}: {sensor['id']}: {sensor['gaps']} gaps, {lost} lost, the log misses {missing}")
        # The ends of a gap are known to a tenth of a second, the ingest's tick.
        assert abs(lost - missing) <= 10 * sensor["gaps"]
        assert sensor["dropped_samples"] == 0 and sensor["checksum_errors"] == 0
