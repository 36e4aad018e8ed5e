// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error), .enableUpcomingFeature("ExistentialAny")]

/// A library in `Shared/`. Imports point one way (DESIGN §3).
func shared(_ name: String, _ dependencies: [Target.Dependency] = [], hasREADME: Bool = false) -> Target {
  .target(
    name: name, dependencies: dependencies, path: "Shared/\(name)", exclude: hasREADME ? ["README.md"] : [], swiftSettings: strict)
}

/// One folder in `Services/`: the library that tests import, and the thin executable beside it.
func service(_ folder: String, _ executable: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> [Target] {
  [
    .target(
      name: folder, dependencies: dependencies, path: "Services/\(folder)", exclude: ["Main", "README.md"], resources: resources,
      swiftSettings: strict),
    .executableTarget(
      name: executable, dependencies: [.byName(name: folder), "ServiceKit"], path: "Services/\(folder)/Main", swiftSettings: strict),
  ]
}

func tests(_ subject: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
  .testTarget(
    name: "\(subject)Tests", dependencies: dependencies, path: "Tests/\(subject)Tests", resources: resources, swiftSettings: strict)
}

/// A C library from the distribution, imported by one module only.
func library(_ name: String, _ pkgConfig: String?, _ package: String) -> Target {
  .systemLibrary(name: name, path: "Shared/\(name)", pkgConfig: pkgConfig, providers: [.apt([package])])
}

let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let httpTypesOnNIO: [Target.Dependency] = [
  .product(name: "NIOHTTPTypes", package: "swift-nio-extras"), .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
]
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nio: [Target.Dependency] = ["NIOCore", "NIOPosix", "NIOHTTP1", "NIOWebSocket"].map { .product(name: $0, package: "swift-nio") }
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let serviceTests: [Target.Dependency] = ["ServiceKit", "Model", "Messages", "Messaging", "Database", "TestKit", logging]

let package = Package(
  name: "autotrader",
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-configuration", exact: "1.4.0", traits: ["JSON", "YAML"]),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
  ],
  targets: [
    library("CZeroMQ", nil, "libzmq3-dev"),
    library("CPostgreSQL", "libpq", "libpq-dev"),
    library("CCurl", "libcurl", "libcurl4-openssl-dev"),
    library("CCairo", "cairo", "libcairo2-dev"),
    library("CZlib", "zlib", "zlib1g-dev"),

    shared("Model"),
    shared("Messages", ["Model"]),
    shared("Messaging", ["Model", "Messages", "CZeroMQ", logging], hasREADME: true),
    shared("Database", ["Model", "Messages", "CPostgreSQL"]),
    shared(
      "ServiceKit", ["Model", "Messages", "Messaging", "Database", configuration, lifecycle, logging, yams], hasREADME: true),
    shared("HTTPClient", ["Model", "CCurl", crypto, logging]),
    shared("Bybit", ["Model", "HTTPClient", crypto, logging], hasREADME: true),
    shared("Telegram", ["Model", "HTTPClient"]),
    shared("TradingRules", ["Model"]),
    shared("Charting", ["Model", "TradingRules", "CCairo"]),
    shared("Exchange", ["Model", "HTTPClient", "Bybit", "ServiceKit", logging]),

    shared("Instance", ["Model", "Messaging", "ServiceKit", arguments]),
    shared("TestKit", ["Model", "Messages", "Messaging", "Database", "HTTPClient", "ServiceKit", "CZeroMQ", logging]),

    tests("Model", ["Model"]),
    tests("HTTPClient", ["HTTPClient", "Model", "TestKit", logging], resources: [.copy("Python")]),
    tests("Bybit", ["Bybit", "HTTPClient", "Model", "TestKit", logging]),
    tests("Telegram", ["Telegram", "HTTPClient", "Model", "TestKit", logging], resources: [.copy("Python")]),
    tests("TradingRules", ["Model", "TradingRules"]),
    tests("Charting", ["Model", "TradingRules", "Charting", "CCairo"]),
    tests(
      "Autotrader",
      [
        "Autotrader", "TestKit", "Charting", "Instance", "Model", "Messages", "Messaging", "Database", "ServiceKit", "Bybit", "HTTPClient",
        "Telegram", "TradingRules", arguments, logging,
      ]),
    tests("BusTap", ["BusTap", "TestKit", "Instance", "Model", "Messages", "Messaging", "MessageBus", arguments, logging]),
    tests("Messages", ["Messages", "Model"], resources: [.copy("Fixtures")]),
    tests("Messaging", ["Messages", "Messaging", "Model", "TestKit", "CZeroMQ", logging]),
    tests("Database", ["Database", "Messages", "Model", "TestKit"]),
    tests("ServiceKit", ["Database", "Messages", "Messaging", "Model", "ServiceKit", "TestKit", logging, yams]),
    tests("ChartSourcer", serviceTests + ["ChartSourcer", "Bybit", "Exchange", "Charting"]),
    tests("Analyzer", serviceTests + ["Analyzer", "Charting", "HTTPClient", "TradingRules"]),
    tests("SignalFilter", serviceTests + ["SignalFilter", "TradingRules"]),
    tests("RiskManager", serviceTests + ["RiskManager", "TradingRules"]),
    tests("Notifier", serviceTests + ["Notifier", "TradingRules", "Telegram", "HTTPClient"]),
    tests("Executor", serviceTests + ["Executor", "PaperExchange", "Bybit", "Exchange", "HTTPClient", arguments]),
    tests("PositionMonitor", serviceTests + ["PositionMonitor", "Bybit", "Exchange"]),
    tests(
      "System",
      ["Database", "Instance", "Messages", "Messaging", "Model", "ServiceKit", "Bybit", "HTTPClient", "TestKit", "CZeroMQ", logging]),
    tests("Dashboard", serviceTests + ["Dashboard", "HTTPClient"]),
    tests(
      "PaperExchange", ["PaperExchange", "Model", "TestKit", arguments, logging], resources: [.copy("Clients")]),
  ]
    + service(
      "ChartSourcer", "chart-sourcer",
      ["Model", "Messages", "Messaging", "Database", "ServiceKit", "Bybit", "Exchange", "Charting", crypto, logging])
    + service(
      "Analyzer", "analyzer",
      ["Model", "Messages", "Messaging", "Database", "ServiceKit", "HTTPClient", "TradingRules", crypto, logging])
    + service("SignalFilter", "signal-filter", ["Model", "Messages", "Database", "ServiceKit", "TradingRules"])
    + service("RiskManager", "risk-manager", ["Model", "Messages", "Messaging", "Database", "ServiceKit", "TradingRules"])
    + service(
      "Notifier", "notifier",
      ["Model", "Messages", "Messaging", "Database", "ServiceKit", "TradingRules", "HTTPClient", "Telegram", logging])
    + service(
      "Executor", "executor", ["Model", "Messages", "Messaging", "Database", "ServiceKit", "TradingRules", "Bybit", "Exchange", logging])
    + service(
      "PositionMonitor", "position-monitor", ["Model", "Messages", "Messaging", "Database", "ServiceKit", "Bybit", "Exchange", logging])
    + service("MessageBus", "message-bus", ["Model", "Messages", "Messaging", "ServiceKit", lifecycle, logging])
    + service("BusTap", "bus-tap", ["Model", "Messages", "Messaging", "Instance", arguments, logging])
    + service(
      "Autotrader", "autotrader",
      [
        "Model", "Messages", "Messaging", "Database", "ServiceKit", "Instance", "HTTPClient", "Bybit", "Exchange", "TradingRules",
        "Charting", "CZeroMQ", "Telegram", arguments, logging, unixSignals,
      ])
    + service(
      "Dashboard", "dashboard",
      ["Model", "Messages", "Messaging", "Database", "ServiceKit", "CZlib", crypto, hummingbird, hummingbirdCore, lifecycle, logging] + nio
        + httpTypesOnNIO,
      resources: [.copy("Web")])
    + service(
      "PaperExchange", "paper-exchange",
      ["Model", "HTTPClient", "Bybit", arguments, crypto, hummingbird, hummingbirdCore, lifecycle, logging] + nio + httpTypesOnNIO),
  swiftLanguageModes: [.v6]
)
