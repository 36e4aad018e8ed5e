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
    breakers: [GetHealth.Breaker] = [], failing: [GetHealth.FailingWorker]? = nil
  ) -> ServiceStatus {
    ServiceStatus(
      name, address: "tcp://127.0.0.1:1",
      Ping.Reply(service: name, version: "0.1.0", startedAt: now - .seconds(upSeconds), lastNumber: published),
      GetHealth.Reply(
        processID: 42, committed: committed, published: published, parked: parked, consumers: [], breakers: breakers,
        failing: failing),
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

  @Test func `a worker that fails for more than ten seconds is a problem, one that has just failed is shown only`() {
    func failing(_ seconds: Int) -> [GetHealth.FailingWorker] {
      [.init(worker: "protection", since: now - .seconds(seconds), failures: 12, error: "permission denied")]
    }
    #expect(problems([service(.executor, failing: [])]).isEmpty)
    #expect(problems([service(.executor, failing: failing(10))]).isEmpty)
    #expect(service(.executor, failing: failing(10)).failing.map(\.worker) == ["protection"])
    #expect(
      problems([service(.executor, failing: failing(60))])
        == ["executor's worker protection has failed for 1 min 0 s, 12 times in a row: permission denied"])
  }

  @Test func `of several processes the leader speaks, and the failing workers of all are told`() {
    func reply(_ role: String?, pid: Int32, _ failing: [String]?) -> GetHealth.Reply {
      GetHealth.Reply(
        processID: pid, role: role, committed: 9, published: 9, parked: 0, consumers: [], breakers: [],
        failing: failing?.map { .init(worker: $0, since: now, failures: 1, error: "no") })
    }
    let led = HealthSearch.together([reply("standby", pid: 1, []), reply("leader", pid: 2, ["closes"])])
    #expect(led?.processID == 2 && led?.role == "leader" && led?.failing?.map(\.worker) == ["closes"])
    let shared = HealthSearch.together([reply("shared", pid: 1, ["analysis-1"]), reply("shared", pid: 2, ["analysis-2"])])
    #expect(shared?.processID == 1 && shared?.failing?.map(\.worker) == ["analysis-1", "analysis-2"])
    let older = HealthSearch.together([reply("standby", pid: 1, nil)])
    #expect(older?.processID == 1 && older?.failing == nil)
    #expect(HealthSearch.together([]) == nil)
  }

  @Test func `who has handled more than its producer has is a problem`() {
    let lag = ConsumerLag(consumer: .executor, producer: .notifier, behind: 0, oldestSeconds: nil, ahead: 60)
    #expect(
      problems([], [lag]) == [
        "executor has handled 60 events more of notifier than notifier has: its schema was restored alone, and as many of its next ones are dropped: autotrader doctor says what to do"
      ])
  }

  private static func health(committed: Int64, _ consumers: [GetHealth.Consumer] = []) -> GetHealth.Reply {
    GetHealth.Reply(processID: 1, committed: committed, published: committed, parked: 0, consumers: consumers, breakers: [])
  }

  @Test(arguments: [(Int64(100), 0), (Int64(40), 1)])
  func `a producer that seems to be behind is asked again before it is accused`(_ committed: Int64, _ expected: Int) async throws {
    var services = ScriptedServices()
    services.answer(GetHealth.self, of: .riskManager) { _ in Self.health(committed: committed) }
    let healths: [ServiceName: GetHealth.Reply] = [
      .riskManager: Self.health(committed: 40),
      .executor: Self.health(committed: 7, [.init(producer: .riskManager, handled: 100), .init(producer: .notifier, handled: 3)]),
      .notifier: Self.health(committed: 3, [.init(producer: .executor, handled: 6)]),
    ]
    let found = try await services.run { bus in await AheadSearch(bus: bus, limit: .seconds(30)).lags(healths) }
    #expect(found.count == expected)
    #expect(found.allSatisfy { $0.consumer == .executor && $0.producer == .riskManager && $0.ahead == 60 })
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

  @Test func theLeaderSpeaksForItsServiceAndAServiceWithoutOneIsAProblem() throws {
    func replica(_ index: Int, _ role: ReplicaRole?) -> ReplicaStatus {
      let ping = role.map { Ping.Reply(service: .executor, version: "1", startedAt: now, lastNumber: 0, role: $0) }
      return ReplicaStatus("executor-\(index)", address: "tcp://127.0.0.1:\(index)", ping, nil, now: now)
    }
    func status(_ role: String, _ replicas: [ReplicaStatus]) -> ServiceStatus {
      var status = service(.executor)
      status.role = role
      status.replicas = replicas
      return status
    }
    let usual = [replica(1, .standby), replica(2, .leader)]
    #expect(ReplicaStatus.speaker(of: usual)?.instance == "executor-2")
    #expect(status("leader", usual).roles == "1 leader, 1 standby" && problems([status("leader", usual)]).isEmpty)
    let headless = [replica(1, nil), replica(2, .standby)]
    #expect(ReplicaStatus.speaker(of: headless)?.instance == "executor-2")
    #expect(status("standby", headless).roles == "no leader, 1 standby")
    #expect(problems([status("standby", headless)]).contains("executor has no leader: what answers stands by"))
    #expect(ReplicaStatus.speaker(of: [replica(1, nil)]) == nil && ReplicaStatus.speaker(of: []) == nil)
    #expect(status("shared", [replica(1, .shared), replica(2, .shared)]).roles == "2 shared")
    var alone = service(.executor)
    alone.role = "leader"
    #expect(alone.roles == "leader")
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
