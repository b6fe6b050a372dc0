import GaitctlKit
import Recording

extension Failure {
    init(_ error: RecordingError) {
        let reason: ExitReason =
            switch error {
            case .missing, .unreadable: .noInput
            default: .dataError
            }
        self.init(reason, error.description)
    }
}
