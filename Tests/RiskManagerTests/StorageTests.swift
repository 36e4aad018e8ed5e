import Database
import Messages
import Model
import TestKit
import Testing

@testable import RiskManager

/// The slots on a real PostgreSQL.
@Suite struct StorageTests {
  struct Desk: Sendable {
    let test: TestDatabase
    let database: Database
    let clock = TestClock(Fixture.start)

    init() async throws {
      test = try await TestCluster.shared.makeDatabase()
      database = try await test.migrated(.riskManager, RiskMigrations.all, time: clock.source)
    }

    func sizer(_ facts: KnownFacts = KnownFacts(), _ database: Database? = nil) -> SignalSizer {
      SignalSizer(database: database ?? self.database, facts: facts, limits: Fixture.limits, time: clock.source)
    }

    func rank(_ symbols: [String], actBefore: Timestamp? = nil) async throws {
      try await deliver(
        Fixture.ranked(try symbols.map { try Fixture.analysis($0) }), to: SignalsRankedHandler(), database, actBefore: actBefore)
    }

    func authorize(_ proposal: TradeProposal) async throws -> AuthorizeEntry.Reply {
      try await AuthorizeEntryHandler(database: database).answer(
        AuthorizeEntry(proposalID: proposal.proposalID, symbol: proposal.symbol))
    }

    func occupied() async throws -> [String] {
      try await CheckSlotsHandler(database: database, limit: 3).answer(CheckSlots()).symbols.map(\.description)
    }

    func open(_ proposal: TradeProposal, adoption: Adoption? = nil) async throws {
      try await deliver(
        TradeOpened(
          tradeID: proposal.proposalID.trade, cycleID: proposal.cycleID, symbol: proposal.symbol, side: proposal.side,
          quantity: proposal.quantity, entryPrice: proposal.entryPrice, stopLoss: proposal.stopLoss, takeProfit: proposal.takeProfit,
          averageTrueRange: proposal.averageTrueRange, fee: .zero, unprotectedMilliseconds: 0, adoption: adoption),
        to: TradeOpenedHandler(),
        database)
    }

    func proposals() async throws -> [TradeProposal] { try await published(TradeProposed.self, database).map(\.proposal) }
  }

  @Test("Twenty signals sized by twenty connections at once share three slots: three proposals, one a symbol, and a reason for each other")
  func concurrentSizing() async throws {
    let desk = try await Desk()
    for _ in 0..<4 { try await desk.rank(["BTCUSDT", "ETHUSDT", "SOLUSDT", "XRPUSDT", "DOGEUSDT"]) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<20 {
        group.addTask {
          let connection = try desk.test.connect(.riskManager, time: desk.clock.source)
          let sizer = desk.sizer(KnownFacts(), connection)
          while try await sizer.step() == .worked {}
          await connection.close()
        }
      }
      try await group.waitForAll()
    }
    let symbols = try await desk.proposals().map(\.symbol.description)
    #expect(symbols.count == 3)
    #expect(Set(symbols).count == 3)
    #expect(try await desk.occupied() == symbols.sorted())
    #expect(try await published(TradeDeclined.self, desk.database).count == 17)
  }

  @Test(
    "An adopted position takes a slot and the slot of a proposal that waits on its symbol, counts as open risk, and is freed by its end")
  func adopted() async throws {
    let desk = try await Desk()
    try await desk.rank(["BTCUSDT"])
    _ = try await desk.sizer().step()
    let waiting = try #require(try await desk.proposals().first)
    let risk: Money = try Fixture.value("40")
    let position = TradeProposal(
      proposalID: .random(), cycleID: .random(), analysisID: .random(), symbol: waiting.symbol, timeframe: .oneDay, side: .buy,
      quantity: waiting.quantity, entryPrice: waiting.entryPrice, stopLoss: waiting.stopLoss, takeProfit: waiting.takeProfit,
      averageTrueRange: waiting.averageTrueRange, leverage: 5, notional: .zero, riskAmount: risk, riskRewardRatio: 2, confidence: 0,
      promptName: "adopted", approveBy: Fixture.start, enterBy: Fixture.start)
    try await desk.open(position, adoption: Adoption(decidedBy: "ada", riskAmount: risk))
    #expect(try await desk.occupied() == ["BTCUSDT"])
    #expect(try await desk.authorize(waiting) == .refused(reason: "released", message: "the slot was released"))
    #expect(try await desk.database.transaction { try ReservationStorage(transaction: $0).openRisk() } == risk)
    #expect(try await desk.database.transaction { try ReservationStorage(transaction: $0).openTrades() } == [position.proposalID])
    try await deliver(
      TradeClosed(
        tradeID: position.proposalID.trade, cycleID: position.cycleID, symbol: position.symbol, side: .buy, quantity: position.quantity,
        entryPrice: position.entryPrice, exitPrice: position.entryPrice, fees: .zero, realizedPnL: .zero, reason: .manual),
      to: TradeClosedHandler(), desk.database)
    #expect(try await desk.occupied().isEmpty)
  }

  @Test("The best signals get the slots, in rank order")
  func rankOrder() async throws {
    let desk = try await Desk()
    try await desk.rank(["XRPUSDT", "BTCUSDT", "SOLUSDT", "ETHUSDT"])
    while try await desk.sizer().step() == .worked {}
    #expect(try await desk.proposals().map(\.symbol.description) == ["XRPUSDT", "BTCUSDT", "SOLUSDT"])
    let declined = try #require(try await published(TradeDeclined.self, desk.database).first)
    #expect(declined.symbol.description == "ETHUSDT" && declined.reason == "noFreeSlot")
  }

  @Test("Signals of one cycle share the free margin, not each the whole: the second is smaller, the third has nothing left")
  func sharedMargin() async throws {
    let desk = try await Desk()
    // A unit needs 60000 / 5 + 2 · 33 = 12066. By risk 0.938, which takes 11317.908; (11565 − 11317.908) · 0.98 / 12066 = 0.0200…
    // Then 11565 − 11317.908 − 0.02 · 12066 = 5.772 is less than the smallest step.
    let facts = KnownFacts(available: "11565")
    try await desk.rank(["BTCUSDT", "ETHUSDT", "SOLUSDT"])
    while try await desk.sizer(facts).step() == .worked {}
    #expect(try await desk.proposals().map(\.quantity.description) == ["0.938", "0.02"])
    let declined = try #require(try await published(TradeDeclined.self, desk.database).first)
    #expect(declined.reason == "noAvailableMargin")
    #expect(declined.message.contains("promised 11559.228"), "\(declined.message)")
  }

  @Test("An open trade's margin is in the wallet and not counted again, unless it opened while the wallet was asked")
  func openTradesAreInTheWallet() async throws {
    let desk = try await Desk()
    let facts = KnownFacts(available: "11565")
    try await desk.rank(["BTCUSDT"])
    _ = try await desk.sizer(facts).step()
    let first = try #require(try await desk.proposals().first)

    try await desk.rank(["ETHUSDT"])
    _ = try await desk.sizer(KnownFacts(available: "11565", meanwhile: { try await desk.open(first) })).step()
    try await desk.rank(["SOLUSDT"])
    _ = try await desk.sizer(KnownFacts(available: "22840")).step()
    #expect(try await desk.proposals().map(\.quantity.description) == ["0.938", "0.02", "0.938"])
  }

  @Test("A symbol whose facts cannot be had holds up nobody, and is declined as expired when its time is up")
  func unreachableFacts() async throws {
    let desk = try await Desk()
    let facts = KnownFacts(unreachable: [try Fixture.symbol("BTCUSDT")], unknown: [try Fixture.symbol("GONEUSDT")])
    try await desk.rank(["BTCUSDT", "GONEUSDT", "ETHUSDT"])
    #expect(try await desk.sizer(facts).step() == .worked)
    #expect(try await desk.sizer(facts).step() == .worked)
    await #expect(throws: TestFailure.self) { try await desk.sizer(facts).step() }
    #expect(try await desk.proposals().map(\.symbol.description) == ["ETHUSDT"])
    #expect(try await published(TradeDeclined.self, desk.database).map(\.reason) == ["noInstrument"])
    desk.clock.advance(by: .seconds(48))
    #expect(try await desk.sizer(facts).step() == .worked)
    #expect(try await published(TradeDeclined.self, desk.database).map(\.reason) == ["noInstrument", "expired"])
  }

  @Test("Signals that arrive too late are recorded and declined as expired, each one")
  func expired() async throws {
    let desk = try await Desk()
    desk.clock.advance(by: .seconds(50))
    let outcome = try await deliver(
      Fixture.ranked([try Fixture.analysis("BTCUSDT"), try Fixture.analysis("ETHUSDT")]), to: SignalsRankedHandler(), desk.database,
      actBefore: Fixture.start + .seconds(48))
    #expect(outcome == .expired)
    let declined = try await published(TradeDeclined.self, desk.database)
    #expect(declined.map(\.reason) == ["expired", "expired"])
    let sizings = try await GetSizingHandler(database: desk.database).answer(GetSizing(cycleID: try #require(declined.first).cycleID))
      .sizings
    #expect(sizings.map(\.outcome) == ["declined", "declined"])
    #expect(try await desk.sizer().step() == .idle)
  }

  @Test("The gate gives the same answer again, also after the cycle's end, but no first yes then")
  func gate() async throws {
    let desk = try await Desk()
    try await desk.rank(["BTCUSDT", "ETHUSDT"])
    while try await desk.sizer().step() == .worked {}
    let proposals = try await desk.proposals()
    let (first, second) = (try #require(proposals.first), try #require(proposals.last))
    for _ in 0..<3 { #expect(try await desk.authorize(first) == .authorized) }
    desk.clock.advance(by: .seconds(60))
    #expect(try await desk.authorize(first) == .authorized)
    guard case .refused("expired", _) = try await desk.authorize(second) else {
      Issue.record("an entry was authorized at the cycle's end")
      return
    }
  }

  @Test("A slot lapses at the cycle's end only while unauthorized; only the trade's own end frees an authorized one")
  func lapse() async throws {
    let desk = try await Desk()
    try await desk.rank(["BTCUSDT", "ETHUSDT"])
    while try await desk.sizer().step() == .worked {}
    let authorized = try #require(try await desk.proposals().first { $0.symbol.description == "BTCUSDT" })
    #expect(try await desk.authorize(authorized) == .authorized)
    let lapse = ReservationLapse(database: desk.database)
    #expect(try await lapse.step() == .idle(until: Fixture.start + .seconds(60)))
    #expect(try await desk.occupied() == ["BTCUSDT", "ETHUSDT"])
    desk.clock.advance(by: .seconds(60))
    _ = try await lapse.step()
    #expect(try await desk.occupied() == ["BTCUSDT"])

    try await deliver(
      TradeExpired(proposalID: authorized.proposalID, cycleID: authorized.cycleID, symbol: authorized.symbol, message: "late"),
      to: TradeExpiredHandler(), desk.database)
    try await deliver(
      TradeRejected(
        proposalID: authorized.proposalID, cycleID: authorized.cycleID, symbol: authorized.symbol, channel: .cli, decidedBy: "test",
        reason: "no"), to: TradeRejectedHandler(), desk.database)
    #expect(try await desk.occupied() == ["BTCUSDT"])
    try await deliver(
      TradeFailed(
        tradeID: authorized.proposalID.trade, cycleID: authorized.cycleID, symbol: authorized.symbol, reason: "expired", message: "late"),
      to: TradeFailedHandler(), desk.database)
    #expect(try await desk.occupied().isEmpty)
    guard case .refused("released", _) = try await desk.authorize(authorized) else {
      Issue.record("a released slot was authorized")
      return
    }
  }

  @Test("A gate asked while the slot lapses gives one answer, and the slot agrees with it", arguments: 1...5)
  func race(_ round: Int) async throws {
    let desk = try await Desk()
    try await desk.rank(["BTCUSDT"])
    _ = try await desk.sizer().step()
    let proposal = try #require(try await desk.proposals().first)
    let late = TestClock(Fixture.start + .seconds(61))
    let lapsing = try desk.test.connect(.riskManager, time: late.source)
    async let answer = desk.authorize(proposal)
    async let lapsed = ReservationLapse(database: lapsing).step()
    let (reply, _) = try await (answer, lapsed)
    #expect(try await desk.occupied().isEmpty == (reply != .authorized))
    await lapsing.close()
  }

  @Test("A rejected or expired proposal and a closed trade free the slot")
  func ends() async throws {
    let desk = try await Desk()
    try await desk.rank(["BTCUSDT", "ETHUSDT", "SOLUSDT"])
    while try await desk.sizer().step() == .worked {}
    for proposal in try await desk.proposals() {
      switch proposal.symbol.description {
      case "BTCUSDT":
        try await deliver(
          TradeExpired(proposalID: proposal.proposalID, cycleID: proposal.cycleID, symbol: proposal.symbol, message: ""),
          to: TradeExpiredHandler(), desk.database)
      case "ETHUSDT":
        try await deliver(
          TradeRejected(
            proposalID: proposal.proposalID, cycleID: proposal.cycleID, symbol: proposal.symbol, channel: .web, decidedBy: "", reason: ""),
          to: TradeRejectedHandler(), desk.database)
      default:
        _ = try await desk.authorize(proposal)
        try await deliver(
          TradeClosed(
            tradeID: proposal.proposalID.trade, cycleID: proposal.cycleID, symbol: proposal.symbol, side: .buy, quantity: proposal.quantity,
            entryPrice: proposal.entryPrice, exitPrice: proposal.takeProfit, fees: .zero, realizedPnL: .zero, reason: .takeProfit),
          to: TradeClosedHandler(), desk.database)
      }
    }
    #expect(try await desk.occupied().isEmpty)
  }
}
