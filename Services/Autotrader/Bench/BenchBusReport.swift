import Instance
import Model

/// What `bench bus` prints.
struct BenchBusReport: Encodable, Equatable, Sendable {
  struct Path: Encodable, Equatable, Sendable {
    let p50us: Double
    let p99us: Double
    /// nil where no rate is measured.
    let perSecond: Double?

    init(_ delays: [Duration], perSecond: Double?) {
      let sorted = delays.sorted()
      p50us = Self.microseconds(sorted.percentile(0.5))
      p99us = Self.microseconds(sorted.percentile(0.99))
      self.perSecond = perSecond?.rounded()
    }

    private static func microseconds(_ duration: Duration?) -> Double { Double((duration?.wholeNanoseconds ?? 0) / 100) / 10 }
  }

  let raw: Path
  let typed: Path
  /// From a commit's return to its handling's commit's return; nil when it was not measured.
  let durable: Path?
  /// The producer's transaction, in the same run.
  let commit: Path?

  func write(to terminal: Terminal) {
    var table = Table([
      .init("path"), .init("p50 µs", isNumber: true), .init("p99 µs", isNumber: true), .init("a second", isNumber: true),
    ])
    for (name, path) in [("raw", raw), ("typed", typed)] { table.add(row(name, path)) }
    if let durable { table.add(row("durable", durable)) }
    if let commit { table.add(row("commit", commit)) }
    table.write(to: terminal)
    terminal.line("typed / raw at p50: \((typed.p50us / max(raw.p50us, 0.1) * 100).rounded() / 100)")
    if let durable, let commit {
      terminal.line("durable − commit at p50: \(((durable.p50us - commit.p50us) / 10).rounded() / 100) ms")
    }
  }

  private func row(_ name: String, _ path: Path) -> [String] {
    [name, "\(path.p50us)", "\(path.p99us)", path.perSecond.map { "\(Int($0))" } ?? ""]
  }
}
