public import QueryAPI

/// Which kit is meant, and that it is free.
public enum KitChoice {
    /// The kit of that name, or the only one; no session may run on it.
    public static func named(_ name: String?, of kits: [Kit]) throws(Failure) -> Kit {
        let named = kits.filter { name == nil || $0.name == name }
        guard let kit = named.first else {
            throw Failure(
                .noInput, name.map { "no kit is called \($0): `gaitctl kits` lists them" } ?? "no kit is configured")
        }
        guard named.count == 1 else { throw Failure(.usage, "say which kit with --kit") }
        if let session = kit.session {
            throw Failure(
                .dataError, "session \(session) runs on kit \(kit.name): stop it first (`gaitctl session stop`)")
        }
        return kit
    }
}
