import Glibc
import Messaging
import Model
import Synchronization

/// Free ports of the loopback address, none of them twice in a process.
///
/// They lie below the kernel's ephemeral ports. One of those could be given to any outgoing connection before its test binds it; and whoever
/// connects to one on which nobody listens yet now and then meets itself, and holds the port.
package enum LoopbackPorts {
  /// Clear of the ports of the services and of the systems that tests start.
  private static let range = 10_000..<20_000
  private static let next = Mutex(Int.random(in: range))

  package static func free(_ count: Int) throws -> [Int] {
    try (0..<count).map { _ in
      for _ in range {
        let port = next.withLock { next in
          defer { next = next + 1 < range.upperBound ? next + 1 : range.lowerBound }
          return next
        }
        if try isFree(port) { return port }
      }
      throw TestFailure("no loopback port of \(range) can be bound")
    }
  }

  private static func isFree(_ port: Int) throws -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw TestFailure("no socket can be made") }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }

  /// A bus with the given services on ports of their own.
  package static func addresses(_ services: [ServiceName]) throws -> BusAddresses {
    let ports = try free(2 + services.count).map { "tcp://127.0.0.1:\($0)" }
    return BusAddresses(
      publishers: ports[0], subscribers: ports[1],
      services: Dictionary(uniqueKeysWithValues: zip(services, ports.dropFirst(2).map { [$0] })))
  }
}
