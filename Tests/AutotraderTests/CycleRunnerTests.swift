import FoundationEssentials
import Instance
import Logging
import Messages
import Messaging
import Model
import TestKit
import Testing

@testable import Autotrader

/// Against a bus on loopback ports where chart-sourcer's answers are scripted.
@Suite(.timeLimit(.minutes(10))) struct CycleRunnerTests {
  private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  private func report(_ id: CycleID, _ status: CycleReport.Status) -> CycleReport {
    CycleReport(
      cycleID: id, timeframe: .oneMinute, candleClose: Timestamp(milliseconds: 0), status: status,
      endsAt: TimeSource.system.now + .seconds(60), steps: [], proposals: 1, tradesExecuted: status == .completed ? 1 : 0)
  }

  @Test func aCycleIsFollowedUntilItIsCompleted() async throws {
    let addresses = try LoopbackPorts.addresses([.chartSourcer])
    let id = CycleID.random()
    let service = try Bus(addresses, caller: "chart-sourcer", listening: .chartSourcer, logger: logger)
    let caller = try Bus(addresses, caller: "test", logger: logger)
    let symbols = ["BTCUSDT"].compactMap { Symbol($0) }
    try await withThrowingTaskGroup(of: CycleReport?.self) { group in
      group.addTask {
        var states: [CycleReport?] = [nil, report(id, .planned), report(id, .started), report(id, .completed)]
        for await request in service.requests {
          switch request.header.name {
          case RunCycle.name:
            let asked = try Wire.decoder.decode(RunCycle.self, from: request.payload)
            #expect(asked == RunCycle(timeframe: .oneMinute, symbols: symbols))
            try service.reply(to: request, ReplyHeader(.ok), try Wire.encoder.encode(RunCycle.Reply(cycleID: id)))
          case GetCycle.name:
            #expect(try Wire.decoder.decode(GetCycle.self, from: request.payload).cycleID == id)
            // The last again, if an answer came too late.
            let state = states.count > 1 ? states.removeFirst() : states[0]
            try service.reply(to: request, ReplyHeader(.ok), try Wire.encoder.encode(GetCycle.Reply(cycle: state)))
          default: Issue.record("unexpected request \(request.header.name)")
          }
        }
        return nil
      }
      group.addTask { try await CycleRunner(bus: caller, time: .system).run(.oneMinute, symbols: symbols) }
      let first = try await group.next() ?? nil
      #expect(first?.status == .completed)
      #expect(first?.tradesExecuted == 1)
      group.cancelAll()
    }
    await caller.close()
    await service.close()
  }

  @Test func aServiceThatIsNotThereIsNotReady() async throws {
    let addresses = try LoopbackPorts.addresses([.executor])
    let bus = try Bus(addresses, caller: "test", logger: logger)
    let process = ReplicaProcess(service: .executor, replica: 1, address: try #require(addresses.services[.executor]?.first))
    let missing = try await Readiness(time: .system).services([process], bus, within: .milliseconds(60)) { _ in
      Issue.record("nothing listens there")
    }
    await bus.close()
    #expect(missing == [process])
  }
}
