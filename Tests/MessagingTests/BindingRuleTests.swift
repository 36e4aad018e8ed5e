import Testing

@testable import Messaging

@Suite struct BindingRuleTests {
  private static let mixed = [
    BindingRule.Interface(name: "lo", address: [127, 0, 0, 1]), BindingRule.Interface(name: "eth0", address: [172, 17, 0, 2]),
    BindingRule.Interface(name: "eth1", address: [203, 0, 113, 5]),
  ]

  @Test(arguments: [
    "ipc:///run/bus", "inproc://x", "tcp://127.0.0.1:5550", "tcp://127.9.9.9:1", "tcp://10.255.0.1:1", "tcp://172.16.0.1:1",
    "tcp://172.31.255.255:1", "tcp://192.168.1.1:1", "tcp://[::1]:1", "tcp://[fd00::1]:1", "tcp://[fc12:3::1]:1",
  ]) func `loopback, private networks and sockets of this machine may be listened on without keys`(_ address: String) {
    #expect(BindingRule.refusal(address) { Self.mixed } == nil)
  }

  @Test(arguments: [
    "tcp://8.8.8.8:1", "tcp://172.32.0.1:1", "tcp://172.15.0.1:1", "tcp://192.169.0.1:1", "tcp://11.0.0.1:1", "tcp://100.64.0.1:1",
    "tcp://169.254.1.1:1", "tcp://[2001:db8::1]:1", "tcp://[fe80::1]:1", "tcp://[::]:1", "tcp://[fb00::1]:1", "tcp://example.org:1",
    "tcp://*:1", "tcp://0.0.0.0:1", "tcp://eth1:1", "pgm://eth0;239.0.0.1:1", "tcp://",
  ]) func `anything else is refused, and the sentence names the address`(_ address: String) throws {
    let refusal = try #require(BindingRule.refusal(address) { Self.mixed })
    #expect(refusal.hasPrefix(address))
  }

  @Test func `a wildcard may be listened on where every interface is private, as in a container`() {
    let container = Array(Self.mixed.prefix(2))
    #expect(BindingRule.refusal("tcp://0.0.0.0:5550") { container } == nil)
    #expect(BindingRule.refusal("tcp://*:5550") { container } == nil)
    #expect(BindingRule.refusal("tcp://eth0:5550") { Self.mixed } == nil)
    #expect(BindingRule.refusal("tcp://*:5550") { Self.mixed }?.contains("eth1 (203.0.113.5)") == true)
    #expect(BindingRule.refusal("tcp://*:5550") { [] } != nil)
  }

  @Test func `this machine's loopback interface is found`() {
    #expect(BindingRule.interfaces().contains(BindingRule.Interface(name: "lo", address: [127, 0, 0, 1])))
  }

  @Test func `without keys neither a service nor the forwarder listens on a public address`() throws {
    let address = "tcp://203.0.113.5:5550"
    let expected = BusError(
      .address,
      "without keys this is not listened on: \(address) is neither loopback nor a private network: make keys with autotrader keys and set "
        + "AUTOTRADER_BUS_KEYS")
    let open = BusAddresses(publishers: address, subscribers: "ipc:///tmp/at-unused-s", services: [.executor: [address]])
    #expect(throws: expected) { try Forwarder(open) }
    #expect(throws: expected) { try BusPair.bus(open, listening: .executor) }
  }
}
