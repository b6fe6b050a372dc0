import Glibc

/// What a Bluetooth link does to notifications on their way, and to the device, as data.
public struct RadioFaults: Sendable, Equatable {
    /// Connection intervals in s from times of the walk on; hosts change them under way, 15 to 90 ms.
    public var intervals: [(from: Double, seconds: Double)] = [(0, 0.030)]
    /// Notifications that one connection event carries at most.
    public var perEvent = 6
    /// Notifications that the device can keep; what comes while it is full is lost.
    public var queue = 32
    /// Share of notifications that are lost otherwise, 0…1.
    public var loss = 0.0
    /// Mean of a one-sided exponential delay on the host's side, s.
    public var jitter = 0.0
    /// Times at which the device's clock starts anew.
    public var clockResets: [Double] = []
    /// Times at which the device takes another random address.
    public var addressRotations: [Double] = []
    /// Percent an hour.
    public var batteryDecay = 10.0

    public init() {}

    public static func == (a: RadioFaults, b: RadioFaults) -> Bool {
        a.intervals.elementsEqual(b.intervals) { $0 == $1 } && a.perEvent == b.perEvent && a.queue == b.queue
            && a.loss == b.loss && a.jitter == b.jitter && a.clockResets == b.clockResets
            && a.addressRotations == b.addressRotations && a.batteryDecay == b.batteryDecay
    }

    /// The interval in force, s.
    public func interval(at time: Double) -> Double {
        intervals.last { $0.from <= time }?.seconds ?? intervals.first?.seconds ?? 0.030
    }
}

/// A link with connection events, deterministic from its seed: keeps order and counts what it lost.
public struct FakeRadio: Sendable {
    public let faults: RadioFaults
    private var state: UInt64
    private var waiting: [FakeNotification] = []
    private var nextEvent: Double
    private var lastArrival = -Double.infinity
    /// Notifications lost because the device's queue was full, and at random.
    public private(set) var overruns = 0
    public private(set) var lost = 0

    public init(_ faults: RadioFaults, seed: UInt64) {
        self.faults = faults
        state = seed
        nextEvent = 0
        nextEvent = uniform() * faults.interval(at: 0)
    }

    /// Takes notifications that the device made at a time, after the events before it are over.
    public mutating func offer(_ notifications: [FakeNotification]) {
        for notification in notifications {
            if uniform() < faults.loss {
                lost += 1
            } else if waiting.count >= faults.queue {
                overruns += 1
            } else {
                waiting.append(notification)
            }
        }
    }

    /// What the connection events up to a time deliver, with arrivals.
    public mutating func deliver(until time: Double) -> [(arrival: Double, notification: FakeNotification)] {
        var delivered: [(arrival: Double, notification: FakeNotification)] = []
        while nextEvent <= time {
            for notification in waiting.prefix(faults.perEvent) {
                let delay = faults.jitter > 0 ? -faults.jitter * log(1 - uniform()) : 0
                lastArrival = max(lastArrival, nextEvent + delay)
                delivered.append((lastArrival, notification))
            }
            waiting.removeFirst(min(faults.perEvent, waiting.count))
            nextEvent += faults.interval(at: nextEvent)
        }
        return delivered
    }

    /// The connection is gone.
    public mutating func disconnect() { waiting = [] }

    /// SplitMix64 (Steele, Lea & Flood 2014), uniform in 0..<1.
    private mutating func uniform() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
    }
}

/// A peripheral behind its radio: the faults happen to both when their time comes.
public struct FakeLink<Peripheral: FakePeripheral>: Sendable {
    public var peripheral: Peripheral
    public private(set) var radio: FakeRadio
    private var resets: ArraySlice<Double>
    private var rotations: ArraySlice<Double>

    public init(_ peripheral: Peripheral, faults: RadioFaults, seed: UInt64) {
        self.peripheral = peripheral
        self.peripheral.gatt.batteryDecay = faults.batteryDecay
        radio = FakeRadio(faults, seed: seed)
        resets = faults.clockResets.sorted()[...]
        rotations = faults.addressRotations.sorted()[...]
    }

    /// What has arrived up to a time, also where no reading is taken.
    public mutating func deliver(until time: Double) -> [(arrival: Double, notification: FakeNotification)] {
        let delivered = radio.deliver(until: time)
        radio.offer(peripheral.gatt.outgoing)
        peripheral.gatt.outgoing = []
        return delivered
    }

    /// The connection is gone.
    public mutating func disconnect() {
        peripheral.disconnect()
        radio.disconnect()
    }

    /// The device takes a reading at a time of the walk; answers with what arrived up to then.
    public mutating func send(
        _ reading: WearableReading, at time: Double
    ) -> [(arrival: Double, notification: FakeNotification)] {
        let delivered = radio.deliver(until: time)
        if let reset = resets.first, time >= reset {
            resets = resets.dropFirst()
            peripheral.restartClock()
        }
        if let rotation = rotations.first, time >= rotation {
            rotations = rotations.dropFirst()
            // A resolvable private address: the two top bits are 01.
            var address = peripheral.advertisement.address
            for index in address.indices {
                address[index] = address[index] &* 167 &+ UInt8(rotations.count & 0x7F) &+ 1
            }
            address[0] = address[0] & 0x3F | 0x40
            peripheral.advertisement.address = address
            peripheral.advertisement.isRandomAddress = true
        }
        peripheral.send(reading)
        radio.offer(peripheral.gatt.outgoing)
        peripheral.gatt.outgoing = []
        return delivered
    }
}
