import Messages
import Model
import TestKit
import Testing

@testable import Notifier

@Suite struct HaltTests {
  private func halt(_ level: HaltLevel = .halted) -> TradingHalted {
    TradingHalted(level: level, reason: "dailyLoss", message: "too much was lost", flatten: false, decidedBy: "risk-manager")
  }

  @Test("A halt withdraws each pending proposal once, says why, and leaves what was decided")
  func withdraws() async throws {
    let room = try await ApprovalTests.Room()
    let (first, second, decided) = (try Fixture.proposal("BTCUSDT"), try Fixture.proposal("ETHUSDT"), try Fixture.proposal("SOLUSDT"))
    for proposal in [first, second, decided] { try await room.propose(proposal, automatic: .seconds(5)) }
    _ = try await room.desk().decide(DecideProposal(proposalID: decided.proposalID, approve: true, channel: .web, decidedBy: "ann"))
    for _ in 0..<3 { try await deliver(halt(), to: TradingHaltedHandler(), room.database) }

    let rejected = try await published(TradeRejected.self, room.database)
    #expect(Set(rejected.map(\.proposalID)) == [first.proposalID, second.proposalID])
    #expect(rejected.count == 2)
    #expect(rejected.allSatisfy { $0.channel == .halt && $0.decidedBy == "risk-manager" && $0.reason == "too much was lost" })
    for proposal in [first, second] { #expect(try await room.status(proposal) == .rejected) }
    #expect(try await room.status(decided) == .confirmed)
    let late = try await room.desk().decide(DecideProposal(proposalID: first.proposalID, approve: true, channel: .cli, decidedBy: "ann"))
    #expect(!late.accepted && late.status == .rejected && late.message.contains("too much was lost"))
    room.clock.advance(by: .seconds(5))
    #expect(try await room.clockWorker().step() == .idle)
  }

  @Test("A pause withdraws nothing")
  func pause() async throws {
    let room = try await ApprovalTests.Room()
    let proposal = try Fixture.proposal()
    try await room.propose(proposal)
    try await deliver(halt(.paused), to: TradingHaltedHandler(), room.database)
    #expect(try await room.status(proposal) == .pending)
    #expect(try await topics(room.database).isEmpty)
  }

  @Test("Of a halt and twenty approvals at once each proposal gets one end", arguments: 1...3)
  func race(_ round: Int) async throws {
    let room = try await ApprovalTests.Room()
    var proposals: [TradeProposal] = []
    for number in 0..<20 { proposals.append(try Fixture.proposal("COIN\(number)USDT")) }
    for proposal in proposals { try await room.propose(proposal) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (number, proposal) in proposals.enumerated() {
        group.addTask {
          let connection = try room.test.connect(.notifier, time: room.clock.source)
          if number == 10 { try await deliver(halt(), to: TradingHaltedHandler(), connection) }
          _ = try await room.desk(KnownPrices(), connection).decide(
            DecideProposal(proposalID: proposal.proposalID, approve: true, channel: .cli, decidedBy: "ann"))
          await connection.close()
        }
      }
      try await group.waitForAll()
    }
    let confirmed = try await published(TradeConfirmed.self, room.database).map(\.proposal.proposalID)
    let rejected = try await published(TradeRejected.self, room.database).map(\.proposalID)
    #expect(confirmed.count + rejected.count == 20)
    #expect(Set(confirmed + rejected).count == 20)
    #expect(rejected.contains(proposals[10].proposalID))
  }
}
