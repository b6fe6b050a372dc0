/// Strides that were not walked, in words: `60 running, 12 stairs up`.
public enum SetApart {
    /// - Parameter counts: by how they were made; nil where all were walked.
    public static func words(_ counts: [String: Int]?) -> String? {
        guard let counts, !counts.isEmpty else { return nil }
        return counts.sorted { $0.key < $1.key }.map { "\($0.value) \(Finding.words($0.key))" }
            .joined(separator: ", ")
    }
}
