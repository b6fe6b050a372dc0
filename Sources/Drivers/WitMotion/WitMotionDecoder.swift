import IMU

/// Turns WitMotion frames into samples.
///
/// A reading comes as several 11-byte frames back to back in the order of their types: 0x50 time, 0x51 acceleration,
/// 0x52 angular rate, then angles and the like, which gaitd does not use. It is handed on as soon as 0x51 and 0x52 are
/// there, since no later frame can change it. Frames of two readings are never mixed: whatever is discarded between
/// them, or a second 0x50 or 0x51, drops the half reading and counts it.
struct WitMotionDecoder: Sendable {
    /// Readings without a time frame, after which a stream that had times is taken to have lost them for good.
    static let readingsUntilClockless = 8
    /// ±16 g and ±2000 °/s over the 16-bit range, whatever range the chip has chosen inside.
    static let accelerationScale = Float(16 * Units.standardGravity / 32768)
    static let angularRateScale = Float(2000 * Units.radiansPerDegree / 32768)

    /// Whether the last frame was a 20-byte one, so that the next is due here.
    var followsLongFrame = false
    /// The register that the next serial register reply begins with.
    var askedRegister: UInt8?
    private(set) var registers: WitMotionRegisters?
    /// Register replies so far.
    private(set) var replies: UInt64 = 0

    /// The device time of the reading under way, in milliseconds.
    var clock: UInt64?
    private var acceleration: SIMD3<Float>?
    private var hasClock = false
    private var readingsWithoutTime = 0
    private var samplesWithoutClock: UInt64 = 0
    private var nominalRate = 0.0

    var timing: SensorTiming {
        SensorTiming(
            source: hasClock ? .deviceClock(ticksPerSecond: 1000, wrapBits: 64) : .arrivalOnly, nominalRate: nominalRate
        )
    }

    /// Takes an accepted frame.
    @inline(__always)
    mutating func decode(
        _ frame: UnsafeRawBufferPointer, _ arrival: HostTime, _ counters: inout LinkCounters,
        _ retimed: (SensorTiming) -> Void, _ emit: (Sample) -> Void
    ) {
        followsLongFrame = frame.count == WitMotionFrame.longLength
        switch frame[1] {
        case WitMotionFrame.time:
            dropHalfReading(&counters)
            clock = WitMotionClock.milliseconds(frame)
        case WitMotionFrame.acceleration:
            dropHalfReading(&counters)
            acceleration = frame.i16x3(2) * Self.accelerationScale
        case WitMotionFrame.angularRate:
            guard let acceleration else {
                counters.incomplete &+= 1
                clock = nil
                return
            }
            self.acceleration = nil
            let angularRate = frame.i16x3(2) * Self.angularRateScale
            close(acceleration, angularRate, arrival, &counters, retimed, emit)
        case WitMotionFrame.longMotion:
            dropHalfReading(&counters)
            let acceleration = frame.i16x3(2) * Self.accelerationScale
            close(acceleration, frame.i16x3(8) * Self.angularRateScale, arrival, &counters, retimed, emit)
        case WitMotionFrame.registerReply:
            guard let first = askedRegister else { return }
            askedRegister = nil
            take(WitMotionRegisters(first: first, frame, at: 2), retimed)
        case WitMotionFrame.longRegisterReply:
            take(WitMotionRegisters(first: frame[2], frame, at: 4), retimed)
        default:
            break
        }
    }

    /// Counts an acceleration whose angular rate never came.
    @inline(__always)
    mutating func dropHalfReading(_ counters: inout LinkCounters) {
        guard acceleration != nil else { return }
        acceleration = nil
        clock = nil
        counters.incomplete &+= 1
    }

    /// Hands a whole reading on, with the device's time where there is one. The 16-bit scales cannot leave the bounds
    /// of `Plausibility`, so they are not looked at.
    @inline(__always)
    private mutating func close(
        _ acceleration: SIMD3<Float>, _ angularRate: SIMD3<Float>, _ arrival: HostTime,
        _ counters: inout LinkCounters, _ retimed: (SensorTiming) -> Void, _ emit: (Sample) -> Void
    ) {
        let ticks: UInt64
        if let clock {
            self.clock = nil
            readingsWithoutTime = 0
            if !hasClock {
                hasClock = true
                retimed(timing)
            }
            ticks = clock
        } else {
            if hasClock {
                readingsWithoutTime += 1
                guard readingsWithoutTime == Self.readingsUntilClockless else {
                    counters.incomplete &+= 1
                    return
                }
                readingsWithoutTime = 0
                hasClock = false
                retimed(timing)
            }
            ticks = samplesWithoutClock
            samplesWithoutClock &+= 1
        }
        counters.samples &+= 1
        emit(Sample(ticks: ticks, arrival: arrival, acceleration: acceleration, angularRate: angularRate))
    }

    /// Keeps what the device answered; the output rate is part of `timing`.
    private mutating func take(_ reply: WitMotionRegisters, _ retimed: (SensorTiming) -> Void) {
        registers = reply
        replies &+= 1
        guard let code = reply[WitMotionRegister.rate], let rate = WitMotionRate(register: code),
            rate.hertz != nominalRate
        else { return }
        nominalRate = rate.hertz
        retimed(timing)
    }
}
