// swift-tools-version: 6.2
import PackageDescription

// libFuzzer targets for the drivers; `run.sh` builds and runs them. A package of its own, so that the house is built
// without instrumentation; it takes the sources through links, so that they are built with it.

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]
let instrumented: [SwiftSetting] = strict + [.unsafeFlags(["-sanitize=fuzzer,address"])]

func fuzzer(_ name: String) -> Target {
    .executableTarget(
        name: name, dependencies: ["FuzzSupport", "Drivers", "GATT", "CLibFuzzer"], swiftSettings: instrumented,
        linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"]), .linkedLibrary("m")])
}

let package = Package(
    name: "fuzz",
    targets: [
        .target(name: "IMU", swiftSettings: instrumented),
        .target(name: "Drivers", dependencies: ["IMU"], swiftSettings: instrumented),
        .target(name: "GATT", dependencies: ["Drivers", "IMU"], swiftSettings: instrumented),
        .target(name: "CLibFuzzer"),
        .target(
            name: "FuzzSupport", dependencies: ["Drivers", "GATT", "IMU", "CLibFuzzer"], swiftSettings: instrumented),
        .executableTarget(
            name: "FuzzSeeds", dependencies: ["FuzzSupport"], swiftSettings: instrumented,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"]), .linkedLibrary("m")]),
        fuzzer("FuzzWitMotion"),
        fuzzer("FuzzMAVLink"),
        fuzzer("FuzzShimmer3"),
        fuzzer("FuzzXIMU3"),
        fuzzer("FuzzPeripherals"),
        fuzzer("FuzzGATT"),
        fuzzer("FuzzSniffer"),
        fuzzer("FuzzTemplate"),
    ]
)
