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

  /// The layout of one machine: the forwarder on `basePort` and the next, the services' request ports from `basePort + 10` on.
  package static func local(basePort: Int) -> BusAddresses {
    var services: [ServiceName: [String]] = [:]
    for (index, service) in ServiceName.allCases.enumerated() { services[service] = ["tcp://127.0.0.1:\(basePort + 10 + index)"] }
    return BusAddresses(
      publishers: "tcp://127.0.0.1:\(basePort)", subscribers: "tcp://127.0.0.1:\(basePort + 1)", services: services)
  }
}
