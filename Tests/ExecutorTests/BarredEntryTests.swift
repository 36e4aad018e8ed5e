import Dispatch
import Messages
import Model
import TestKit
import Testing

@testable import Executor

/// An entry that may have left is left alone by a halt, a quarantine and a close. When it turns out that it never arrived, it does not leave again.
@Suite(.serialized) struct BarredEntryTests {
  enum Loss: CaseIterable, Sendable { case lostRequest, rateLimited }
  enum Bar: String, CaseIterable, Sendable { case halted, quarantined, withdrawn }

  private static func bar(_ bar: Bar, _ proposal: TradeProposal, _ bench: Bench) async throws {
    switch bar {
    case .halted: try await bench.halt("closed by ann")
    case .quarantined: try await bench.quarantine(proposal, "closed by ann")
    case .withdrawn: #expect(try await bench.askToClose(proposal, by: "closed by ann").accepted)
    }
  }

  @Test(
    "What was halted, put under quarantine or asked to be closed while an entry was on its way keeps it from being sent again",
    arguments: Bar.allCases,
    Loss.allCases)
  func notSentAgain(_ bar: Bar, _ loss: Loss) async throws {
    try await Bench.open { bench in
      let barred = DispatchSemaphore(value: 0)
      let hasLeft = Shared(false)
      bench.venue.disturb { request, number in
        guard request.path == "/v5/order/create" else { return .pass }
        if number == 1 {
          hasLeft.value.withLock { $0 = true }
          // The answer comes after the halt. If that takes longer than the client waits, the entry may have left all the more.
          _ = barred.wait(timeout: .now() + 60)
        }
        return loss == .lostRequest ? .loseRequest : .retCode(10_006)
      }
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      try await bench.run(bench.entries, until: "it is intended") { try await bench.orderState(proposal) == .intended }
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { _ = try await bench.entries.step() }
        try await eventually("the entry is on its way") { hasLeft.value.withLock { $0 } }
        try await Self.bar(bar, proposal, bench)
        #expect(try await bench.status(proposal) == "pending", "what may have left is followed")
        barred.signal()
        try await group.waitForAll()
      }
      bench.venue.disturb { _, _ in .pass }
      bench.clock.advance(by: EntryAction.arrivalLimit)
      try await bench.run(bench.entries, until: "the trade is decided") { try await bench.status(proposal) != "pending" }
      #expect(try await bench.status(proposal) == "cancelled")
      let failed = try await published(TradeFailed.self, bench.database)
      #expect(failed.map(\.reason) == [bar.rawValue] && failed.first?.message.contains("closed by ann") == true)
      #expect(try await bench.exchange.verified().positions().isEmpty)
    }
  }

  @Test("An entry that the exchange refuses for a moment is not signed anew after a halt, a quarantine or a close", arguments: Bar.allCases)
  func notSignedAnew(_ bar: Bar) async throws {
    try await Bench.open { bench in
      let barred = DispatchSemaphore(value: 0)
      let hasLeft = Shared(false)
      bench.venue.disturb { request, number in
        guard request.path == "/v5/order/create", number == 1 else { return .pass }
        hasLeft.value.withLock { $0 = true }
        _ = barred.wait(timeout: .now() + 1.5)
        return .retCode(10_006)
      }
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      try await bench.run(bench.entries, until: "it is intended") { try await bench.orderState(proposal) == .intended }
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { _ = try await bench.entries.step() }
        try await eventually("the entry is on its way") { hasLeft.value.withLock { $0 } }
        try await Self.bar(bar, proposal, bench)
        barred.signal()
        try await group.waitForAll()
      }
      try await bench.run(bench.entries, until: "the trade is decided") { try await bench.status(proposal) != "pending" }
      #expect(bench.creates == 1)
      #expect(try await published(TradeFailed.self, bench.database).map(\.reason) == [bar.rawValue])
      #expect(try await bench.exchange.verified().positions().isEmpty)
    }
  }

  @Test("The exchange need not answer for a halted entry that never left to end")
  func endsWithoutTheExchange() async throws {
    try await Bench.open { bench in
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      let order = try await bench.stored(proposal, .sending)
      try await Self.bar(.halted, proposal, bench)
      _ = try await bench.journal.move(order, to: .intended, detail: "never arrived")
      _ = try await bench.exchange.verified()
      bench.venue.disturb { _, _ in .loseRequest }
      _ = try await bench.entries.step()
      #expect(try await published(TradeFailed.self, bench.database).map(\.reason) == ["halted"])
    }
  }
}
