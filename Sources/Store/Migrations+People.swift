/// The steps for people, what is known of them, and what they wear.
extension Migrations {
    static let people = """
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

    // traits: JSON of [StoredTrait].
    static let baselines = """
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
    static let daysOfBaselines = "ALTER TABLE baselines ADD COLUMN day INTEGER;"

    static let assignments = """
        CREATE TABLE assignments (
            kit_key INTEGER NOT NULL REFERENCES kits,
            placement TEXT NOT NULL,
            device TEXT NOT NULL,
            address_type TEXT,
            assigned_us INTEGER NOT NULL,
            PRIMARY KEY (kit_key, placement)
        ) STRICT;
        """

    // What alignment found of a sensor, for the device that was there then. timing: JSON of how its ticks are read.
    static let offsets = """
        CREATE TABLE offsets (
            kit_key INTEGER NOT NULL REFERENCES kits,
            placement TEXT NOT NULL,
            device TEXT NOT NULL,
            driver TEXT,
            timing TEXT NOT NULL,
            rate_hz REAL NOT NULL,
            offset_s REAL NOT NULL,
            half_width_s REAL NOT NULL,
            found_us INTEGER NOT NULL,
            PRIMARY KEY (kit_key, placement)
        ) STRICT;
        """
}
