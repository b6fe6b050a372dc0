// swift-tools-version: 6.2
import PackageDescription

// The house: one target per stage of the data's way, so that the compiler keeps the direction.
// No stage imports a later one; docs/architecture.md draws it.

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

func stage(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies + ["TestSupport"], swiftSettings: strict)
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let toml = Target.Dependency.product(name: "TOMLKit", package: "TOMLKit")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioExtras = Target.Dependency.product(name: "NIOExtras", package: "swift-nio-extras")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")

let package = Package(
    name: "gaitd",
    products: [
        .executable(name: "gaitd", targets: ["gaitd"]),
        .executable(name: "gaitctl", targets: ["gaitctl"]),
        .executable(name: "gaitsim", targets: ["gaitsim"]),
        // For Benchmarks/, which is a package of its own.
        .library(
            name: "GaitCore",
            targets: ["IMU", "Drivers", "Pipeline", "Gait", "Flagging", "Walker", "FakeWearables", "CLinux"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: ["FullFoundation"]),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // C: shims and system-library module maps
        .target(name: "CLinux"),
        .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
        .systemLibrary(name: "CUdev", pkgConfig: "libudev", providers: [.apt(["libudev-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),

        // The core: pure, synchronous, no I/O and no clock
        stage("IMU"),
        stage("Rings", ["IMU"]),
        stage("Drivers", ["IMU"]),
        stage("Alignment", ["IMU"]),
        stage("Body", ["IMU"]),
        stage("Gait", ["IMU", "Rings", "Body"]),
        stage("Flagging", ["IMU", "Gait"]),
        stage("Pipeline", ["IMU", "Rings", "Alignment", "Body", "Gait", "Flagging"]),
        stage("Walker", ["IMU"]),
        stage("FakeWearables", ["IMU"]),
        stage("GATT", ["IMU", "Drivers"]),

        // The edges
        stage("Recording", ["IMU", "CZstd"]),
        stage("Bluetooth", ["IMU", "Drivers", "GATT", "CLinux", "CSystemd"]),
        stage("Transports", ["IMU", "Rings", "Drivers", "GATT", "Bluetooth", "CLinux", "CUdev"]),
        stage("DaemonConfiguration", ["IMU", toml]),
        stage("QueryAPI"),
        stage("Reporting", ["IMU", "Gait", "Flagging", "Pipeline", "Recording", "QueryAPI"]),
        stage("Validation", ["IMU", "Gait", "Flagging", "Pipeline", "Recording", "Reporting", "QueryAPI"]),
        stage(
            "Scenarios",
            ["IMU", "Body", "Gait", "Flagging", "Pipeline", "Walker", "FakeWearables", "Validation"]),
        stage("ValidationReport", ["IMU", "Gait", "Flagging", "Scenarios", "Validation"]),
        stage("Store", ["QueryAPI", grdb, logging]),
        stage(
            "QueryServer",
            [
                "QueryAPI", "CLinux", hummingbirdCore, logging, lifecycle, nioCore, nioPosix, nioHTTP1, nioExtras,
                nioHTTPTypes, httpTypes,
            ]),
        stage("GaitctlKit", ["QueryAPI", httpClient, nioCore, nioHTTP1]),

        // The three programs: composition only
        program(
            "gaitd",
            [
                "IMU", "Rings", "Drivers", "GATT", "Bluetooth", "Alignment", "Body", "Pipeline", "Gait", "Flagging",
                "Recording", "Transports", "Store", "QueryAPI", "QueryServer", "Reporting", "DaemonConfiguration",
                "CLinux", "CSystemd", argumentParser, logging,
                lifecycle,
                unixSignals,
            ]),
        program(
            "gaitctl",
            [
                "GaitctlKit", "QueryAPI", "IMU", "Flagging", "Gait", "Recording", "Reporting", "Validation",
                argumentParser,
            ]),
        program("gaitsim", ["IMU", "Walker", "FakeWearables", "Recording", "QueryAPI", "CLinux", argumentParser]),

        // Measures gaitd itself and writes docs/validation.md; not installed
        program(
            "gaitvalidate", ["IMU", "Gait", "Recording", "Scenarios", "Validation", "ValidationReport", argumentParser]),

        // Tests
        .target(name: "TestSupport", path: "Tests/Support", swiftSettings: strict),
        // Stands in for the allocator's functions in the test program, and counts.
        .target(name: "CAllocations", path: "Tests/CAllocations"),
        tests("IMUTests", ["IMU"]),
        tests("RingsTests", ["Rings", "IMU"]),
        tests("DriversTests", ["Drivers", "IMU"]),
        // What must hold of the parsers whatever the bytes are: the fuzzers' checks, with what they have kept.
        .target(
            name: "HostileBytes", dependencies: ["Drivers", "GATT", "IMU"], path: "Fuzz/Sources/FuzzSupport",
            exclude: ["Fuzzer.swift"], swiftSettings: strict),
        tests("HostileBytesTests", ["HostileBytes"]),
        // Drivers against the fakes, which share no code with them, and against the clock fit.
        tests("DeviceTests", ["Drivers", "FakeWearables", "Alignment", "IMU"]),
        tests("AlignmentTests", ["Alignment", "IMU"]),
        tests("BodyTests", ["Body", "IMU"]),
        tests("GaitTests", ["Gait", "Body", "Walker", "Recording", "IMU"]),
        tests("FlaggingTests", ["Flagging", "Gait", "IMU"]),
        tests(
            "PipelineTests",
            [
                "Pipeline", "Flagging", "Gait", "Body", "Reporting", "QueryAPI", "Validation", "Walker", "Recording",
                "IMU", "Drivers", "FakeWearables", "CAllocations",
            ]),
        tests(
            "ValidationTests",
            [
                "Validation", "Scenarios", "ValidationReport", "Flagging", "Gait", "QueryAPI", "Recording", "Walker",
                "IMU", "gaitctl",
            ]),
        tests("WalkerTests", ["Walker", "IMU"]),
        tests("FakeWearablesTests", ["FakeWearables", "IMU"]),
        tests("DaemonConfigurationTests", ["DaemonConfiguration", "IMU"]),
        tests("RecordingTests", ["Recording", "IMU"]),
        tests(
            "TransportsTests",
            [
                "Transports", "Drivers", "FakeWearables", "Rings", "IMU", "GATT", "Bluetooth", "BluetoothSupport",
                "CLinux",
            ]),
        // A radio for tests: both back ends with fake devices behind them.
        .target(
            name: "BluetoothSupport",
            dependencies: ["Bluetooth", "GATT", "Drivers", "FakeWearables", "CLinux", "TestSupport"],
            path: "Tests/BluetoothSupport", exclude: ["fake-bluez.py"], swiftSettings: strict),
        tests("BluetoothTests", ["Bluetooth", "BluetoothSupport", "GATT", "Drivers", "FakeWearables", "CLinux"]),
        tests("StoreTests", ["Store", "QueryAPI", "Gait", grdb]),
        tests("QueryServerTests", ["QueryServer", "QueryAPI", httpClient, logging, lifecycle, nioCore, nioHTTP1]),
        tests("GaitctlKitTests", ["GaitctlKit", "QueryAPI", "gaitctl", nioCore, nioPosix, nioHTTP1]),
        tests(
            "ProgramTests",
            [
                "QueryAPI", "CLinux", "IMU", "Walker", "FakeWearables", "Recording", "BluetoothSupport", "gaitd",
                "gaitctl", "gaitsim",
            ]),
    ]
)
