import FakeWearables
import Glibc
import IMU

/// One wearable with its body, its line and its port.
struct Station: ~Copyable {
    let placement: Placement
    /// When the next bytes are due, s of the walk; infinite at the end.
    private(set) var due = 0.0
    private(set) var counts = Counts()

    private let path: String
    private var source: SampleSource
    private var wearable: FakeWearable
    private var link: FaultyLink
    private var port: FakePort?
    private var bytes: [UInt8] = []

    /// What became of the readings.
    struct Counts: Encodable {
        var placement = ""
        var samplesSent = 0
        var bytesSent = 0
        var lostInRecording = 0
        var lostOnLine = 0
        var corrupted = 0
        var lostWhileUnplugged = 0
        var droppedReaderSlow = 0
        var droppedNoReader = 0
        /// Readings while the wearable was not told to stream.
        var notStreaming = 0
    }

    init(
        placement: Placement, source: SampleSource, wearable: FakeWearable, link: FaultyLink, path: String
    ) throws {
        (self.placement, self.source, self.wearable, self.link, self.path) = (placement, source, wearable, link, path)
        counts.placement = placement.name
        port = try FakePort.open(path: path)
        prepare()
    }

    /// Whether someone reads the port.
    var isRead: Bool {
        switch port {
        case .some(let port): port.isRead
        case .none: false
        }
    }

    /// Sends what is due and makes the next bytes ready.
    mutating func send() throws {
        if link.faults.isDisconnected(at: due) {
            if port != nil { wearable.disconnect() }
            port = nil
            counts.lostWhileUnplugged += 1
        } else if bytes.isEmpty {
            counts.notStreaming += 1
        } else {
            if port == nil { port = try FakePort.open(path: path) }
            switch port?.send(bytes) {
            case .sent:
                counts.samplesSent += 1
                counts.bytesSent += bytes.count
            case .full: counts.droppedReaderSlow += 1
            case .unread, .none: counts.droppedNoReader += 1
            }
        }
        prepare()
    }

    /// Reads and obeys commands.
    mutating func listen() {
        var heard: [UInt8] = []
        port?.receive(into: &heard)
        guard !heard.isEmpty else { return }
        var replies: [UInt8] = []
        wearable.receive(heard, replies: &replies)
        if let rate = wearable.configuredRate { source.setRate(rate) }
        if !replies.isEmpty { _ = port?.send(replies) }
    }

    private mutating func prepare() {
        while let (time, reading) = source.next() {
            guard let reading else {
                counts.lostInRecording += 1
                wearable.skip()
                continue
            }
            bytes.removeAll(keepingCapacity: true)
            wearable.send(reading, to: &bytes)
            let arrival = link.carry(&bytes, at: time)
            (counts.lostOnLine, counts.corrupted) = (link.lost, link.corrupted)
            if let arrival {
                due = arrival
                return
            }
        }
        due = .infinity
    }
}
