/// The steps for what is measured and flagged.
extension Migrations {
    static let walking = """
        CREATE TABLE strides (
            key INTEGER PRIMARY KEY,
            kit_key INTEGER NOT NULL REFERENCES kits,
            session_key INTEGER REFERENCES sessions ON DELETE CASCADE,
            subject_key INTEGER REFERENCES subjects ON DELETE CASCADE,
            side INTEGER NOT NULL,
            start_us INTEGER NOT NULL,
            stride_time_s REAL NOT NULL,
            stance_time_s REAL,
            swing_time_s REAL,
            step_time_s REAL,
            tibial_rotation_rad REAL,
            steady INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX strides_by_time ON strides (start_us);
        CREATE INDEX strides_by_subject ON strides (subject_key, start_us);
        CREATE INDEX strides_by_session ON strides (session_key, start_us);
        CREATE INDEX strides_of_nobody ON strides (kit_key, start_us) WHERE session_key IS NULL;

        CREATE TABLE measure_names (
            key INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE
        ) STRICT;

        CREATE TABLE measures (
            key INTEGER PRIMARY KEY,
            kit_key INTEGER NOT NULL REFERENCES kits,
            session_key INTEGER REFERENCES sessions ON DELETE CASCADE,
            subject_key INTEGER REFERENCES subjects ON DELETE CASCADE,
            name_key INTEGER NOT NULL REFERENCES measure_names,
            at_us INTEGER NOT NULL,
            value REAL NOT NULL,
            low REAL,
            high REAL,
            strides INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX measures_by_name ON measures (name_key, at_us);
        CREATE INDEX measures_by_subject ON measures (subject_key, name_key, at_us);
        CREATE INDEX measures_by_session ON measures (session_key, name_key, at_us);
        CREATE INDEX measures_of_nobody ON measures (kit_key, name_key, at_us) WHERE session_key IS NULL;

        CREATE TABLE bouts (
            key INTEGER PRIMARY KEY,
            kit_key INTEGER NOT NULL REFERENCES kits,
            session_key INTEGER REFERENCES sessions ON DELETE CASCADE,
            start_us INTEGER NOT NULL,
            end_us INTEGER NOT NULL,
            strides_left INTEGER NOT NULL,
            strides_right INTEGER NOT NULL,
            cadence_per_min REAL
        ) STRICT;
        CREATE INDEX bouts_by_session ON bouts (session_key, start_us);
        CREATE INDEX bouts_by_time ON bouts (start_us);

        CREATE TABLE turns (
            key INTEGER PRIMARY KEY,
            kit_key INTEGER NOT NULL REFERENCES kits,
            session_key INTEGER REFERENCES sessions ON DELETE CASCADE,
            start_us INTEGER NOT NULL,
            end_us INTEGER NOT NULL,
            angle_rad REAL NOT NULL
        ) STRICT;
        CREATE INDEX turns_by_session ON turns (session_key, start_us);
        CREATE INDEX turns_by_time ON turns (start_us);

        CREATE TABLE gaps (
            key INTEGER PRIMARY KEY,
            kit_key INTEGER NOT NULL REFERENCES kits,
            session_key INTEGER REFERENCES sessions ON DELETE CASCADE,
            placement TEXT NOT NULL,
            start_us INTEGER NOT NULL,
            end_us INTEGER NOT NULL,
            lost_samples INTEGER NOT NULL,
            cause TEXT NOT NULL
        ) STRICT;
        CREATE INDEX gaps_by_session ON gaps (session_key, start_us);
        CREATE INDEX gaps_by_time ON gaps (start_us);
        """

    static let moreOfAStride = """
        ALTER TABLE strides ADD COLUMN double_support_time_s REAL;
        ALTER TABLE strides ADD COLUMN stride_length_m REAL;
        ALTER TABLE strides ADD COLUMN walking_speed_mps REAL;
        ALTER TABLE strides ADD COLUMN pronation_proxy_rate_degps REAL;
        ALTER TABLE strides ADD COLUMN shank_frontal_rate_degps REAL;
        ALTER TABLE strides ADD COLUMN rearfoot_eversion_deg REAL;
        ALTER TABLE strides ADD COLUMN knee_flexion_initial_contact_deg REAL;
        ALTER TABLE strides ADD COLUMN knee_loading_excursion_deg REAL;
        ALTER TABLE strides ADD COLUMN knee_swing_peak_deg REAL;
        ALTER TABLE strides ADD COLUMN terminal_swing_extension_deficit_deg REAL;
        ALTER TABLE strides ADD COLUMN knee_range_deg REAL;
        ALTER TABLE strides ADD COLUMN shank_loading_rotation_deg REAL;
        ALTER TABLE strides ADD COLUMN shank_terminal_pitch_deg REAL;
        ALTER TABLE strides ADD COLUMN contralateral_pelvic_drop_deg REAL;
        ALTER TABLE strides ADD COLUMN lateral_trunk_lean_deg REAL;
        ALTER TABLE strides ADD COLUMN lumbopelvic_rotation_deg REAL;
        ALTER TABLE strides ADD COLUMN lumbar_inclination_deg REAL;
        """

    // mode: `RowMode`. A session counts the strides that were not walked.
    static let modes = """
        ALTER TABLE strides ADD COLUMN mode INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE sessions ADD COLUMN running_strides INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE sessions ADD COLUMN stairs_up_strides INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE sessions ADD COLUMN stairs_down_strides INTEGER NOT NULL DEFAULT 0;
        """

    // The filters of the episode list lie in its indices, so that a rare kind is found without touching the rows.
    static let episodes = """
        CREATE TABLE episodes (
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            run_key INTEGER NOT NULL REFERENCES runs,
            kit_key INTEGER NOT NULL REFERENCES kits,
            pipeline_run INTEGER NOT NULL,
            pipeline_id INTEGER NOT NULL,
            state INTEGER NOT NULL,
            session_key INTEGER REFERENCES sessions ON DELETE CASCADE,
            subject_key INTEGER REFERENCES subjects ON DELETE CASCADE,
            kind TEXT NOT NULL,
            side INTEGER NOT NULL,
            start_us INTEGER NOT NULL,
            end_us INTEGER NOT NULL,
            severity REAL NOT NULL,
            confidence REAL NOT NULL,
            strides INTEGER NOT NULL,
            measure TEXT NOT NULL,
            value REAL NOT NULL,
            low REAL NOT NULL,
            high REAL NOT NULL,
            threshold REAL NOT NULL,
            method TEXT NOT NULL,
            version TEXT NOT NULL,
            proxy INTEGER NOT NULL,
            evidence TEXT NOT NULL,
            UNIQUE (run_key, kit_key, pipeline_run, pipeline_id)
        ) STRICT;
        CREATE INDEX episodes_by_time ON episodes (start_us, key, kind, side, severity, kit_key);
        CREATE INDEX episodes_by_subject ON episodes (subject_key, start_us, key, kind, side, severity, kit_key);
        CREATE INDEX episodes_by_session ON episodes (session_key, start_us, key, kind, side, severity, kit_key);
        CREATE INDEX episodes_open ON episodes (run_key) WHERE state = 0;

        CREATE TABLE episode_signals (
            key INTEGER PRIMARY KEY,
            episode_key INTEGER NOT NULL REFERENCES episodes ON DELETE CASCADE,
            placement TEXT NOT NULL,
            start_us INTEGER NOT NULL,
            end_us INTEGER NOT NULL,
            samples INTEGER NOT NULL,
            data BLOB NOT NULL,
            UNIQUE (episode_key, placement)
        ) STRICT;
        CREATE INDEX episode_signals_by_time ON episode_signals (start_us);
        """

    // scope: 1 bout, 2 session, 3 day. period: the bout's or session's key, or the start of the day in microseconds.
    // side: 0 where the measure concerns both. m2: sum of squared deviations from the mean.
    static let means = """
        CREATE TABLE means (
            key INTEGER PRIMARY KEY,
            scope INTEGER NOT NULL,
            period INTEGER NOT NULL,
            at_us INTEGER NOT NULL,
            session_key INTEGER REFERENCES sessions ON DELETE CASCADE,
            subject_key INTEGER REFERENCES subjects ON DELETE CASCADE,
            name_key INTEGER NOT NULL REFERENCES measure_names,
            side INTEGER NOT NULL,
            count INTEGER NOT NULL,
            mean REAL NOT NULL,
            m2 REAL NOT NULL,
            window_strides INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX means_of_period ON means (scope, period, subject_key, name_key, side);
        CREATE INDEX means_by_name ON means (scope, name_key, at_us);
        CREATE INDEX means_by_subject ON means (subject_key, scope, name_key, at_us);
        CREATE INDEX means_by_session ON means (session_key, scope, name_key, at_us);
        """
}
