"""Other methods' contacts on a Motion-BIDS dataset, written as tables that `gaitctl validate --contacts` scores.

    python contacts.py METHOD DATASET FOLDER

Methods get what they ask for and more than gaitd gets: the whole recording at once, and the walking intervals of the
reference (gaitd finds walking by itself, sample by sample). They run with their published defaults.
"""

import importlib.metadata
import sys
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.signal import butter, find_peaks, sosfiltfilt

G = 9.80665
PAUSE_S = 3.0  # a longer pause between reference contacts parts two walks, as in gaitd's own bouts
MARGIN_S = 0.0
MARGIN_S = 0.5
HEADER = ["onset", "duration", "trial_type", "side"]


class Recording:
    """A recording's sensors on its time grid, missing rows filled by straight lines."""

    def __init__(self, motion: Path):
        stem = str(motion).removesuffix("_motion.tsv")
        self.stem = Path(stem).name
        names = pd.read_csv(stem + "_channels.tsv", sep="\t")["name"]
        table = pd.read_csv(motion, sep="\t", header=None, names=list(names), na_values="n/a")
        self.table = table.interpolate(limit_direction="both")
        self.events = pd.read_csv(stem + "_events.tsv", sep="\t", na_values="n/a")
        self.rate = pd.read_json(stem + "_motion.json", typ="series")["SamplingFrequency"]

    def sensor(self, point: str) -> tuple[np.ndarray, np.ndarray] | None:
        """Specific force (m/s²) and angular rate (rad/s) of a tracked point."""
        columns = [f"{point}_{kind}_{axis}" for kind in ("ACCEL", "GYRO") for axis in "xyz"]
        if not set(columns) <= set(self.table.columns):
            return None
        values = self.table[columns].to_numpy(float)
        return values[:, :3], values[:, 3:]

    def walks(self) -> list[tuple[int, int]]:
        """Sample ranges of walking: the judged stretches with some signal around them, where nothing is counted as
        made up; else from first to last contact of the reference without long pauses."""
        judged = self.events[self.events.trial_type == "judged"]
        if len(judged):
            spans = list(zip(judged.onset - MARGIN_S, judged.onset + judged.duration + MARGIN_S))
        else:
            onsets = np.sort(self.events[self.events.trial_type.str.endswith("_contact")].onset.to_numpy())
            parts = np.split(onsets, np.flatnonzero(np.diff(onsets) > PAUSE_S) + 1)
            spans = [(part[0], part[-1]) for part in parts if len(part)]
        last = len(self.table)
        return [
            (max(0, round(start * self.rate)), min(last, round(end * self.rate) + 1)) for start, end in spans
        ]


def lumbar_body_frame(recording: Recording, dataset: str):
    """Lumbar acceleration and rate with x up, y to the right, z forward: mobgap's body frame.

    In every set x points up (READMEs). The units of the Mobilise-D set come in mobgap's own frame; the others are
    worn with z pointing away from the back.
    """
    sensor = recording.sensor("lumbar")
    if sensor is None:
        return None
    signs = np.array([1, 1, 1]) if "mobilised" in dataset else np.array([1, -1, -1])
    return sensor[0] * signs, sensor[1] * signs


def mobgap_contacts(detector, recording: Recording, dataset: str):
    from mobgap.laterality import LrcUllrich

    sensor = lumbar_body_frame(recording, dataset)
    if sensor is None:
        return None
    acceleration, rate = sensor
    frame = pd.DataFrame(
        np.hstack([acceleration, np.degrees(rate)]),
        columns=["acc_is", "acc_ml", "acc_pa", "gyr_is", "gyr_ml", "gyr_pa"],
    )
    rows = []
    for start, end in recording.walks():
        walk = frame.iloc[start:end].reset_index(drop=True)
        found = detector.clone().detect(walk, sampling_rate_hz=recording.rate).ic_list_
        sided = LrcUllrich(**LrcUllrich.PredefinedParameters.msproject_all).predict(
            walk, found, sampling_rate_hz=recording.rate
        )
        for _, row in sided.ic_lr_list_.iterrows():
            rows.append(((start + row.ic) / recording.rate, "initial_contact", row.lr_label))
    return rows


def mobgap_shin(recording, dataset):
    from mobgap.initial_contacts import IcdShinImproved

    return mobgap_contacts(IcdShinImproved(), recording, dataset)


def mobgap_ionescu(recording, dataset):
    from mobgap.initial_contacts import IcdIonescu

    return mobgap_contacts(IcdIonescu(), recording, dataset)


def skdh_lumbar(recording, dataset):
    """scikit-digital-health's lumbar gait, which names no sides."""
    from skdh.gait import GaitLumbar

    sensor = recording.sensor("lumbar")
    if sensor is None:
        return None
    acceleration, rate = sensor
    # Its own least bout of 8 s would leave the short walks out that the reference has.
    result = GaitLumbar(min_bout_time=1.0, day_window=None).predict(
        time=np.arange(len(acceleration)) / recording.rate,
        accel=acceleration / G,
        gyro=rate,
        fs=recording.rate,
        gait_bouts=np.array(recording.walks()),
    )
    rows = []
    for contact, stance in zip(result.get("IC Timestamp", []), result.get("stance time", [])):
        rows.append((contact, "initial_contact", "n/a"))
        if np.isfinite(stance):
            rows.append((contact + stance, "final_contact", "n/a"))
    return rows


def shank_trough(recording, dataset):
    """The textbook rule (after Salarian et al. 2004), zero-phase: mid-swing is a peak of the flexion rate above
    50 °/s; the first trough after it is the initial contact, the last trough before it the final contact."""
    rows = []
    for side in ("left", "right"):
        sensor = recording.sensor(f"{side}_shank")
        if sensor is None:
            return None
        low_pass = butter(2, 10, fs=recording.rate, output="sos")
        rate = sosfiltfilt(low_pass, flexion_rate(sensor[1], dataset), axis=0)
        for start, end in recording.walks():
            walk = rate[start:end]
            peaks, _ = find_peaks(walk, height=np.radians(50), distance=int(0.5 * recording.rate))
            troughs, _ = find_peaks(-walk)
            # A trough lies below zero: dips within swing are none.
            troughs = troughs[walk[troughs] < 0]
            for peak in peaks:
                after, before = troughs[troughs > peak], troughs[troughs < peak]
                if len(after):
                    rows.append(((start + after[0]) / recording.rate, "initial_contact", side))
                if len(before):
                    rows.append(((start + before[-1]) / recording.rate, "final_contact", side))
    return rows


def flexion_rate(rate: np.ndarray, dataset: str) -> np.ndarray:
    """The stroke set's README names y as the flexion axis of both shanks, positive in swing. Elsewhere: the direction
    of most variance, its sign such that the fast part of the stride is positive."""
    if "stroke" in dataset:
        return rate[:, 1]
    _, _, axes = np.linalg.svd(rate - rate.mean(axis=0), full_matrices=False)
    along = rate @ axes[0]
    return along * np.sign(np.mean((along - along.mean()) ** 3))


def version(package: str) -> str:
    return f"{package} {importlib.metadata.version(package)}"


# What each is, for the report; packages are named with the versions that ran.
METHODS = {
    "mobgap-shin": (mobgap_shin, lambda: f"{version('mobgap')}, IcdShinImproved with LrcUllrich, lumbar sensor"),
    "mobgap-ionescu": (mobgap_ionescu, lambda: f"{version('mobgap')}, IcdIonescu with LrcUllrich, lumbar sensor"),
    "skdh": (skdh_lumbar, lambda: f"{version('scikit-digital-health')}, GaitLumbar, lumbar sensor; names no sides"),
    "shank-trough": (
        shank_trough,
        lambda: f"the textbook rule on both shanks, 10 Hz low-pass both ways, {version('numpy')}, {version('scipy')}",
    ),
}
GIVEN = "; the whole recording at once, and the reference's walking intervals"


def main(method: str, dataset: str, folder: str) -> None:
    warnings.filterwarnings("ignore")
    find, describe = METHODS[method]
    out = Path(folder)
    for motion in sorted(Path(dataset).rglob("*_motion.tsv")):
        recording = Recording(motion)
        rows = find(recording, Path(dataset).name)
        if rows is None:
            # Its sensors were not worn.
            return
        out.mkdir(parents=True, exist_ok=True)
        table = pd.DataFrame([(round(t, 4), 0, kind, side) for t, kind, side in sorted(rows)], columns=HEADER)
        table.to_csv(out / f"{recording.stem}_events.tsv", sep="\t", index=False)
    (out / "method.txt").write_text(describe() + GIVEN + "\n")


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] not in METHODS:
        sys.exit(f"usage: contacts.py {{{','.join(METHODS)}}} DATASET FOLDER")
    main(*sys.argv[1:])
