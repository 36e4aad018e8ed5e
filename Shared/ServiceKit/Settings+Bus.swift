import Messaging
import Model

extension Settings {
  /// Whether somebody has said where the bus is, instead of leaving it to the default.
  package var namesTheBus: Bool {
    let addresses = [ConfigurationKey.busBasePort, .busPublishers, .busSubscribers, .busServices]
    return addresses.contains { key in value(key).map { $0.source != "default" } ?? false }
  }

  /// Where the bus is: the base port's layout, overridden by explicit addresses (containers).
  /// - Parameter client: the program whose own key is read, when there are keys.
  /// - Throws: ``ConfigurationError`` naming what is no address, or which key cannot be used.
  package func busAddresses(as client: String) throws -> BusAddresses {
    let local = BusAddresses.local(basePort: try integer(.busBasePort), replicas: try replicas())
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

  /// How many processes each service has; one for those that are not named.
  package func replicas() throws -> [ServiceName: Int] {
    guard let text = text(.busReplicas) else { return [:] }
    do {
      return try ReplicaCounts(text).counts
    } catch {
      throw ConfigurationError(error.problems.map { "\(ConfigurationKey.busReplicas.environmentName): \($0)" })
    }
  }

  /// The name of this process among its replicas: `executor`, `executor-2`, …
  package func instance(of service: ServiceName) throws -> String {
    try text(.instanceName) ?? ReplicaCounts.instance(of: service, try integer(.instanceReplica))
  }

  /// What this process binds: what it was told, else its own place in the list of its service's addresses.
  func listenAddress(of service: ServiceName, in addresses: BusAddresses) throws -> String? {
    if let address = text(.busListen) { return address }
    let list = addresses.services[service] ?? []
    let replica = try integer(.instanceReplica)
    guard replica <= list.count else {
      throw ConfigurationError([
        "\(ConfigurationKey.instanceReplica.environmentName) is \(replica), but \(service.rawValue) has \(list.count) addresses: raise "
          + "\(ConfigurationKey.busReplicas.environmentName), or name all in \(ConfigurationKey.busServices.environmentName)"
      ])
    }
    return list[replica - 1]
  }
}
