import Model

/// What a trailing stop remembers of the path so far.
struct Trail: Hashable, Sendable {
  /// How far the price may come back, in ticks.
  let distance: Int64
  /// The price at which it begins to follow, in ticks; nil once it follows.
  var activation: Int64?
  /// The best price since then, in ticks.
  var best: Int64
  /// Milliseconds since 1970 up to which `best` is known.
  var time: Int64
}
