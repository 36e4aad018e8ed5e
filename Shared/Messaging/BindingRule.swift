import Glibc

/// Where a socket may listen without keys: on this machine alone, or inside a private network (DESIGN §4).
enum BindingRule {
  /// An IPv4 address of a network interface.
  struct Interface: Equatable {
    let name: String
    let address: [UInt8]
  }

  /// Why an address must not be listened on without keys; nil when it may.
  /// - Parameter interfaces: this machine's; read only for wildcards and interface names.
  static func refusal(_ address: String, interfaces: () -> [Interface]) -> String? {
    if address.hasPrefix("ipc://") || address.hasPrefix("inproc://") { return nil }
    let place = address.dropFirst("tcp://".count)
    guard address.hasPrefix("tcp://"), let colon = place.lastIndex(of: ":") else {
      return "\(address): only tcp, ipc and inproc addresses with a port are known"
    }
    let host = String(place[..<colon])
    let cure = "make keys with autotrader keys and set AUTOTRADER_BUS_KEYS"
    if let bytes = numeric(host) {
      guard bytes.allSatisfy({ $0 == 0 }) && bytes.count == 4 else {
        return isPrivate(bytes) ? nil : "\(address) is neither loopback nor a private network: \(cure)"
      }
    }
    let all = interfaces()
    // A wildcard listens on every interface: each must be private.
    let meant = host == "*" || host == "0.0.0.0" ? all : all.filter { $0.name == host }
    guard !meant.isEmpty else { return "\(address): it cannot be told whether \(host) is a private network: \(cure)" }
    guard let open = meant.first(where: { !isPrivate($0.address) }) else { return nil }
    let text = open.address.map { "\($0)" }.joined(separator: ".")
    return "\(address) would listen on \(open.name) (\(text)), which is neither loopback nor a private network: \(cure)"
  }

  /// Loopback, RFC 1918, and unique local addresses of IPv6.
  static func isPrivate(_ bytes: [UInt8]) -> Bool {
    if bytes.count == 16 { return bytes[0] & 0xfe == 0xfc || bytes == [UInt8](repeating: 0, count: 15) + [1] }
    return bytes[0] == 127 || bytes[0] == 10 || (bytes[0] == 172 && bytes[1] & 0xf0 == 16) || (bytes[0] == 192 && bytes[1] == 168)
  }

  /// The bytes of an address in digits; nil for anything else.
  static func numeric(_ host: String) -> [UInt8]? {
    var four = [UInt8](repeating: 0, count: 4)
    if inet_pton(AF_INET, host, &four) == 1 { return four }
    var sixteen = [UInt8](repeating: 0, count: 16)
    let inner = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    return inet_pton(AF_INET6, inner, &sixteen) == 1 ? sixteen : nil
  }

  /// ZeroMQ listens on IPv4 only unless it is told otherwise, which nothing here does.
  static func interfaces() -> [Interface] {
    var list: UnsafeMutablePointer<ifaddrs>?
    guard getifaddrs(&list) == 0 else { return [] }
    defer { freeifaddrs(list) }
    var found: [Interface] = []
    var next = list
    while let entry = next?.pointee {
      next = entry.ifa_next
      guard let address = entry.ifa_addr, address.pointee.sa_family == sa_family_t(AF_INET) else { continue }
      let bytes = address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { pointer in
        withUnsafeBytes(of: pointer.pointee.sin_addr.s_addr) { Array($0) }
      }
      found.append(Interface(name: String(cString: entry.ifa_name), address: bytes))
    }
    return found
  }
}
