import HTTPClient
import Model

/// The hosts of one environment. Paper has no fixed ones: its address is configuration.
package struct BybitEnvironment: Sendable, Equatable {
  package let rest: String
  package let publicStream: String
  package let privateStream: String

  package init?(_ mode: TradingMode) {
    switch mode {
    case .paper: return nil
    case .live: self.init("https://api.bybit.com", "wss://stream.bybit.com", "wss://stream.bybit.com")
    case .testnet: self.init("https://api-testnet.bybit.com", "wss://stream-testnet.bybit.com", "wss://stream-testnet.bybit.com")
    // Demo trading has no public stream of its own and uses the mainnet's.
    case .demo: self.init("https://api-demo.bybit.com", "wss://stream.bybit.com", "wss://stream-demo.bybit.com")
    }
  }

  private init(_ rest: String, _ publicStream: String, _ privateStream: String) {
    self.rest = rest
    self.publicStream = publicStream + "/v5/public/linear"
    self.privateStream = privateStream + "/v5/private"
  }

  private static let domains = [
    "bybit.com", "bytick.com", "bybit.nl", "bybit.tr", "bybit.kz", "bybitgeorgia.ge", "bybit.ae", "bybit.eu", "bybit.id",
  ]
  private static let trialLabels: [TradingMode: [String]] = [
    .testnet: ["api-testnet", "stream-testnet"], .demo: ["api-demo", "stream-demo"],
  ]

  /// Whether orders sent there move real money. Any host of a Bybit domain counts that is not known as testnet or demo.
  /// - Throws: ``HTTPError`` when the URL cannot be read.
  package static func privateHostIsMainnet(_ url: String) throws(HTTPError) -> Bool {
    let host = try HTTPAddress(url).host
    return domain(of: host) != nil && trialMode(ofHost: host) == nil
  }

  /// `testnet` or `demo` for their hosts, nil for any other host.
  static func trialMode(ofHost host: String) -> TradingMode? {
    guard let domain = domain(of: host) else { return nil }
    return trialLabels.first { $0.value.contains { "\($0).\(domain)" == host } }?.key
  }

  private static func domain(of host: String) -> String? { domains.first { host == $0 || host.hasSuffix("." + $0) } }
}
