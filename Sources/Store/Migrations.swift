import GRDB

/// The schema as named steps. A step that was released never changes; the next change is a new step.
///
/// `key` is a row's internal number, `…_us` microseconds UTC, `side` 1 for left and 2 for right. A row's subject is its
/// session's and is repeated where questions need it in an index. Every question has an index that it names
/// (`INDEXED BY`), so that no plan depends on statistics; docs of the questions lie beside them.
enum Migrations {
    static let migrator: DatabaseMigrator = {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("2026-11 people, kits and sessions") { try $0.execute(sql: people) }
        migrator.registerMigration("2026-11 walking") { try $0.execute(sql: walking) }
        migrator.registerMigration("2026-11 episodes") { try $0.execute(sql: episodes) }
        migrator.registerMigration("2026-11 means") { try $0.execute(sql: means) }
        migrator.registerMigration("2026-11 more of a stride") { try $0.execute(sql: moreOfAStride) }
        migrator.registerMigration("2026-11 baselines") { try $0.execute(sql: baselines) }
        migrator.registerMigration("2026-11 assignments") { try $0.execute(sql: assignments) }
        migrator.registerMigration("2026-11 running and stairs") { try $0.execute(sql: modes) }
        migrator.registerMigration("2026-11 days of baselines") { try $0.execute(sql: daysOfBaselines) }
        return migrator
    }()

    /// Applies the steps that are missing; refuses a file with steps that this version does not know.
    static func bringUpToDate(_ pool: DatabasePool, path: String) throws {
        let applied = try pool.read { try migrator.appliedIdentifiers($0) }
        let unknown = applied.subtracting(migrator.migrations)
        guard unknown.isEmpty else { throw StoreError.newerSchema(path: path, migrations: unknown.sorted()) }
        if applied.count < migrator.migrations.count { try migrator.migrate(pool) }
    }

    private static let people = """
        CREATE TABLE runs (
            key INTEGER PRIMARY KEY,
            started_us INTEGER NOT NULL,
            build TEXT NOT NULL
        ) STRICT;

        CREATE TABLE subjects (
            key INTEGER PRIMARY KEY,
            code TEXT NOT NULL UNIQUE,
            created_us INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE kits (
            key INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE
        ) STRICT;

        CREATE TABLE sensors (
            key INTEGER PRIMARY KEY,
            kit_key INTEGER NOT NULL REFERENCES kits,
            placement TEXT NOT NULL,
            device TEXT NOT NULL,
            driver TEXT,
            nominal_rate_hz REAL,
            seen_us INTEGER,
            UNIQUE (kit_key, placement)
        ) STRICT;

        CREATE TABLE sessions (
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            subject_key INTEGER NOT NULL REFERENCES subjects ON DELETE CASCADE,
            kit_key INTEGER NOT NULL REFERENCES kits,
            started_us INTEGER NOT NULL,
            stopped_us INTEGER,
            shoes TEXT,
            walking_aid TEXT,
            note TEXT,
            resumed INTEGER NOT NULL DEFAULT 0,
            log TEXT,
            strides INTEGER NOT NULL DEFAULT 0,
            episodes INTEGER NOT NULL DEFAULT 0,
            lost_samples INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE UNIQUE INDEX sessions_one_open_per_kit ON sessions (kit_key) WHERE stopped_us IS NULL;
        CREATE INDEX sessions_by_time ON sessions (started_us);
        CREATE INDEX sessions_by_subject ON sessions (subject_key, started_us);

        CREATE TABLE annotations (
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            at_us INTEGER NOT NULL,
            session_key INTEGER REFERENCES sessions ON DELETE CASCADE,
            subject_key INTEGER NOT NULL REFERENCES subjects ON DELETE CASCADE,
            kind TEXT NOT NULL CHECK (kind IN ('pain', 'note', 'marker')),
            text TEXT,
            pain_knee_left INTEGER CHECK (pain_knee_left BETWEEN 0 AND 10),
            pain_knee_right INTEGER CHECK (pain_knee_right BETWEEN 0 AND 10),
            pain_back INTEGER CHECK (pain_back BETWEEN 0 AND 10)
        ) STRICT;
        CREATE INDEX annotations_by_time ON annotations (at_us);
        CREATE INDEX annotations_by_subject ON annotations (subject_key, at_us);
        CREATE INDEX annotations_by_session ON annotations (session_key, at_us);
        """

    private static let walking = """
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

    // The filters of the episode list lie in its indices, so that a rare kind is found without touching the rows.
    private static let episodes = """
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
    private static let means = """
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

    // traits: JSON of [StoredTrait].
    private static let baselines = """
        CREATE TABLE baselines (
            key INTEGER PRIMARY KEY,
            subject_key INTEGER NOT NULL REFERENCES subjects ON DELETE CASCADE,
            version INTEGER NOT NULL,
            started_us INTEGER NOT NULL,
            learnt_us INTEGER,
            blocks INTEGER NOT NULL,
            traits BLOB NOT NULL,
            UNIQUE (subject_key, version)
        ) STRICT;
        """

    // day: of the blocks that the traits hold apart as the day at hand.
    private static let daysOfBaselines = "ALTER TABLE baselines ADD COLUMN day INTEGER;"

    private static let assignments = """
        CREATE TABLE assignments (
            kit_key INTEGER NOT NULL REFERENCES kits,
            placement TEXT NOT NULL,
            device TEXT NOT NULL,
            address_type TEXT,
            assigned_us INTEGER NOT NULL,
            PRIMARY KEY (kit_key, placement)
        ) STRICT;
        """

    // mode: `RowMode`. A session counts the strides that were not walked.
    private static let modes = """
        ALTER TABLE strides ADD COLUMN mode INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE sessions ADD COLUMN running_strides INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE sessions ADD COLUMN stairs_up_strides INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE sessions ADD COLUMN stairs_down_strides INTEGER NOT NULL DEFAULT 0;
        """

    private static let moreOfAStride = """
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
}
