import Database
import Logging
import Messages
import Model
import ServiceKit
import TestKit
import Testing

@testable import Notifier

/// One decision on each proposal, on a real PostgreSQL.
@Suite struct ApprovalTests {
  struct Room: Sendable {
    let test: TestDatabase
    let database: Database
    let clock = TestClock(Fixture.start)

    init() async throws {
      test = try await TestCluster.shared.makeDatabase()
      database = try await test.migrated(.notifier, NotificationsMigrations.all, time: clock.source)
    }

    func desk(_ prices: KnownPrices = KnownPrices(), _ database: Database? = nil, slots: KnownSlots = KnownSlots()) -> ApprovalDesk {
      ApprovalDesk(database: database ?? self.database, prices: prices, slots: slots, maximumDrift: 0.5)
    }

    func clockWorker(_ prices: KnownPrices = KnownPrices()) -> ApprovalClock {
      ApprovalClock(database: database, desk: desk(prices), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    func propose(_ proposal: TradeProposal, automatic: Duration? = nil) async throws {
      try await deliver(
        TradeProposed(proposal: proposal), to: TradeProposedHandler(automaticDelay: automatic), database, actBefore: proposal.approveBy)
    }

    func status(_ proposal: TradeProposal) async throws -> ApprovalStatus? {
      let all = try await ListApprovalsHandler(database: database).answer(ListApprovals(pendingOnly: false, limit: 50)).approvals
      return all.first { $0.proposal.proposalID == proposal.proposalID }?.status
    }
  }

  private func request(_ proposal: TradeProposal, _ approve: Bool, _ channel: ApprovalChannel = .cli) -> DecideProposal {
    DecideProposal(proposalID: proposal.proposalID, approve: approve, channel: channel, decidedBy: "test")
  }

  @Test("Proposals are found by their ids whatever became of them, and unknown ids are left out")
  func byID() async throws {
    let room = try await Room()
    let wanted = try Fixture.proposal()
    for proposal in [wanted, try Fixture.proposal("ETHUSDT")] { try await room.propose(proposal) }
    let reply = try await GetProposalsHandler(database: room.database)
      .answer(GetProposals(proposalIDs: [.random(), wanted.proposalID]))
    #expect(reply.approvals.map(\.proposal) == [wanted])
  }

  @Test(
    "Nobody may decide as the automatic policy or as a halt: the proposal stays pending", arguments: [ApprovalChannel.automatic, .halt])
  func automaticCannotBeAskedFor(_ channel: ApprovalChannel) async throws {
    let room = try await Room()
    let proposal = try Fixture.proposal("BTCUSDT", .buy)
    try await room.propose(proposal)
    let reply = try await DecideProposalHandler(desk: room.desk()).answer(request(proposal, true, channel))
    #expect(!reply.accepted)
    #expect(try await room.status(proposal) == .pending)
    #expect(try await published(TradeConfirmed.self, room.database).isEmpty)
  }

  @Test("After the clock was set back nobody approves what was proposed before; it expires and does not wait for the clock")
  func setBack() async throws {
    let room = try await Room()
    let (asked, waiting) = (try Fixture.proposal(), try Fixture.proposal("ETHUSDT"))
    for proposal in [asked, waiting] { try await room.propose(proposal, automatic: .zero) }
    room.clock.advance(by: .seconds(-3600))
    #expect(try await room.desk().decide(request(asked, true)).status == .expired)
    #expect(try await room.clockWorker().step() == .worked)
    #expect(try await room.clockWorker().step() != .worked)
    #expect(try await room.status(waiting) == .expired)
    #expect(try await topics(room.database) == ["trade.expired", "trade.expired"])
  }

  @Test("Of twenty concurrent yes and no from all channels one is accepted, and one event says which", arguments: 1...3)
  func oneDecision(_ round: Int) async throws {
    let room = try await Room()
    let proposal = try Fixture.proposal()
    try await room.propose(proposal)
    let replies = try await withThrowingTaskGroup(of: DecideProposal.Reply.self) { group in
      for number in 0..<20 {
        group.addTask {
          let connection = try room.test.connect(.notifier, time: room.clock.source)
          let channel: ApprovalChannel = [.cli, .web, .telegram][number % 3]
          let reply = try await room.desk(KnownPrices(), connection).decide(request(proposal, number.isMultiple(of: 2), channel))
          await connection.close()
          return reply
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    let accepted = replies.filter(\.accepted)
    #expect(accepted.count == 1)
    #expect(Set(replies.map(\.status)).count == 1)
    let expected = accepted.first?.status == .confirmed ? "trade.confirmed" : "trade.rejected"
    #expect(try await topics(room.database) == [expected])
    #expect(try await room.status(proposal) == accepted.first?.status)
  }

  @Test("An approval at a price that has left the entry becomes a rejection that says so")
  func drift() async throws {
    let room = try await Room()
    let proposal = try Fixture.proposal()
    try await room.propose(proposal)
    let reply = try await room.desk(KnownPrices(price: "103")).decide(request(proposal, true))
    #expect(reply.accepted && reply.status == .rejected)
    let rejected = try #require(try await published(TradeRejected.self, room.database).first)
    #expect(rejected.reason.contains("ATR"))
  }

  @Test("When the price cannot be read nothing is decided; a rejection needs no price")
  func noPrice() async throws {
    let room = try await Room()
    let proposal = try Fixture.proposal()
    try await room.propose(proposal)
    let blind = room.desk(KnownPrices(unreadable: ["BTCUSDT"]))
    await #expect(throws: TestFailure.self) { try await blind.decide(request(proposal, true)) }
    #expect(try await room.status(proposal) == .pending)
    #expect(try await topics(room.database).isEmpty)
    #expect(try await blind.decide(request(proposal, false)).status == .rejected)
  }

  @Test("An approval whose slot is gone becomes a rejection; while trading is stopped nothing is decided, but a no counts")
  func slots() async throws {
    let room = try await Room()
    let (gone, waiting) = (try Fixture.proposal("BTCUSDT"), try Fixture.proposal("ETHUSDT"))
    for proposal in [gone, waiting] { try await room.propose(proposal) }
    let stopped = room.desk(slots: KnownSlots(stop: "paused by ann"))
    let refused = try await stopped.decide(request(waiting, true, .telegram))
    #expect(!refused.accepted && refused.status == .pending && refused.message.contains("paused by ann"))
    #expect(try await room.status(waiting) == .pending)
    #expect(try await stopped.decide(request(waiting, false)).accepted)
    let reply = try await room.desk(slots: KnownSlots(missing: ["BTCUSDT"])).decide(request(gone, true))
    #expect(reply.accepted && reply.status == .rejected && reply.message.contains("slot"))
    #expect(try await topics(room.database) == ["trade.rejected", "trade.rejected"])
  }

  @Test("At the deadline an approval is too late, the proposal expires once, and everybody hears the same", arguments: [true, false])
  func deadline(_ clockFirst: Bool) async throws {
    let room = try await Room()
    let proposal = try Fixture.proposal()
    try await room.propose(proposal)
    room.clock.set(proposal.approveBy)
    if clockFirst { #expect(try await room.clockWorker().step() == .worked) }
    let reply = try await room.desk().decide(request(proposal, true))
    #expect(!reply.accepted && reply.status == .expired)
    #expect(try await room.clockWorker().step() == .idle)
    #expect(try await topics(room.database) == ["trade.expired"])
  }

  @Test("A late second answer hears what was decided, not that it expired")
  func lateAnswer() async throws {
    let room = try await Room()
    let proposal = try Fixture.proposal()
    try await room.propose(proposal)
    let slow = KnownPrices(meanwhile: {
      _ = try await room.desk().decide(request(proposal, true, .web))
      room.clock.set(proposal.approveBy + .seconds(1))
    })
    let reply = try await room.desk(slow).decide(request(proposal, true))
    #expect(!reply.accepted && reply.status == .confirmed)
    #expect(try await topics(room.database) == ["trade.confirmed"])
  }

  @Test("A proposal that arrives after its deadline is recorded and published as expired")
  func arrivesLate() async throws {
    let room = try await Room()
    let proposal = try Fixture.proposal()
    room.clock.set(proposal.approveBy)
    try await room.propose(proposal, automatic: .zero)
    #expect(try await room.status(proposal) == .expired)
    #expect(try await published(TradeExpired.self, room.database).map(\.proposalID) == [proposal.proposalID])
    #expect(try await room.clockWorker().step() == .idle)
  }

  @Test("Automatic approval waits for its delay, a person is faster, and an unreadable symbol holds up nobody")
  func automatic() async throws {
    let room = try await Room()
    let (stuck, other, human) = (try Fixture.proposal("BTCUSDT"), try Fixture.proposal("ETHUSDT"), try Fixture.proposal("SOLUSDT"))
    for proposal in [stuck, other, human] { try await room.propose(proposal, automatic: .seconds(5)) }
    #expect(try await room.clockWorker().step() == .idle(until: Fixture.start + .seconds(5)))
    _ = try await room.desk().decide(request(human, false))
    room.clock.advance(by: .seconds(5))
    let worker = room.clockWorker(KnownPrices(unreadable: ["BTCUSDT"]))
    #expect(try await worker.step() == .worked)
    await #expect(throws: TestFailure.self) { try await worker.step() }
    #expect(try await room.status(other) == .confirmed)
    #expect(try await room.status(human) == .rejected)
    room.clock.set(stuck.approveBy)
    #expect(try await worker.step() == .worked)
    #expect(try await room.status(stuck) == .expired)
    let confirmed = try await published(TradeConfirmed.self, room.database)
    #expect(confirmed.map(\.channel) == [.automatic])
  }

  @Test("Without the policy nobody but a person approves")
  func noPolicy() async throws {
    let room = try await Room()
    let proposal = try Fixture.proposal()
    try await room.propose(proposal)
    #expect(try await room.clockWorker().step() == .idle(until: proposal.approveBy))
    room.clock.advance(by: .seconds(47))
    _ = try await room.clockWorker().step()
    #expect(try await room.status(proposal) == .pending)
    let unknown = try await room.desk().decide(request(try Fixture.proposal(), true))
    #expect(!unknown.accepted && unknown.status == .unknown)
  }
}
