import IMU

/// Joins one foot's confirmed contacts into strides.
struct StrideBuilder: Sendable {
    /// Plausible stride times, s (Salarian et al. 2004 reject cycles beyond 2.5 s; slow assisted gait is let through).
    static let plausible = 0.5...3.0

    /// A stride without what needs the other foot.
    struct Closed: Sendable {
        var start: HostTime
        var end: HostTime
        /// NaN times where the final contact is missing.
        var finalContact: HostTime?
    }

    private var lastInitial: HostTime?
    private var finalContact: HostTime?

    /// Takes a confirmed contact; answers with the stride that it closes.
    mutating func take(_ contact: Contact) -> Closed? {
        switch contact.kind {
        case .final:
            if let start = lastInitial, contact.time > start { finalContact = contact.time }
            return nil
        case .initial:
            defer {
                lastInitial = contact.time
                finalContact = nil
            }
            guard let start = lastInitial, Self.plausible.contains(contact.time.seconds(since: start)) else {
                return nil
            }
            return Closed(start: start, end: contact.time, finalContact: finalContact)
        }
    }

    /// After a gap: the next stride begins anew.
    mutating func interrupt() {
        lastInitial = nil
        finalContact = nil
    }
}
