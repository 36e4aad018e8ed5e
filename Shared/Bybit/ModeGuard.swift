import HTTPClient
import Model

/// Mode and host are checked together at start (DESIGN §6.7).
package enum ModeGuard {
  package struct Mismatch: Error, Sendable, Equatable, CustomStringConvertible {
    package let description: String
  }

  /// Mainnet private hosts only in `live`, and `live` nowhere else; `paper` only if the server identifies itself, and such a server only
  /// in `paper`; a testnet host only in `testnet`, a demo host only in `demo`.
  package static func check(_ mode: TradingMode, baseURL: String, isPaper: Bool) throws(Mismatch) {
    let address: HTTPAddress
    let isMainnet: Bool
    do throws(HTTPError) {
      address = try HTTPAddress(baseURL)
      isMainnet = try BybitEnvironment.privateHostIsMainnet(baseURL)
    } catch { throw Mismatch(description: "the exchange's address cannot be read: \(error.message)") }
    let host = address.host
    if isMainnet, mode != .live { throw Mismatch(description: "mode \(mode.rawValue) may not use the mainnet host \(host)") }
    if mode == .live, !isMainnet { throw Mismatch(description: "mode live needs a mainnet host, \(host) is none") }
    if mode == .live, address.isPlain { throw Mismatch(description: "mode live needs TLS") }
    if mode == .paper, !isPaper { throw Mismatch(description: "\(host) does not identify itself as a paper exchange") }
    if mode != .paper, isPaper { throw Mismatch(description: "\(host) is a paper exchange, mode \(mode.rawValue) may not use it") }
    if let owner = BybitEnvironment.trialMode(ofHost: host), owner != mode {
      throw Mismatch(description: "\(host) is the \(owner.rawValue) host, mode \(mode.rawValue) may not use it")
    }
  }
}
