import Glibc
import Messaging
import Model

/// Ports of the loopback address that were free a moment ago: the kernel chooses them.
package enum LoopbackPorts {
  package static func free(_ count: Int) throws -> [Int] {
    var descriptors: [Int32] = []
    defer { descriptors.forEach { close($0) } }
    return try (0..<count).map { _ in
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      descriptors.append(descriptor)
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
      var length = socklen_t(MemoryLayout<sockaddr_in>.size)
      let result = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
          bind(descriptor, address, length) == 0 && getsockname(descriptor, address, &length) == 0
        }
      }
      guard result else { throw TestFailure("no loopback port can be bound") }
      return Int(UInt16(bigEndian: address.sin_port))
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
