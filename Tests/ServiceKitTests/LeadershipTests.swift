import Database
import Messages
import Model
import Synchronization
import Testing

@testable import ServiceKit

/// What a process believes about itself, on a clock that the test moves.
@Suite struct LeadershipTests {
  private final class Clock: Sendable {
    private let moment = Mutex(ContinuousClock.now)
    var now: ContinuousClock.Instant { moment.withLock { $0 } }
    func advance(by duration: Duration) { moment.withLock { $0 += duration } }
  }

  private let clock = Clock()
  private let leadership: Leadership

  init() {
    let clock = clock
    leadership = Leadership { clock.now }
  }

  @Test func `before its first term a process is a standby and may only read`() {
    #expect(leadership.role == .standby && leadership.epoch == nil && leadership.permission == .readOnly)
    #expect(throws: LeadershipError.self) { try leadership.require(.nanoseconds(1)) }
  }

  @Test func `a term holds to the moment that is certain, without anybody saying that it is over`() throws {
    leadership.begin(3, certainUntil: clock.now + .milliseconds(2500))
    #expect(leadership.role == .leader && leadership.permission == .leading(epoch: 3))
    clock.advance(by: .milliseconds(2499))
    #expect(leadership.epoch == 3)
    clock.advance(by: .milliseconds(1))
    #expect(leadership.role == .standby && leadership.permission == .readOnly)
  }

  @Test func `a write that takes effect later than the certain end is refused`() throws {
    leadership.begin(3, certainUntil: clock.now + .milliseconds(2500))
    try leadership.require(.milliseconds(2000))
    clock.advance(by: .milliseconds(500))
    try leadership.require(.milliseconds(2000))
    clock.advance(by: .milliseconds(1))
    let error = #expect(throws: LeadershipError.self) { try leadership.require(.milliseconds(2000)) }
    #expect(error == LeadershipError(remaining: .milliseconds(1999), required: .milliseconds(2000)))
    leadership.renewed(3, certainUntil: clock.now + .milliseconds(2500))
    try leadership.require(.milliseconds(2000))
  }

  @Test func `a refused transaction ends its term, and a late renewal does not bring it back`() {
    leadership.begin(3, certainUntil: clock.now + .seconds(2))
    leadership.refused(2)
    #expect(leadership.epoch == 3)
    leadership.refused(3)
    #expect(leadership.epoch == nil)
    leadership.renewed(3, certainUntil: clock.now + .seconds(9))
    #expect(leadership.epoch == nil)
  }

  @Test func `a renewal of an earlier term does not prolong the present one`() {
    leadership.begin(3, certainUntil: clock.now + .seconds(1))
    leadership.begin(4, certainUntil: clock.now + .seconds(1))
    leadership.renewed(3, certainUntil: clock.now + .seconds(9))
    clock.advance(by: .seconds(1))
    #expect(leadership.epoch == nil)
  }

  @Test func `replicas that share the work have no leader and no standby`() {
    let shared = Leadership(.shared)
    #expect(shared.role == .shared && shared.epoch == nil)
  }

  @Test(arguments: [
    ("executor=2", [ServiceName.executor: 2]), ("executor=2,analyzer=3", [.executor: 2, .analyzer: 3]),
    ("dashboard=2", [.dashboard: 2]),
    ("all=2,notifier=1", Dictionary(uniqueKeysWithValues: ServiceName.pipeline.filter { $0 != .notifier }.map { ($0, 2) })),
  ]) func `counts of replicas`(text: String, expected: [ServiceName: Int]) throws {
    let counts = try ReplicaCounts(text)
    #expect(counts.counts == expected)
    #expect(try ReplicaCounts(try #require(counts.text)) == counts)
  }

  @Test(arguments: ["", "executor", "executor=0", "executor=5", "executor=two", "message-bus=2", "exekutor=2"])
  func `counts that are none`(text: String) { #expect(throws: ConfigurationError.self) { try ReplicaCounts(text) } }

  @Test func `the first replica has the service's name, the others a number`() throws {
    #expect(try ReplicaCounts("executor=3").instances(of: .executor) == ["executor", "executor-2", "executor-3"])
    #expect(ReplicaCounts().instances(of: .executor) == ["executor"])
  }
}
