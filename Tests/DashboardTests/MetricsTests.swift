import Database
import FoundationEssentials
import Messages
import Model
import ServiceKit
import TestKit
import Testing

@testable import Dashboard

/// What Prometheus is told, and who may ask.
@Suite struct MetricsTests {
  @Test("Labels are quoted as the format wants it, whole numbers have no fraction, empty families are left out")
  func format() {
    var text = PrometheusText()
    text.add(.events, [(["executor", "a\"b\\c\nd"], 3)])
    text.add(.dailyLoss, 0.25)
    text.add(.parked, [])
    #expect(
      text.text == """
        # HELP autotrader_events_total Numbered events heard on the bus, cycles and trades among them
        # TYPE autotrader_events_total counter
        autotrader_events_total{producer="executor",event="a\\"b\\\\c\\nd"} 3
        # HELP autotrader_daily_loss_ratio Share of the day's opening equity that is lost; entries stop at the limit
        # TYPE autotrader_daily_loss_ratio gauge
        autotrader_daily_loss_ratio 0.25

        """)
  }

  /// Executor has committed ten events, published eight, parked one; risk-manager has handled seven of them.
  private static let owners = ScriptedOwners(replies: [
    Ping.name: { _ in Ping.Reply(service: .executor, version: "1", startedAt: Fixture.start, lastNumber: 8) },
    GetHealth.name: { _ in
      GetHealth.Reply(
        processID: 7, role: "leader", committed: 10, published: 8, parked: 1,
        consumers: [.init(producer: .executor, handled: 7)],
        breakers: [.init(calls: "entry", state: "OPEN"), .init(calls: "exit", state: "CLOSED")],
        failing: [.init(worker: "closes", since: Fixture.start, failures: 12, error: "no")])
    },
    GetTradingState.name: { _ in
      GetTradingState.Reply(
        state: TradingStateReport(
          level: .paused, since: Fixture.start, dailyLoss: 0.0125, dailyLossLimit: 0.05, drawdownLimit: 0.15))
    },
  ])

  @Test("Services, processes, lag, breakers, trading and this process's own counts are told to a token of scope read")
  func served() async throws {
    let site = try await Site(Self.owners)
    let token = try await site.gatekeeper.makeToken("prometheus", .read, lasting: nil)
    site.presence.heard(
      Heartbeat(lastNumber: 8, instance: "executor-2", startedAt: Fixture.start, role: .standby), of: .executor)
    _ = await site.send("GET", "/no/such/page/\(UUID())")
    let answer = await site.send("GET", "/metrics", ["authorization": "Bearer \(token)", "origin": nil])
    #expect(answer.status == 200 && answer.type == "text/plain; version=0.0.4; charset=utf-8")
    let lines = Set(answer.text.split(separator: "\n").map(String.init))
    for line in [
      "autotrader_service_up{service=\"executor\"} 1", "autotrader_outbox_committed{service=\"executor\"} 10",
      "autotrader_outbox_unpublished{service=\"executor\"} 2", "autotrader_parked_events{service=\"executor\"} 1",
      "autotrader_consumer_behind{consumer=\"risk-manager\",producer=\"executor\"} 3",
      "autotrader_breaker_open{service=\"executor\",calls=\"entry\"} 1", "autotrader_breaker_open{service=\"executor\",calls=\"exit\"} 0",
      "autotrader_worker_failing{service=\"executor\",worker=\"closes\"} 12",
      "autotrader_process_up{service=\"executor\",instance=\"executor-2\"} 1",
      "autotrader_process_leads{service=\"executor\",instance=\"executor-2\"} 0", "autotrader_trading_level{level=\"paused\"} 1",
      "autotrader_trading_level{level=\"running\"} 0", "autotrader_daily_loss_ratio 0.0125", "autotrader_websocket_clients 0",
      // The path is the caller's choice, and so no label.
      "autotrader_http_requests_total{method=\"any\",route=\"none\",status=\"404\"} 1",
      "autotrader_http_refusals_total{code=\"notFound\"} 1",
    ] { #expect(lines.contains(line), "\(line)") }
    #expect(!answer.text.contains("drawdown_ratio"))
  }

  @Test("Services that do not answer are told as down, and the rest is still told")
  func silent() async throws {
    let site = try await Site()
    let token = try await site.gatekeeper.makeToken("prometheus", .read, lasting: nil)
    let text = await site.send("GET", "/metrics", ["authorization": "Bearer \(token)"]).text
    #expect(text.contains("autotrader_service_up{service=\"executor\"} 0\n") && text.contains("autotrader_resident_memory_bytes "))
    #expect(!text.contains("autotrader_trading_level"))
  }

  @Test("Nobody without a login or token is told anything, on loopback neither")
  func refused() async throws {
    let site = try await Site(Self.owners)
    #expect(await site.send("GET", "/metrics").status == 401)
    #expect(await site.send("GET", "/metrics", ["authorization": "Bearer at_0"]).status == 401)
  }

  @Test("Ready means that the database answers and the bus is heard; what is missing is named")
  func ready() async throws {
    let site = try await Site()
    let waiting = await site.send("GET", "/readyz")
    #expect(waiting.status == 503 && waiting.text.contains("waiting for heartbeats on the bus"))
    site.presence.heard(Heartbeat(lastNumber: 0, instance: "analyzer", startedAt: Fixture.start), of: .analyzer)
    #expect(await site.send("GET", "/readyz").status == 200)
    site.clock.advance(by: Presence.silence)
    #expect(await site.send("GET", "/readyz").status == 503)
    #expect(await site.gatekeeper.isReachable())
    let nowhere = Database(DatabaseConfiguration(address: "host=/nowhere", applicationName: "test"))
    let lost = Gatekeeper(database: nowhere, time: site.clock.source, configuredPassword: nil, lasting: .seconds(60))
    #expect(await !lost.isReachable())
  }

  @Test("The status names each process of a service with its role")
  func status() async throws {
    let site = try await Site(Self.owners)
    for (instance, role) in [("executor", ReplicaRole.leader), ("executor-2", .standby)] {
      site.presence.heard(Heartbeat(lastNumber: 0, instance: instance, startedAt: Fixture.start, role: role), of: .executor)
    }
    struct Body: Decodable { let services: [Service] }
    struct Service: Decodable {
      let name: ServiceName
      let replicas: [Presence.Replica]
    }
    let answer = await site.send("GET", "/api/v1/health", try await site.login())
    let services = try Wire.decoder.decode(Body.self, from: Data(answer.body)).services
    let executor = try #require(services.first { $0.name == .executor })
    #expect(executor.replicas.map(\.instance) == ["executor", "executor-2"] && executor.replicas.map(\.role) == [.leader, .standby])
    #expect(services.first { $0.name == .analyzer }?.replicas.isEmpty == true)
  }
}
