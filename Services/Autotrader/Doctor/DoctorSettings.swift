import Instance
import Model
import ServiceKit

/// Where the doctor looks: the configuration, or the running instance of `autotrader up`, whose addresses and secrets win over it.
enum DoctorSettings {
  /// - Parameter mode: judge as for this mode, instead of the configured one.
  /// - Throws: `ConfigurationError`.
  static func load(_ instance: RunningInstance?, mode: TradingMode?, environment: [String: String]) throws -> Settings {
    var environment = environment
    func set(_ key: ConfigurationKey, _ value: String) { environment[key.environmentName] = value }
    func setFile(_ key: ConfigurationKey, _ path: String) {
      environment[key.environmentName] = nil
      environment[key.environmentName + "_FILE"] = path
    }
    if let instance {
      let folder = InstanceFolder(path: instance.directory)
      set(.databaseURL, instance.database)
      set(.databaseAdministratorURL, "\(instance.database) user=\(PrivatePostgreSQL.administrator)")
      setFile(.databaseAdministratorPassword, folder.secret(SecretName.administrator))
      set(.symbols, instance.symbols.map(\.description).joined(separator: ","))
      if mode == nil || mode == .paper {
        set(.tradingMode, TradingMode.paper.rawValue)
        set(.exchangeURL, instance.exchange)
        setFile(.exchangeKey, folder.secret(SecretName.exchangeKey))
        setFile(.exchangeSecret, folder.secret(SecretName.exchangeSecret))
      }
    }
    if let mode { set(.tradingMode, mode.rawValue) }
    return try Settings.load(environment: environment, file: environment["AUTOTRADER_CONFIG"])
  }
}
