import Instance
import Model
import ServiceKit

/// What a child sees of the environment: little, and nothing that up decides itself.
enum ChildEnvironment {
  /// Needed to run and to reach the network; everything else of the caller's environment stays outside.
  static let passed = [
    "PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "SSL_CERT_FILE", "SSL_CERT_DIR", "http_proxy", "https_proxy",
    "no_proxy",
  ]
  /// Sections of the configuration that belong to the instance: the caller's values would lead to another system.
  static let ownSections = ["BUS", "DATABASE", "EXCHANGE", "INSTANCE", "PAPER"]

  static func base(_ environment: [String: String]) -> [String: String] {
    environment.filter { passed.contains($0.key) }
  }

  /// The caller's `AUTOTRADER_*` settings of the other sections.
  static func settings(_ environment: [String: String]) -> [String: String] {
    environment.filter { name, _ in
      name.hasPrefix("AUTOTRADER_") && !ownSections.contains { name.hasPrefix("AUTOTRADER_\($0)_") } && name != "AUTOTRADER_INSTANCE"
    }
  }

  /// The environment of a bus process.
  static func service(
    _ name: ServiceName, _ plan: UpPlan, _ folder: InstanceFolder, database: String, caller: [String: String]
  ) -> [String: String] {
    var result = base(caller).merging(settings(caller)) { _, setting in setting }
    func set(_ key: ConfigurationKey, _ value: String) { result[key.environmentName] = value }
    func setFile(_ key: ConfigurationKey, _ path: String) { result[key.environmentName + "_FILE"] = path }
    set(.busBasePort, "\(plan.basePort)")
    set(.tradingMode, TradingMode.paper.rawValue)
    set(.symbols, plan.symbols.map(\.description).joined(separator: ","))
    set(.timeframes, plan.isOnce ? "none" : plan.timeframe.rawValue)
    set(.automaticApproval, "\(plan.approvesAutomatically)")
    if result[ConfigurationKey.automaticApprovalDelay.environmentName] == nil { set(.automaticApprovalDelay, "0.5") }
    guard ServiceName.pipeline.contains(name) else { return result }
    set(.databaseURL, database)
    setFile(.databasePassword, folder.secret(name.rawValue))
    set(.exchangeURL, "http://127.0.0.1:\(plan.exchangePort)")
    setFile(.exchangeKey, folder.secret(SecretName.exchangeKey))
    setFile(.exchangeSecret, folder.secret(SecretName.exchangeSecret))
    return result
  }
}

/// Names of the files in `secrets/` that are not a service's password.
enum SecretName {
  static let administrator = "database-administrator"
  static let exchangeKey = "exchange-key"
  static let exchangeSecret = "exchange-secret"
}
