import Messaging
import Model

extension Settings {
  /// Where the bus is: the base port's layout, overridden by explicit addresses (containers).
  package func busAddresses() throws -> BusAddresses {
    let local = BusAddresses.local(basePort: try integer(.busBasePort))
    var services = local.services
    for entry in (text(.busServices) ?? "").split(separator: ";") {
      let parts = entry.split(separator: "=", maxSplits: 1)
      guard parts.count == 2, let service = ServiceName(rawValue: String(parts[0])) else {
        throw ConfigurationError(["\(ConfigurationKey.busServices.environmentName): '\(entry)' is not SERVICE=ADDRESS"])
      }
      services[service] = parts[1].split(separator: "|").map(String.init)
    }
    return BusAddresses(
      publishers: text(.busPublishers) ?? local.publishers, subscribers: text(.busSubscribers) ?? local.subscribers, services: services)
  }
}
