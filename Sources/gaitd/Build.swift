/// Which gaitd this is.
enum Build {
    /// The version that stands in records, logs and answers.
    static let version = "0.1.0"
}
