// swift-tools-version: 6.2
import PackageDescription

// Speed and memory, measured apart from the tests: `make bench`.
let package = Package(
    name: "Benchmarks",
    dependencies: [.package(name: "gaitd", path: "..")],
    targets: [
        .executableTarget(
            name: "bench", dependencies: [.product(name: "GaitCore", package: "gaitd")],
            swiftSettings: [
                .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility"),
                .enableUpcomingFeature("InternalImportsByDefault"),
            ])
    ]
)
