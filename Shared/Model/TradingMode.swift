/// Which exchange the orders go to. Modes differ in hosts and keys only (DESIGN §7).
package enum TradingMode: String, Codable, Sendable, CaseIterable {
  case paper
  case testnet
  case demo
  case live
}
