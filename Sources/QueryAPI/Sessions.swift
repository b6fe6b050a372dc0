public import Foundation

/// `GET /v1/sessions`, `GET /v1/sessions/{id}`: one recording of one subject wearing one kit.
public struct Session: Codable, Sendable, Equatable {
    public var id: String
    public var subject: String
    public var kit: String
    public var startedAt: Date
    /// Absent while it runs.
    public var stoppedAt: Date?
    public var shoes: String?
    public var walkingAid: String?
    public var note: String?
    /// How often it was resumed after the daemon stopped unexpectedly.
    public var resumed: Int
    /// File name of the session log below the state directory.
    public var log: String?
    public var strides: Int
    /// Those of them that were not walked, by how they were made: `running`, `stairs_up`, `stairs_down`. They enter no
    /// comparison. Absent where all were walked.
    public var setApart: [String: Int]?
    public var episodes: Int
    /// Samples in gaps while it ran.
    public var lostSamples: Int

    public init(
        id: String, subject: String, kit: String, startedAt: Date, stoppedAt: Date? = nil, shoes: String? = nil,
        walkingAid: String? = nil, note: String? = nil, resumed: Int = 0, log: String? = nil, strides: Int = 0,
        setApart: [String: Int]? = nil, episodes: Int = 0, lostSamples: Int = 0
    ) {
        self.id = id
        self.subject = subject
        self.kit = kit
        self.startedAt = startedAt
        self.stoppedAt = stoppedAt
        self.shoes = shoes
        self.walkingAid = walkingAid
        self.note = note
        self.resumed = resumed
        self.log = log
        self.strides = strides
        self.setApart = setApart
        self.episodes = episodes
        self.lostSamples = lostSamples
    }
}

/// `POST /v1/sessions`. The kit may be left out where there is only one, the subject where the configuration names who
/// wears the kit.
public struct NewSession: Codable, Sendable, Equatable {
    public var subject: String?
    public var kit: String?
    public var shoes: String?
    public var walkingAid: String?
    public var note: String?

    public init(
        subject: String? = nil, kit: String? = nil, shoes: String? = nil, walkingAid: String? = nil, note: String? = nil
    ) {
        self.subject = subject
        self.kit = kit
        self.shoes = shoes
        self.walkingAid = walkingAid
        self.note = note
    }
}

/// `GET /v1/subjects`: a pseudonymous person code and what is stored for it.
public struct Subject: Codable, Sendable, Equatable {
    public var id: String
    public var createdAt: Date
    public var sessions: Int
    public var episodes: Int

    public init(id: String, createdAt: Date, sessions: Int, episodes: Int) {
        self.id = id
        self.createdAt = createdAt
        self.sessions = sessions
        self.episodes = episodes
    }
}

/// `GET /v1/annotations`: what people added.
public struct Annotation: Codable, Sendable, Equatable {
    public var id: Int
    public var at: Date
    public var session: String?
    public var subject: String?
    /// `pain`, `note` or `marker`.
    public var kind: String
    public var text: String?
    /// Numeric pain rating 0–10 by site: `knee_left`, `knee_right`, `back`.
    public var pain: [String: Int]?

    public init(
        id: Int, at: Date, session: String?, subject: String?, kind: String, text: String?, pain: [String: Int]?
    ) {
        self.id = id
        self.at = at
        self.session = session
        self.subject = subject
        self.kind = kind
        self.text = text
        self.pain = pain
    }
}

/// `POST /v1/annotations`. Without session and subject it goes to the open session, where exactly one is open.
public struct NewAnnotation: Codable, Sendable, Equatable {
    public var at: Date?
    public var session: String?
    public var subject: String?
    public var kind: String
    public var text: String?
    public var pain: [String: Int]?

    public init(
        at: Date? = nil, session: String? = nil, subject: String? = nil, kind: String, text: String? = nil,
        pain: [String: Int]? = nil
    ) {
        self.at = at
        self.session = session
        self.subject = subject
        self.kind = kind
        self.text = text
        self.pain = pain
    }
}

/// `POST /v1/sensors/{id}/placement`.
public struct NewPlacement: Codable, Sendable, Equatable {
    public var placement: String

    public init(placement: String) { self.placement = placement }
}
