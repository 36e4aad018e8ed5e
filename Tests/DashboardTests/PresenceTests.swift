import Messages
import Model
import Testing

@testable import Dashboard

/// Who is there, by heartbeats.
@Suite struct PresenceTests {
  private func heartbeat(_ instance: String, _ role: ReplicaRole? = nil, epoch: Int64? = nil) -> Heartbeat {
    Heartbeat(lastNumber: 0, instance: instance, startedAt: Fixture.start, role: role, epoch: epoch)
  }

  @Test("Each process of a service has its own role; a takeover shows with the next heartbeats")
  func roles() {
    var presence = Presence()
    presence.heard(heartbeat("executor-2", .standby), of: .executor, at: Fixture.start)
    presence.heard(heartbeat("executor", .leader, epoch: 3), of: .executor, at: Fixture.start)
    #expect(presence.replicas(at: Fixture.start).map(\.instance) == ["executor", "executor-2"])
    #expect(presence.replicas(at: Fixture.start).map(\.role) == [.leader, .standby])
    presence.heard(heartbeat("executor-2", .leader, epoch: 4), of: .executor, at: Fixture.start + .seconds(6))
    let after = presence.replicas(at: Fixture.start + .seconds(6))
    #expect(after.map(\.isHeard) == [false, true])
    // Whoever is silent leads nothing any more.
    #expect(after.map(\.role) == [nil, .leader] && after.map(\.epoch) == [nil, 4])
  }

  @Test("After five seconds without any heartbeat the bus counts as lost, after an hour a process is forgotten")
  func silence() {
    var presence = Presence()
    #expect(!presence.isHearing(at: Fixture.start))
    presence.heard(heartbeat("analyzer"), of: .analyzer, at: Fixture.start)
    #expect(presence.isHearing(at: Fixture.start + .milliseconds(4999)))
    #expect(!presence.isHearing(at: Fixture.start + .seconds(5)))
    presence.heard(heartbeat("executor"), of: .executor, at: Fixture.start + .seconds(3600))
    #expect(presence.replicas(at: Fixture.start + .seconds(3600)).map(\.instance) == ["executor"])
  }

  @Test("Dashboards are seen like the others, but hearing only them is not hearing the system")
  func dashboards() {
    var presence = Presence()
    presence.heard(heartbeat("dashboard", .shared), of: .dashboard, at: Fixture.start)
    presence.heard(heartbeat("dashboard-2", .shared), of: .dashboard, at: Fixture.start)
    #expect(presence.replicas(at: Fixture.start).map(\.instance) == ["dashboard", "dashboard-2"])
    #expect(!presence.isHearing(at: Fixture.start))
  }

  @Test("Names without end do not fill the memory, and those that are known stay up to date")
  func bounded() {
    var presence = Presence()
    for number in 0..<1000 { presence.heard(heartbeat("\(number)"), of: .analyzer, at: Fixture.start) }
    #expect(presence.replicas(at: Fixture.start).count == Presence.capacity)
    presence.heard(heartbeat("0"), of: .analyzer, at: Fixture.start + .seconds(60))
    #expect(presence.isHearing(at: Fixture.start + .seconds(61)))
  }
}
