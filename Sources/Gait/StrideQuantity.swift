/// What can be said of one stride. The name on the socket ends with its unit; inside, all are SI.
public enum StrideQuantity: UInt8, CaseIterable, Sendable, BitwiseCopyable {
    // Times, s
    case strideTime, stanceTime, swingTime, stepTime, doubleSupportTime
    // Path of the foot, m and m/s
    case strideLength, walkingSpeed
    // The shank about its long axis and in the frontal plane: proxies of pronation, not pronation
    case tibialRotation, tibialRotationRate, shankFrontalRate
    // The foot, with a foot unit
    case rearfootEversion
    // The knee, with a thigh unit
    case kneeInitialContact, kneeLoadingExcursion, kneeSwingPeak, kneeExtensionDeficit, kneeRange
    // What a shank unit alone shows instead
    case shankLoadingRotation, shankTerminalPitch
    // The pelvis and lumbar spine, with a lumbar unit
    case pelvicDrop, trunkLean, lumbopelvicRotation, lumbarInclination

    public enum Dimension: UInt8, Sendable, BitwiseCopyable {
        case time, length, speed, angle, angularRate
    }

    public var dimension: Dimension {
        switch self {
        case .strideTime, .stanceTime, .swingTime, .stepTime, .doubleSupportTime: .time
        case .strideLength: .length
        case .walkingSpeed: .speed
        case .tibialRotationRate, .shankFrontalRate: .angularRate
        default: .angle
        }
    }

    /// Times, lengths and speeds are compared by ratio; an angle's zero is a convention, so angles by difference.
    public var isRatio: Bool {
        switch dimension {
        case .time, .length, .speed: true
        case .angle, .angularRate: false
        }
    }

    /// Between two shank sensors these inherit the error between their clocks; the others do not, nor does anything that
    /// one lumbar sensor says of both feet.
    public var needsBothClocks: Bool { self == .stepTime || self == .doubleSupportTime }

    /// Whether left and right may be compared where such a unit gave the contacts. The lumbar unit's final contacts are
    /// half expectation (a share of the step before), so times that rest on them would show the steps' asymmetry over
    /// again, and half of their own.
    public func isComparable(_ source: Contact.Source) -> Bool {
        switch self {
        case .stanceTime, .swingTime, .doubleSupportTime: source == .shank
        default: true
        }
    }

    /// True where the value stands in for what it is named after.
    public var isProxy: Bool {
        switch self {
        case .tibialRotation, .tibialRotationRate, .shankFrontalRate, .shankLoadingRotation, .shankTerminalPitch: true
        default: false
        }
    }

    /// From SI to the unit that the name ends with: degrees for radians.
    public var scale: Double {
        switch dimension {
        case .time, .length, .speed: 1
        case .angle, .angularRate: 180 / Double.pi
        }
    }

    /// The name on the socket, with the unit: `stance_time_s`.
    public var name: String { "\(stem)_\(unit)" }

    /// The unit as names end with it.
    var unit: String {
        switch dimension {
        case .time: "s"
        case .length: "m"
        case .speed: "mps"
        case .angle: "deg"
        case .angularRate: "degps"
        }
    }

    /// The name without the unit.
    var stem: String {
        switch self {
        case .strideTime: "stride_time"
        case .stanceTime: "stance_time"
        case .swingTime: "swing_time"
        case .stepTime: "step_time"
        case .doubleSupportTime: "double_support_time"
        case .strideLength: "stride_length"
        case .walkingSpeed: "walking_speed"
        case .tibialRotation: "pronation_proxy"
        case .tibialRotationRate: "pronation_proxy_rate"
        case .shankFrontalRate: "shank_frontal_rate"
        case .rearfootEversion: "rearfoot_eversion"
        case .kneeInitialContact: "knee_flexion_initial_contact"
        case .kneeLoadingExcursion: "knee_loading_excursion"
        case .kneeSwingPeak: "knee_swing_peak"
        case .kneeExtensionDeficit: "terminal_swing_extension_deficit"
        case .kneeRange: "knee_range"
        case .shankLoadingRotation: "shank_loading_rotation"
        case .shankTerminalPitch: "shank_terminal_pitch"
        case .pelvicDrop: "contralateral_pelvic_drop"
        case .trunkLean: "lateral_trunk_lean"
        case .lumbopelvicRotation: "lumbopelvic_rotation"
        case .lumbarInclination: "lumbar_inclination"
        }
    }
}
