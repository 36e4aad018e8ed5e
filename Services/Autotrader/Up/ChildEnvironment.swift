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

  /// The caller's environment with its configuration file and its `_FILE` variables resolved into plain settings, and without the
  /// sections that belong to the instance: a child reads no file of the caller's, so none can lead it to another system.
  /// - Throws: ``ConfigurationError`` for an unknown key or a bad value, before anything is started.
  static func resolved(_ environment: [String: String]) throws -> [String: String] {
    let settings = try Settings.load(environment: environment, file: environment["AUTOTRADER_CONFIG"])
    var result = environment.filter { !$0.key.hasPrefix("AUTOTRADER_") }
    for key in ConfigurationKey.catalogue where !ownSections.contains(key.section.uppercased()) {
      if let value = settings.value(key), value.source != "default" { result[key.environmentName] = value.text }
    }
    return result
  }

  /// The caller's settings of the sections that are not the instance's own.
  static func settings(_ environment: [String: String]) -> [String: String] {
    environment.filter { name, _ in
      name.hasPrefix("AUTOTRADER_") && !ownSections.contains { name.hasPrefix("AUTOTRADER_\($0)_") } && name != "AUTOTRADER_INSTANCE"
    }
  }

  /// The environment of a bus process.
  static func service(
    _ name: ServiceName, replica: Int = 1, _ plan: UpPlan, _ folder: InstanceFolder, database: String, caller: [String: String]
  ) -> [String: String] {
    var result = base(caller).merging(settings(caller)) { _, setting in setting }
    if name != .dashboard { result[ConfigurationKey.dashboardPassword.environmentName] = nil }
    // The bot's token and the approvers' numbers are the notifier's alone.
    if name != .notifier { result = result.filter { !$0.key.hasPrefix("AUTOTRADER_TELEGRAM_") } }
    func set(_ key: ConfigurationKey, _ value: String) { result[key.environmentName] = value }
    func setFile(_ key: ConfigurationKey, _ path: String) { result[key.environmentName + "_FILE"] = path }
    set(.busBasePort, "\(plan.basePort)")
    if let keys = plan.keys { set(.busKeys, keys) }
    if let replicas = plan.replicas.text { set(.busReplicas, replicas) }
    if replica > 1 { set(.instanceReplica, "\(replica)") }
    set(.tradingMode, TradingMode.paper.rawValue)
    set(.symbols, plan.symbols.map(\.description).joined(separator: ","))
    // `none` in the caller's environment: cycles run by request only.
    let runsByRequest = plan.isOnce || result[ConfigurationKey.timeframes.environmentName] == "none"
    set(.timeframes, runsByRequest ? "none" : plan.timeframes.map(\.rawValue).joined(separator: ","))
    set(.automaticApproval, "\(plan.approvesAutomatically)")
    if result[ConfigurationKey.automaticApprovalDelay.environmentName] == nil { set(.automaticApprovalDelay, "0.5") }
    // The models' key is the analyzer's alone.
    if name != .analyzer { result[ConfigurationKey.analystKey.environmentName] = nil }
    guard ServiceName.owners.contains(name) else { return result }
    set(.databaseURL, database)
    setFile(.databasePassword, folder.secret(name.rawValue))
    if name == .dashboard {
      set(.dashboardListen, "127.0.0.1:\(plan.dashboardPort + replica - 1)")
      if result[ConfigurationKey.dashboardPassword.environmentName] == nil {
        setFile(.dashboardPassword, folder.secret(SecretName.dashboard))
      }
      // It calls nobody outside: the exchange's key is not its business.
      return result
    }
    set(.exchangeURL, "http://127.0.0.1:\(plan.exchangePort)")
    setFile(.exchangeKey, folder.secret(SecretName.exchangeKey))
    setFile(.exchangeSecret, folder.secret(SecretName.exchangeSecret))
    return result
  }
}

/// Names of the files in `secrets/` that are not a service's password.
enum SecretName {
  static let administrator = "database-administrator"
  static let dashboard = "dashboard-login"
  static let exchangeKey = "exchange-key"
  static let exchangeSecret = "exchange-secret"
}
