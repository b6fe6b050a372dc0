private import Foundation
public import QueryAPI

extension JSONValue {
    /// The value as JSON, on one line or indented.
    public func text(pretty: Bool) throws(Failure) -> String {
        do { return String(decoding: try WireCoding.encoder(pretty: pretty).encode(self), as: UTF8.self) } catch {
            throw Failure(.protocolError, "the answer holds a number that JSON cannot")
        }
    }
}
