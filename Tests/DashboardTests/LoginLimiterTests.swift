import Model
import Testing

@testable import Dashboard

/// Guessing is slow, and nobody is locked out by others.
@Suite struct LoginLimiterTests {
  private static let start = Fixture.start

  @Test("An address is refused after five wrong passwords until the first of them is five minutes old")
  func perAddress() {
    var limiter = LoginLimiter()
    for _ in 0..<5 { #expect(limiter.turn("192.0.2.1", at: Self.start) == .check(after: .zero)) }
    #expect(limiter.turn("192.0.2.1", at: Self.start + .seconds(299)) == .refuse(.seconds(1)))
    #expect(limiter.turn("192.0.2.2", at: Self.start + .seconds(299)) == .check(after: .zero))
    #expect(limiter.turn("192.0.2.1", at: Self.start + .seconds(300)) == .check(after: .zero))
  }

  @Test("However many addresses guess, another one is checked after five seconds at most")
  func distributed() {
    var limiter = LoginLimiter()
    var delays: [Duration] = []
    for number in 0..<20_000 {
      guard case .check(let delay) = limiter.turn("10.0.\(number / 250).\(number % 250)", at: Self.start) else { continue }
      delays.append(delay)
    }
    #expect(delays.count == 20_000)
    #expect(delays.prefix(12) == (Array(repeating: .zero, count: 10) + [.seconds(1), .seconds(2)])[...])
    #expect(delays.last == .seconds(5))
    #expect(limiter.turn("192.0.2.1", at: Self.start + .seconds(1)) == .check(after: .seconds(5)))
  }

  @Test("The addresses of one IPv6 network count as one, those of another do not")
  func wideAddresses() {
    var limiter = LoginLimiter()
    for number in 0..<5 { _ = limiter.turn("2001:db8:1:2::\(number)", at: Self.start) }
    #expect(limiter.turn("2001:db8:1:2:ffff::1", at: Self.start) == .refuse(.seconds(300)))
    #expect(limiter.turn("2001:db8:1:3::1", at: Self.start) == .check(after: .zero))
  }

  @Test("What could not be checked does not count, nor what was right, and a clock set back locks nobody out")
  func forgiven() {
    var limiter = LoginLimiter()
    for _ in 0..<6 {
      #expect(limiter.turn("192.0.2.1", at: Self.start) == .check(after: .zero))
      limiter.retract("192.0.2.1", at: Self.start)
    }
    for _ in 0..<5 { _ = limiter.turn("192.0.2.1", at: Self.start) }
    #expect(limiter.turn("192.0.2.1", at: Self.start + .seconds(-1)) == .check(after: .zero))
    for _ in 0..<4 { _ = limiter.turn("192.0.2.2", at: Self.start) }
    limiter.succeeded("192.0.2.2")
    for _ in 0..<5 { #expect(limiter.turn("192.0.2.2", at: Self.start) == .check(after: .zero)) }
  }
}
