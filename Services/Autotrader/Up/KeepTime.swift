import Model

/// How long a run stays up: with `--once` counted from its trade, otherwise from the start.
enum KeepTime: Sendable, Equatable {
  case untilClosed
  case duration(Duration)

  /// `until-closed`, or a number with `s`, `m` or `h`.
  init?(_ text: String) {
    if text == "until-closed" {
      self = .untilClosed
      return
    }
    let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600]
    guard let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()), (1...100_000).contains(count) else { return nil }
    self = .duration(.seconds(count * unit))
  }
}
