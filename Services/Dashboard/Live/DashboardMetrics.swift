import Synchronization

/// Counts of this process since its start. Labels come from closed sets (routes, topics, reasons), never from what a caller sends: so it is
/// bounded.
package final class DashboardMetrics: Sendable {
  private let counts = Mutex<[MetricFamily: [[String]: Double]]>([:])

  package init() {}

  /// - Parameter labels: values in the family's order.
  package func count(_ family: MetricFamily, _ labels: [String] = [], by amount: Double = 1) {
    counts.withLock { $0[family, default: [:]][labels, default: 0] += amount }
  }

  package func value(_ family: MetricFamily, _ labels: [String] = []) -> Double { counts.withLock { $0[family]?[labels] ?? 0 } }

  /// Every family that has been counted.
  package func write(to text: inout PrometheusText) {
    let families = counts.withLock { $0 }.sorted { $0.key.name < $1.key.name }
    for (family, samples) in families {
      text.add(family, samples.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { (labels: $0.key, value: $0.value) })
    }
  }
}
