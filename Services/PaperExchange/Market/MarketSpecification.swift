import Model

/// What `--market` asked for.
package enum MarketSpecification: Hashable, Sendable, CustomStringConvertible {
  case synthetic(seed: UInt64)
  case flat
  /// `start` is a moment of the recorded data; nil takes candle 1000, or the middle of a shorter file.
  case replay(folder: String, start: Timestamp?)
  /// The public data of another V5 server.
  case live(upstream: String)

  /// Parses `synthetic[:seed]`, `synthetic:flat` `replay:DIR[@START]` and `live[:URL]`, START being an ISO 8601 date or time in UTC, or epoch milliseconds.
  package init(_ text: String) throws(StartFailure) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    switch (parts[0], parts.count > 1 ? parts[1] : nil) {
    case ("synthetic", nil): self = .synthetic(seed: 1)
    case ("synthetic", "flat"?): self = .flat
    case ("synthetic", let seed?):
      guard let seed = UInt64(seed) else { throw .usage("bad market '\(text)': the seed must be a whole number or 'flat'") }
      self = .synthetic(seed: seed)
    case ("live", nil): self = .live(upstream: "https://api.bybit.com")
    case ("live", let upstream?) where upstream.hasPrefix("http://") || upstream.hasPrefix("https://"):
      self = .live(upstream: upstream)
    case ("replay", let rest?) where !rest.isEmpty:
      guard let separator = rest.lastIndex(of: "@") else {
        self = .replay(folder: rest, start: nil)
        return
      }
      let moment = String(rest[rest.index(after: separator)...])
      guard let start = Self.moment(moment) else {
        throw .usage("bad market '\(text)': START must look like 2025-03-01, 2025-03-01T12:00:00Z or 1740787200000, not '\(moment)'")
      }
      let folder = String(rest[..<separator])
      guard !folder.isEmpty else { throw .usage("bad market '\(text)': the folder is missing") }
      self = .replay(folder: folder, start: start)
    default:
      throw .usage("bad market '\(text)': expected synthetic, synthetic:SEED, synthetic:flat, replay:DIR[@START], live or live:URL")
    }
  }

  private static func moment(_ text: String) -> Timestamp? {
    if let milliseconds = Int64(text), text.count >= 12, milliseconds < 10_000_000_000_000 { return Timestamp(milliseconds: milliseconds) }
    if let date = Timestamp(utc: text + "T00:00:00Z") { return date }
    return Timestamp(utc: text) ?? Timestamp(utc: text + "Z") ?? Timestamp(utc: text + ":00Z")
  }

  package var description: String {
    switch self {
    case .synthetic(let seed): "synthetic:\(seed)"
    case .flat: "synthetic:flat"
    case .replay(let folder, nil): "replay:\(folder)"
    case .replay(let folder, let start?): "replay:\(folder)@\(start.milliseconds)"
    case .live(let upstream): "live:\(upstream)"
    }
  }
}
