import Messages
import ServiceKit
import Synchronization
import TestKit
import Testing

@testable import Dashboard

/// Whose word counts about where a request comes from.
@Suite struct TrustedProxiesTests {
  @Test(
    "The client is the last address that no trusted proxy has",
    arguments: [
      // From the proxy: whom it was called by, whatever that one has written before it.
      ("10.0.0.1", "192.0.2.7", "192.0.2.7"), ("10.0.0.1", "203.0.113.1, 192.0.2.7", "192.0.2.7"),
      ("10.0.0.1", "127.0.0.1,10.9.9.9 , 192.0.2.7", "192.0.2.7"),
      // Through two trusted ones.
      ("10.0.0.1", "203.0.113.1, 192.0.2.7, 10.0.0.2", "192.0.2.7"), ("2001:db8::1", "192.0.2.7", "192.0.2.7"),
      ("::ffff:10.0.0.1", "::ffff:192.0.2.7", "192.0.2.7"), ("10.0.0.1", "2001:DB9::7", "2001:db9::7"),
      ("10.0.0.1", "192.0.2.7:4711", "192.0.2.7"), ("10.0.0.1", "[2001:db9::7]:4711", "2001:db9::7"),
      // From anybody else the header says nothing.
      ("192.0.2.66", "192.0.2.7", "192.0.2.66"), ("11.0.0.1", "10.0.0.1", "11.0.0.1"),
      // What is no address was not written by a proxy that says the truth.
      ("10.0.0.1", "192.0.2.7, unknown", "10.0.0.1"), ("10.0.0.1", "", "10.0.0.1"), ("10.0.0.1", "192.0.2.7,", "10.0.0.1"),
      ("10.0.0.1", "192.0.2.7, 010.0.0.2", "10.0.0.1"), ("10.0.0.1", "192.0.2.7, 10.0.0.2\0", "10.0.0.1"),
      // Trusted to the end: the first of them has asked itself.
      ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"), ("unknown", "192.0.2.7", "unknown"),
    ])
  func client(_ remote: String, _ forwarded: String, _ client: String) throws {
    let proxies = try TrustedProxies("10.0.0.0/8, 2001:db8::/32")
    #expect(proxies.client(remote: remote, forwarded: forwarded) == client)
    #expect(TrustedProxies.none.client(remote: "192.0.2.66", forwarded: forwarded) == "192.0.2.66")
  }

  @Test(
    "A network ends at its last bit",
    arguments: [
      ("192.0.2.128/25", "192.0.2.128", "192.0.2.127"), ("10.1.2.3", "10.1.2.3", "10.1.2.4"),
      ("2001:db8:8000::/33", "2001:db8:8000::1", "2001:db8:7fff::1"), ("0.0.0.0/0", "203.0.113.9", "::1"),
    ])
  func edges(_ network: String, _ inside: String, _ outside: String) throws {
    let proxies = try TrustedProxies(network)
    #expect(proxies.client(remote: inside, forwarded: "192.0.2.7") == "192.0.2.7")
    #expect(proxies.client(remote: outside, forwarded: "192.0.2.7") == outside)
  }

  @Test(
    "What is no network stops the start and is named", arguments: ["10.0.0.0/33", "10.0.0", "proxy", "10.0.0.1/", "::/129", "10.0.0.1/-1"])
  func unreadable(_ text: String) throws {
    #expect(throws: TrustedProxies.Unreadable(text: text)) { try TrustedProxies("127.0.0.1,\(text)") }
    let settings = try Settings.load(environment: ["AUTOTRADER_DASHBOARD_TRUSTEDPROXIES": text])
    let error = #expect(throws: ConfigurationError.self) { try DashboardConfiguration(settings) }
    #expect(error.map { "\($0)".contains("'\(text)'") && "\($0)".contains("AUTOTRADER_DASHBOARD_TRUSTEDPROXIES") } == true)
  }

  @Test("Behind a trusted proxy the wrong passwords of one do not lock out another, and nobody takes another's address")
  func login() async throws {
    let site = try await Site(proxies: "127.0.0.1")
    func status(_ from: String, _ body: String) async -> Int {
      await site.send("POST", "/login", ["x-forwarded-for": from], body: body).status
    }
    let right = "password=correct+horse+battery+staple"
    for number in 0..<5 { #expect(await status("198.51.100.\(number), 192.0.2.1", "password=wrong") == 401) }
    #expect(await status("192.0.2.9, 192.0.2.1", right) == 429)
    #expect(await status("192.0.2.2", right) == 303)
    let audit = try await site.gatekeeper.auditRecords(limit: 6)
    #expect(audit.map(\.remote) == ["192.0.2.2"] + Array(repeating: "192.0.2.1", count: 5))
  }

  @Test("Without a trusted proxy the header of anybody counts for nothing")
  func spoofed() async throws {
    let site = try await Site()
    for number in 0..<5 {
      let answer = await site.send("POST", "/login", ["x-forwarded-for": "192.0.2.\(number)"], body: "password=wrong")
      #expect(answer.status == 401)
    }
    #expect(await site.send("POST", "/login", ["x-forwarded-for": "192.0.2.99"], body: "password=wrong").status == 429)
  }

  @Test("While many guess, the right password is checked later, and gets in")
  func slowed() async throws {
    let waits = Mutex<[Duration]>([])
    let site = try await Site()
    let gatekeeper = Gatekeeper(
      database: site.database, time: site.clock.source, configuredPassword: Site.password, lasting: .seconds(60),
      pause: { duration in waits.withLock { $0.append(duration) } })
    for number in 0..<12 {
      await #expect(throws: APIProblem.self) { try await gatekeeper.login(password: "wrong", remote: "192.0.2.\(number)") }
    }
    _ = try await gatekeeper.login(password: Site.password, remote: "203.0.113.1")
    #expect(waits.withLock { $0 } == [.seconds(1), .seconds(2), .seconds(3)])
  }
}
