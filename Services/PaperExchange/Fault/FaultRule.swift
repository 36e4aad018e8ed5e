/// One line of the fault script: where, what, and how often.
struct FaultRule: Sendable {
  /// Where it strikes.
  enum Target: Hashable, Sendable {
    /// A path such as `/v5/order/create`, or `*` for every request.
    case path(String)
    /// A topic such as `order`, a kind of topics such as `kline`, or `*` for every message.
    case stream(String)
  }

  enum Effect: Hashable, Sendable {
    case request(RequestFault)
    case stream(StreamFault)
  }

  let number: Int
  let target: Target
  let effect: Effect
  /// How many matching requests or messages pass first.
  var skip: Int
  /// How many it still strikes; nil for all.
  var count: Int?
  /// In 0…1, drawn for each match.
  let probability: Double
  var random: SplitMix
  /// For delays and stalls.
  let milliseconds: Int64
  private(set) var strikes = 0

  init(number: Int, target: Target, effect: Effect, skip: Int, count: Int?, probability: Double, seed: UInt64, milliseconds: Int64) {
    self.number = number
    self.target = target
    self.effect = effect
    self.skip = skip
    self.count = count
    self.probability = probability
    random = SplitMix(seed: seed)
    self.milliseconds = milliseconds
  }

  var isSpent: Bool { count == 0 }

  func matches(path: String) -> Bool {
    guard case .path(let pattern) = target else { return false }
    return pattern == "*" || pattern == path
  }

  func matches(topic: String) -> Bool {
    guard case .stream(let pattern) = target else { return false }
    return pattern == "*" || pattern == topic || topic.hasPrefix(pattern + ".")
  }

  /// Decides about one match. - Returns: whether it strikes.
  mutating func strike() -> Bool {
    if skip > 0 {
      skip -= 1
      return false
    }
    guard probability >= 1 || random.unit() < probability else { return false }
    if let left = count { count = left - 1 }
    strikes += 1
    return true
  }
}
