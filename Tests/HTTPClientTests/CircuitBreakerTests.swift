import HTTPClient
import Model
import Testing

@Suite struct CircuitBreakerTests {
  private let start = Timestamp(milliseconds: 1_700_000_000_000)

  private func opened() throws -> CircuitBreaker {
    var breaker = CircuitBreaker()
    for _ in 0..<5 {
      try breaker.admit(at: start)
      breaker.failed(at: start)
    }
    return breaker
  }

  @Test func `five failures in a row open it for sixty seconds`() throws {
    var breaker = try opened()
    #expect(breaker.state(at: start) == .open)
    #expect(throws: CircuitBreaker.Open(until: start + .seconds(60))) { try breaker.admit(at: start + .seconds(59)) }
  }

  @Test func `a clock that is set back does not keep it open for longer`() throws {
    var breaker = try opened()
    #expect(breaker.state(at: start - .seconds(3600)) == .halfOpen)
    try breaker.admit(at: start - .seconds(3600))
    #expect(throws: CircuitBreaker.Open.self) { try breaker.admit(at: start - .seconds(3600)) }
  }

  @Test func `four failures and a success start the count afresh`() throws {
    var breaker = CircuitBreaker()
    for _ in 0..<4 { breaker.failed(at: start) }
    breaker.succeeded()
    for _ in 0..<4 { breaker.failed(at: start) }
    #expect(breaker.state(at: start) == .closed)
    try breaker.admit(at: start)
  }

  @Test func `after sixty seconds one probe passes and a second does not`() throws {
    var breaker = try opened()
    let later = start + .seconds(60)
    #expect(breaker.state(at: later) == .halfOpen)
    try breaker.admit(at: later)
    #expect(throws: CircuitBreaker.Open.self) { try breaker.admit(at: later) }
  }

  @Test func `a probe that succeeds closes it and one that fails opens it again`() throws {
    let later = start + .seconds(60)
    var good = try opened()
    try good.admit(at: later)
    good.succeeded()
    #expect(good.state(at: later) == .closed)
    var bad = try opened()
    try bad.admit(at: later)
    bad.failed(at: later)
    #expect(throws: CircuitBreaker.Open(until: later + .seconds(60))) { try bad.admit(at: later + .seconds(59)) }
  }

  @Test func `an abandoned probe frees the place and a lost one does so with time`() throws {
    let later = start + .seconds(60)
    var breaker = try opened()
    try breaker.admit(at: later)
    breaker.abandoned()
    try breaker.admit(at: later)
    try breaker.admit(at: later + .seconds(60))
    #expect(breaker.state(at: later + .seconds(60)) == .halfOpen)
  }

  @Test func `the late success of an earlier call does not close an open breaker`() throws {
    var breaker = try opened()
    breaker.succeeded()
    #expect(breaker.state(at: start) == .open)
  }

  @Test func `a guarded breaker reports the same states`() throws {
    let breaker = GuardedBreaker(CircuitBreaker(threshold: 1))
    try breaker.admit(at: start)
    breaker.failed(at: start)
    #expect(breaker.state(at: start) == .open)
    #expect(throws: CircuitBreaker.Open.self) { try breaker.admit(at: start) }
  }
}
