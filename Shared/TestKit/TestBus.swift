import Messaging
import Model

/// Addresses of a private bus on unix sockets, so that tests share no port.
package enum TestBus {
  package static func addresses() throws -> BusAddresses {
    let folder = try TestFolder.make("bus")
    var services: [ServiceName: [String]] = [:]
    for service in ServiceName.allCases { services[service] = ["ipc://\(folder)/\(service.rawValue)"] }
    return BusAddresses(publishers: "ipc://\(folder)/publishers", subscribers: "ipc://\(folder)/subscribers", services: services)
  }
}
