import Bybit
import Database
import Exchange
import Logging
import Messages
import Model
import ServiceKit
import Synchronization
import TestKit
import Testing

@testable import Executor

/// The system's clock, put forward by a test so that waiting takes no time.
final class ShiftedClock: Sendable {
  private let state = Mutex((shift: Duration.zero, stoppedAt: Timestamp?.none))
  var source: TimeSource { TimeSource { self.now } }
  var now: Timestamp { state.withLock { $0.stoppedAt ?? TimeSource.system.now + $0.shift } }
  func advance(by duration: Duration) { state.withLock { $0.shift += duration } }

  /// Stands still from now on, so that what follows happens at this moment however long it takes. For a clock that has been put forward: the
  /// exchange's client goes on with the system's, and what it is told as a deadline must be ahead of that.
  func stop() {
    state.withLock { $0.stoppedAt = TimeSource.system.now + $0.shift }
  }
}

/// The gate as a test wants it to answer.
final class ScriptedGate: EntryGate {
  enum Answer: Sendable {
    case reply(AuthorizeEntry.Reply)
    case silence
  }

  private let state = Mutex((answer: Answer.reply(.authorized), asked: 0))
  var asked: Int { state.withLock { $0.asked } }
  func set(_ answer: Answer) { state.withLock { $0.answer = answer } }

  func authorize(_ proposalID: ProposalID, _ symbol: Symbol) async throws -> AuthorizeEntry.Reply {
    let answer = state.withLock { state in
      state.asked += 1
      return state.answer
    }
    switch answer {
    case .reply(let reply): return reply
    case .silence: throw TestFailure("the gate is silent")
    }
  }
}

extension EntryPolicy {
  static let market = EntryPolicy(kind: .market, slippage: .ticks(10_000), patience: .seconds(10), chases: 0)
}

/// An executor on a real database and a real exchange.
struct Bench: Sendable {
  let venue: Venue
  let database: Database
  let clock: ShiftedClock
  let gate = ScriptedGate()
  let exchange: VerifiedExchange
  let entries: EntryWorker
  let watcher: CloseWatcher
  let closes: CloseWorker
  let keeper: ProtectionKeeper
  var journal: TradeJournal { entries.journal }

  /// - Parameters:
  ///   - skew: what this machine's clock is ahead of the exchange's.
  ///   - policy: how entries are sent.
  static func open(skew: Duration = .zero, _ policy: EntryPolicy = .market, _ body: @Sendable (Bench) async throws -> Void) async throws {
    let database = try await TestCluster.shared.makeDatabase()
    try await Venue.open { venue in
      let bench = try await Bench(venue, database, skew, policy)
      try await body(bench)
      await bench.database.close()
    }
  }

  private init(_ venue: Venue, _ test: TestDatabase, _ skew: Duration, _ policy: EntryPolicy) async throws {
    self.venue = venue
    let clock = ShiftedClock()
    clock.advance(by: skew)
    self.clock = clock
    database = try await test.migrated(.executor, ExecutionMigrations.all, time: clock.source)
    let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let settings = try Settings.load(environment: [
      "AUTOTRADER_EXCHANGE_URL": venue.proxy.baseURL, "AUTOTRADER_EXCHANGE_APIKEY": Venue.key,
      "AUTOTRADER_EXCHANGE_APISECRET": Venue.secret,
    ])
    let leadership = Leadership()
    leadership.begin(1, certainUntil: .now + .seconds(3600))
    exchange = try VerifiedExchange(
      settings, .trading(leadership), time: TimeSource { TimeSource.system.now + skew }, logger: quiet)
    let journal = TradeJournal(database: database)
    entries = EntryWorker(
      journal: journal, exchange: exchange, gate: gate, terms: EntryTerms(policy, maximumDrift: 0.5), time: clock.source, logger: quiet,
      killPoints: .none(.executor))
    watcher = CloseWatcher(journal: journal, exchange: exchange, time: clock.source, logger: quiet)
    keeper = ProtectionKeeper(journal: journal, exchange: exchange, limit: .seconds(5), time: clock.source, logger: quiet)
    closes = CloseWorker(
      journal: journal, exchange: exchange, time: clock.source, logger: quiet, killPoints: .none(.executor))
  }

  func confirm(_ proposal: TradeProposal) async throws {
    try await deliver(
      TradeConfirmed(proposal: proposal, channel: .cli, decidedBy: "test"), to: TradeConfirmedHandler(mode: .paper), database,
      actBefore: proposal.enterBy)
  }

  /// Steps a worker, as its loop does after failures too, until a condition holds.
  func run(_ worker: any Worker, until what: String, _ condition: @Sendable () async throws -> Bool) async throws {
    let last = Shared<String>("")
    do {
      try await eventually(what, within: .seconds(120)) {
        do { _ = try await worker.step() } catch { last.value.withLock { $0 = "\(error)" } }
        return try await condition()
      }
    } catch let failure as TestFailure {
      throw TestFailure("\(failure); last error: \(last.value.withLock { $0 })")
    }
  }

  /// The entry worker of a new process, which knows nothing but what is stored.
  func restartedEntries(_ policy: EntryPolicy) -> EntryWorker {
    EntryWorker(
      journal: journal, exchange: exchange, gate: gate, terms: EntryTerms(policy, maximumDrift: 0.5), time: clock.source,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, killPoints: .none(.executor))
  }

  func status(_ proposal: TradeProposal) async throws -> String {
    try await text("SELECT status AS value FROM trades WHERE id = $1::uuid", proposal) ?? "none"
  }

  func orderState(_ proposal: TradeProposal, _ purpose: OrderPurpose = .entry) async throws -> OrderState? {
    try await journal.order(proposal.proposalID.trade, purpose)?.state
  }

  func text(_ sql: String, _ proposal: TradeProposal) async throws -> String? {
    try await database.transaction { try $0.execute(sql, proposal.proposalID).first?.readOptional("value", as: String.self) }
  }

  func reachesOpen(_ proposal: TradeProposal) async throws {
    try await run(entries, until: "the trade is open") { try await status(proposal) == "open" }
  }

  func reachesClosed(_ proposal: TradeProposal) async throws {
    try await run(watcher, until: "the trade is closed") { try await status(proposal) == "closed" }
  }

  @discardableResult
  func askToClose(
    _ proposal: TradeProposal, expecting quantity: Quantity? = nil, by person: String = "ada"
  ) async throws -> CloseTrade.Reply {
    try await CloseTradeHandler(database: database).answer(
      CloseTrade(tradeID: proposal.proposalID.trade, expectedQuantity: quantity, decidedBy: person))
  }

  /// Steps both workers of a close until its request has ended.
  func finishesClose(_ proposal: TradeProposal) async throws {
    try await run(closes, until: "the close request has ended") {
      _ = try await watcher.step()
      return try await text("SELECT state AS value FROM close_requests WHERE trade_id = $1::uuid", proposal) == "done"
    }
  }

  func story(_ proposal: TradeProposal) async throws -> TradeStory {
    let reply = try await GetTradeStoryHandler(database: database).answer(GetTradeStory(tradeID: proposal.proposalID.trade))
    return try #require(reply.story)
  }

  var reducing: Int { venue.count("/v5/order/create") { $0.body.contains(#""reduceOnly":true"#) } }

  var creates: Int { venue.count("/v5/order/create") }
}
