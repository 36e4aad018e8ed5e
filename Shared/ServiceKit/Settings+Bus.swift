import Messaging
import Model

extension Settings {
  /// Where the bus is: the base port's layout, overridden by explicit addresses (containers).
  /// - Parameter client: the program whose own key is read, when there are keys.
  /// - Throws: ``ConfigurationError`` naming what is no address, or which key cannot be used.
  package func busAddresses(as client: String) throws -> BusAddresses {
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
      publishers: text(.busPublishers) ?? local.publishers, subscribers: text(.busSubscribers) ?? local.subscribers, services: services,
      keys: try text(.busKeys).map { try busKeys(in: KeyFolder($0), as: client) })
  }

  private func busKeys(in folder: KeyFolder, as client: String) throws -> BusKeys {
    do {
      return try folder.keys(for: client)
    } catch {
      throw ConfigurationError(["\(ConfigurationKey.busKeys.environmentName): \(error)"])
    }
  }
}
