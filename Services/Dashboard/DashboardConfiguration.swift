import FoundationEssentials
import Model
import ServiceKit

struct DashboardConfiguration: Sendable {
  let host: String
  let port: Int
  let password: String?
  let origins: OriginPolicy
  let proxies: TrustedProxies
  let sessionDuration: Duration
  /// The folder of pages, scripts and styles.
  let assets: String
  let chartLibrary: String?
  let mode: TradingMode

  private let hasSecureOrigin: Bool

  var isLoopback: Bool { ["127.0.0.1", "localhost", "::1"].contains(host) }

  /// - Throws: ``ConfigurationError`` for a bad address, and for a weak password on an address that others can reach.
  init(_ settings: Settings) throws {
    let listen = try settings.required(.dashboardListen)
    guard let colon = listen.lastIndex(of: ":"), let port = Int(listen[listen.index(after: colon)...]), (0...65_535).contains(port) else {
      throw ConfigurationError(["\(ConfigurationKey.dashboardListen.environmentName): '\(listen)' is not HOST:PORT"])
    }
    host = listen[..<colon].filter { $0 != "[" && $0 != "]" }
    self.port = port
    password = settings.text(.dashboardPassword)
    let further = try settings.text(.dashboardOrigins).map { try Self.origins($0) } ?? []
    hasSecureOrigin = further.contains { $0.hasPrefix("https://") }
    origins = OriginPolicy(host: host, port: port, further: further)
    proxies = try Self.proxies(settings.text(.dashboardTrustedProxies) ?? "")
    sessionDuration = .seconds(3600 * (try settings.integer(.dashboardSessionHours)))
    assets = try settings.text(.dashboardAssets) ?? Self.besideExecutable()
    chartLibrary = settings.text(.dashboardChartLibrary)
    mode = try settings.tradingMode()
    if !isLoopback, let password, let weakness = PasswordPolicy.weakness(of: password) {
      throw ConfigurationError([
        "\(ConfigurationKey.dashboardPassword.environmentName) \(weakness): pages that listen on \(host) need a strong password"
      ])
    }
  }

  /// Browsers come over a proxy, and it is not known which: to the login all are one address.
  var isProxyUnknown: Bool { hasSecureOrigin && proxies.isEmpty }

  private static func proxies(_ text: String) throws -> TrustedProxies {
    do { return try TrustedProxies(text) } catch {
      let name = ConfigurationKey.dashboardTrustedProxies.environmentName
      throw ConfigurationError(["\(name): '\(error.text)' is neither an address nor a network such as 10.0.0.0/8 or 2001:db8::/32"])
    }
  }

  private static func origins(_ text: String) throws -> [String] {
    try text.split(separator: ",").map { part in
      let origin = part.trimmingCharacters(in: .whitespaces)
      guard origin.hasPrefix("https://") || origin.hasPrefix("http://") else {
        throw ConfigurationError(["\(ConfigurationKey.dashboardOrigins.environmentName): '\(origin)' is not an origin such as https://host"]
        )
      }
      return origin.lowercased()
    }
  }

  /// Where the build puts the files of the target.
  private static func besideExecutable() throws -> String {
    let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let folder = program.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    return "\(folder)/autotrader_Dashboard.resources/Web"
  }
}
