import Messages
import Model

/// A message of 600 bytes, as JSON.
struct BenchFact: Event {
  /// Any producer's prefix will do; nothing of the running system hears this bus.
  static let topic = Topic(.analyzer, "bench.fact")
  static let version = 1

  let number: Int64
  let text: String

  /// Each by itself.
  var key: String { "\(number)" }

  init(_ number: Int64) {
    self.number = number
    // {"number":…,"text":"…"} is 22 bytes and the digits.
    text = String(repeating: "x", count: 600 - 22 - "\(number)".utf8.count)
  }
}
