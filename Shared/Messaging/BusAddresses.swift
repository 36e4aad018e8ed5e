import Model

/// Where the forwarder and the services listen, and the keys for it. An address of a service is a list of replicas, tried in order.
package struct BusAddresses: Sendable, Equatable {
  /// Publishers connect here (the forwarder's XSUB).
  package let publishers: String
  /// Subscribers connect here (the forwarder's XPUB).
  package let subscribers: String
  package let services: [ServiceName: [String]]

  /// nil: plain, which is allowed on loopback and inside a private network only.
  package let keys: BusKeys?

  package init(publishers: String, subscribers: String, services: [ServiceName: [String]], keys: BusKeys? = nil) {
    self.publishers = publishers
    self.subscribers = subscribers
    self.services = services
    self.keys = keys
  }

  /// The same addresses with the keys of a process.
  package func secured(by keys: BusKeys?) -> BusAddresses {
    BusAddresses(publishers: publishers, subscribers: subscribers, services: services, keys: keys)
  }

  /// The layout of one machine: the forwarder on `basePort` and the next, the services' request ports from `basePort + 10` on, those of
  /// second replicas from `basePort + 40`, of third ones from `basePort + 60`, and so on.
  /// - Parameter replicas: one for services that are not named.
  package static func local(basePort: Int, replicas: [ServiceName: Int] = [:]) -> BusAddresses {
    var services: [ServiceName: [String]] = [:]
    for service in ServiceName.allCases {
      services[service] = (1...max(1, replicas[service] ?? 1)).map {
        "tcp://127.0.0.1:\(port(of: service, replica: $0, basePort: basePort))"
      }
    }
    return BusAddresses(
      publishers: "tcp://127.0.0.1:\(basePort)", subscribers: "tcp://127.0.0.1:\(basePort + 1)", services: services)
  }

  /// - Parameter replica: from 1.
  package static func port(of service: ServiceName, replica: Int, basePort: Int) -> Int {
    let index = ServiceName.allCases.firstIndex(of: service) ?? 0
    return basePort + (replica == 1 ? 10 : 20 * replica) + index
  }
}
