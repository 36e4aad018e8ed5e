import Instance
import Messages
import Model
import Testing

@testable import Autotrader

@Suite struct StatusReportTests {
  private let now = Timestamp(milliseconds: 1_700_000_600_000)
  private let plain = Terminal(hasColours: false) { _ in }

  private func service(
    _ name: ServiceName, upSeconds: Int = 600, committed: Int64 = 7, published: Int64 = 7, parked: Int64 = 0, restarts: Int = 0,
    breakers: [GetHealth.Breaker] = []
  ) -> ServiceStatus {
    ServiceStatus(
      name, address: "tcp://127.0.0.1:1",
      Ping.Reply(service: name, version: "0.1.0", startedAt: now - .seconds(upSeconds), lastNumber: published),
      GetHealth.Reply(
        processID: 42, committed: committed, published: published, parked: parked, consumers: [], breakers: breakers),
      RunningInstance.Member(name: name.rawValue, pid: 42, since: now - .seconds(upSeconds), restarts: restarts), took: .microseconds(1500),
      now: now)
  }

  private func problems(_ services: [ServiceStatus], _ lags: [ConsumerLag] = []) -> [String] {
    StatusReport(instance: nil, services: services, lags: lags, trading: nil, lastCycle: nil).problems
  }

  @Test func aServiceShowsItsProcessItsRestartsAndWhatItHasNotPublished() {
    let status = service(.executor, committed: 9, published: 7, restarts: 2)
    #expect(status.pid == 42 && status.restarts == 2 && status.unpublished == 2)
    #expect(status.uptimeSeconds == 600 && status.milliseconds == 1.5)
    let report = StatusReport(instance: nil, services: [status], lags: [], trading: nil, lastCycle: nil)
    #expect(report.healthy)
    #expect(report.lines(for: plain).suffix(2) == ["no cycle yet", "healthy"])
  }

  @Test func silenceOpenBreakersParkedEventsAndFreshRestartsAreProblems() {
    #expect(problems([service(.executor), ServiceStatus(.notifier, ok: false, address: "")]) == ["notifier does not answer"])
    let breakers = [GetHealth.Breaker(calls: "entry", state: "OPEN"), .init(calls: "protection", state: "CLOSED")]
    #expect(
      problems([service(.executor, breakers: breakers)]) == ["executor does not make entry calls now: its circuit breaker is OPEN"])
    #expect(problems([service(.analyzer, parked: 3)]) == ["analyzer could not handle 3 events: bus-tap dead list"])
    #expect(
      problems([service(.analyzer, upSeconds: 5, restarts: 3)])
        == ["analyzer does not stay up: started again 3 times, the last time 5.0 s ago"])
    #expect(problems([service(.analyzer, upSeconds: 5, restarts: 2)]).isEmpty)
    #expect(problems([service(.analyzer, upSeconds: 60, restarts: 4)]).isEmpty)
  }

  @Test func eachReplicaHasALineWithItsRoleAndASilentOneIsAProblem() throws {
    var executor = service(.executor)
    let standby = Ping.Reply(
      service: .executor, version: "0.1.0", startedAt: now - .seconds(60), lastNumber: 0, instance: "executor-2", role: .standby)
    executor.replicas = [
      ReplicaStatus("executor", address: "tcp://127.0.0.1:1", nil, nil, now: now),
      ReplicaStatus(
        "executor-2", address: "tcp://127.0.0.1:2", standby, RunningInstance.Member(name: "executor-2", pid: 43, since: now, restarts: 1),
        now: now),
    ]
    let report = StatusReport(instance: nil, services: [executor], lags: [], trading: nil, lastCycle: nil)
    #expect(report.problems == ["executor does not answer"])
    let line = try #require(report.lines(for: plain).first { $0.contains("  executor-2 ") })
    #expect(["up", "standby", "43", "1 min 0 s", "tcp://127.0.0.1:2"].allSatisfy(line.contains))
  }

  @Test func aLagIsAProblemWhenItIsOldAndNotWhenAHeartbeatWillClearIt() {
    func lag(_ behind: Int64, _ age: Double?) -> ConsumerLag {
      ConsumerLag(consumer: .executor, producer: .notifier, behind: behind, oldestSeconds: age)
    }
    #expect(problems([], [lag(0, nil)]).isEmpty)
    #expect(problems([], [lag(900, 9.9)]).isEmpty)
    #expect(problems([], [lag(1, 10.1)]) == ["executor is 1 events behind notifier, the oldest waits for 10 s"])
    #expect(problems([], [lag(1, nil)]).count == 1)
  }
}
