import Model

/// How many processes each service has: `executor=2,analyzer=3`, or `all=2` (the pipeline) with others behind it. The dashboard is not among all: a
/// second one takes a second port of the web, which nobody asks for unless he names it.
package struct ReplicaCounts: Sendable, Equatable {
  package static let maximum = 4

  /// Only those that have more than one.
  package let counts: [ServiceName: Int]

  package init() { counts = [:] }

  /// - Throws: ``ConfigurationError`` naming the part that is wrong.
  package init(_ text: String) throws(ConfigurationError) {
    var counts: [ServiceName: Int] = [:]
    for part in text.split(separator: ",") {
      let sides = part.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      guard sides.count == 2, let count = Int(sides[1]), (1...Self.maximum).contains(count) else {
        throw ConfigurationError(["'\(part)' is not SERVICE=NUMBER with a number from 1 to \(Self.maximum)"])
      }
      if sides[0] == "all" {
        for service in ServiceName.pipeline { counts[service] = count }
        continue
      }
      guard let service = ServiceName(rawValue: sides[0]), ServiceName.owners.contains(service) else {
        let names = ServiceName.owners.map(\.rawValue).joined(separator: ", ")
        throw ConfigurationError(["'\(sides[0])' is not a service with replicas: use all, \(names)"])
      }
      counts[service] = count
    }
    guard !text.isEmpty else { throw ConfigurationError(["the list of replicas is empty"]) }
    self.counts = counts.filter { $0.value > 1 }
  }

  package subscript(service: ServiceName) -> Int { counts[service] ?? 1 }

  /// As the configuration takes it; nil when no service has more than one.
  package var text: String? {
    counts.isEmpty ? nil : counts.map { "\($0.key.rawValue)=\($0.value)" }.sorted().joined(separator: ",")
  }

  /// The name of a replica's process: the service's own for the first.
  package static func instance(of service: ServiceName, _ replica: Int) -> String {
    replica == 1 ? service.rawValue : "\(service.rawValue)-\(replica)"
  }

  /// The names of a service's processes.
  package func instances(of service: ServiceName) -> [String] { (1...self[service]).map { Self.instance(of: service, $0) } }
}
