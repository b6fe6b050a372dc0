/// Which gaitd this is: what stands in records, logs and answers, and what the programs say of themselves.
public enum SoftwareVersion {
    public static let current = "0.1.0"
}
