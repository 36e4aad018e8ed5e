/// Metrics in the text format of Prometheus (version 0.0.4).
package struct PrometheusText: Sendable {
  package static let type = "text/plain; version=0.0.4; charset=utf-8"

  package private(set) var text = ""

  package init() {}

  /// - Parameter samples: the labels' values in the family's order, and the value. A family without samples is left out.
  package mutating func add(_ family: MetricFamily, _ samples: [(labels: [String], value: Double)]) {
    guard !samples.isEmpty else { return }
    text += "# HELP \(family.name) \(family.help)\n# TYPE \(family.name) \(family.kind.rawValue)\n"
    for sample in samples {
      let labels = zip(family.labels, sample.labels).map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
      text += "\(family.name)\(labels.isEmpty ? "" : "{\(labels)}") \(Self.number(sample.value))\n"
    }
  }

  package mutating func add(_ family: MetricFamily, _ value: Double) { add(family, [([], value)]) }

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }

  private static func number(_ value: Double) -> String {
    value == value.rounded() && value.magnitude < 1e15 ? "\(Int64(value))" : "\(value)"
  }
}
