import Instance
import Model

/// What `bench dashboard` prints.
struct DashboardBenchReport: Encodable, Equatable, Sendable {
  struct Resident: Encodable, Equatable, Sendable {
    /// Before the sockets came.
    let idle: Double
    /// When the load had run for a sixth of its time.
    let begin: Double
    let peak: Double
    let end: Double
  }

  struct Times: Encodable, Equatable, Sendable {
    let p50: Double
    let p99: Double
    let maximum: Double

    /// - Parameter microseconds: any order; nil of none.
    init?(_ microseconds: [Int]) {
      let sorted = microseconds.sorted()
      guard let median = sorted.percentile(0.5), let slow = sorted.percentile(0.99), let last = sorted.last else { return nil }
      (p50, p99, maximum) = (Double(median) / 1000, Double(slow) / 1000, Double(last) / 1000)
    }
  }

  let clients: Int
  let symbols: Int
  let symbolsEach: Int
  let seconds: Double
  /// States on the bus.
  let published: Int
  /// Of those, let through by the throttle.
  let updates: Int
  let updatesPerSecond: Double
  /// Each update once for each client that follows its symbol.
  let expected: Int
  let received: Int
  let repeated: Int
  /// Updates that no client heard.
  let unheard: Int
  let disconnected: Int
  /// Clients that lack the last state of a symbol they follow.
  let withoutLastState: Int
  /// From the dashboard's sending to the arrival.
  let milliseconds: Times
  /// From the publication on the bus to the arrival, the throttle's wait included.
  let ageMilliseconds: Times
  let residentMegabytes: Resident
  /// Share of one processor during the load.
  let processorPercent: Double

  var lost: Int { expected - received + unheard }
  var isComplete: Bool { lost == 0 && repeated == 0 && disconnected == 0 && withoutLastState == 0 }

  func write(to terminal: Terminal) {
    terminal.line("\(clients) clients, each of \(symbolsEach) of \(symbols) symbols, \(seconds) s")
    terminal.line("published \(published) states, \(updates) updates after the throttle: \(updatesPerSecond) a second")
    terminal.line("expected \(expected) deliveries, received \(received), lost \(lost), repeated \(repeated)")
    terminal.line("disconnected \(disconnected), without the last state \(withoutLastState)")
    terminal.line("sent to received: p50 \(milliseconds.p50) ms, p99 \(milliseconds.p99) ms, worst \(milliseconds.maximum) ms")
    terminal.line("published to received: p50 \(ageMilliseconds.p50) ms, p99 \(ageMilliseconds.p99) ms")
    terminal.line(
      "dashboard: \(residentMegabytes.idle) MB idle, \(residentMegabytes.begin) MB at the load's begin, \(residentMegabytes.end) MB at its end "
        + "(peak \(residentMegabytes.peak)), \(processorPercent) % of a processor")
  }
}
