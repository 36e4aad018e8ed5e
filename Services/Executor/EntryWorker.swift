import Bybit
import Exchange
import Logging
import Messages
import Model
import ServiceKit
import TradingRules

/// Brings confirmed trades to the exchange, one operation at a time. Each step is read from the database, so that a restart goes on where
/// the killed process stopped.
struct EntryWorker: Worker {
  let name = "entries"
  let journal: TradeJournal
  let exchange: VerifiedExchange
  let gate: any EntryGate
  let terms: EntryTerms
  let time: TimeSource
  let logger: Logger
  let killPoints: KillPoints
  private let prepared = PreparedSymbols()

  init(
    journal: TradeJournal, exchange: VerifiedExchange, gate: any EntryGate, terms: EntryTerms, time: TimeSource, logger: Logger,
    killPoints: KillPoints
  ) {
    self.journal = journal
    self.exchange = exchange
    self.gate = gate
    self.terms = terms
    self.time = time
    self.logger = logger
    self.killPoints = killPoints
  }

  func step() async throws -> WorkerOutcome {
    try await TradeRounds(logger: logger, time: time).visit(try await journal.trades(.pending), advance)
  }

  private func advance(_ trade: TradeStorage.Live) async throws -> WorkerOutcome {
    let order = try await journal.order(trade.tradeID, .entry)
    switch EntryAction.next(order: order, within: trade.proposal.entryWindow, now: time.now) {
    case .authorize: return try await authorize(trade)
    case .fail(let reason, let message):
      try await journal.fail(trade, order, status: .cancelled, reason: reason, message: message)
      return .worked
    case .send:
      guard let order else { return .idle }
      return try await send(order, trade)
    case .lookUp:
      guard let order else { return .idle }
      return try await OrderLookup(journal: journal, client: try await exchange.verified(), time: time)
        .resolve(order, trade, pause: .milliseconds(500))
    case .follow:
      guard let order else { return .idle }
      return try await follow(order, trade)
    }
  }

  private func follow(_ order: OrderIntent, _ trade: TradeStorage.Live) async throws -> WorkerOutcome {
    do {
      return try await ProtectionCheck(
        journal: journal, client: try await exchange.verified(), time: time, logger: logger, killPoints: killPoints,
        terms: terms
      )
      .follow(order, trade)
    } catch {
      guard order.limitPrice != nil else { throw error }
      // A worker that backs off longer and longer would come too late for the end of the cycle.
      logger.warning("a limit entry could not be followed", metadata: metadata(trade, error))
      return .idle(until: time.now + .milliseconds(500))
    }
  }

  private func authorize(_ trade: TradeStorage.Live) async throws -> WorkerOutcome {
    do {
      switch try await gate.authorize(trade.proposal.proposalID, trade.proposal.symbol) {
      case .authorized:
        try await journal.intend(trade, .entry, side: trade.proposal.side, quantity: trade.proposal.quantity)
      case .refused(let reason, let message):
        try await journal.fail(trade, nil, status: .rejected, reason: reason, message: message)
      }
      return .worked
    } catch {
      // No answer, no entry; asked again until the cycle ends.
      logger.warning("the entry gate did not answer", metadata: metadata(trade, error))
      return .idle(until: time.now + .milliseconds(200))
    }
  }

  private func send(_ intended: OrderIntent, _ trade: TradeStorage.Live) async throws -> WorkerOutcome {
    // It may have been sent before and left alone for that. Asked again with the step to `sending`; here the exchange need not answer.
    guard try await !journal.withdrawIfBarred(trade) else { return .worked }
    let proposal = trade.proposal
    let client = try await exchange.verified()
    let preparation = EntryPreparation(client: client, prepared: prepared, time: time)
    if let obstacle = try await preparation.obstacle(intended, proposal) {
      try await journal.fail(trade, intended, status: .rejected, reason: obstacle.reason, message: obstacle.message)
      return .worked
    }
    let price = try await client.ticker(proposal.symbol, by: min(proposal.enterBy, time.now + .seconds(2))).lastPrice
    if let objection = PriceDrift.objection(
      proposal.side, entry: proposal.entryPrice, stopLoss: proposal.stopLoss, takeProfit: proposal.takeProfit,
      averageTrueRange: proposal.averageTrueRange, lastPrice: price, maximumDrift: terms.maximumDrift)
    {
      try await journal.fail(trade, intended, status: .cancelled, reason: "priceDrift", message: objection)
      return .worked
    }
    let isLimit = terms.policy.kind == .limit
    let limit = isLimit ? try await terms.prices(proposal, client, by: min(proposal.enterBy, time.now + .seconds(2))).first : nil
    guard terms.policy.window(proposal.entryWindow).isOpen(at: time.now) else {
      // It would be cancelled at once; the cycle's end says so.
      return .idle(until: proposal.enterBy)
    }
    guard let order = try await journal.startEntry(intended, trade, at: limit) else { return .worked }
    do {
      let request = OrderRequest(
        symbol: order.symbol, side: order.side, type: limit.map(OrderType.limit) ?? .market, quantity: order.quantity,
        linkID: order.linkID, takeProfit: proposal.takeProfit, stopLoss: proposal.stopLoss, slippage: isLimit ? nil : terms.policy.slippage)
      killPoints.reach(.orderBeforeSend)
      // The client signs it anew while the exchange refuses it for a moment: asked before each sending.
      let acknowledgement = try await client.place(
        request, by: min(proposal.enterBy, time.now + EntryAction.sendingLimit), permission: { try await journal.requireUnbarred(trade) })
      killPoints.reach(.orderAfterSend)
      try await journal.acknowledge(order, trade, exchangeOrderID: acknowledgement.orderID)
      return .worked
    } catch let error as BybitError {
      logger.warning("the entry was not acknowledged", metadata: metadata(trade, error))
      switch SendOutcome(error.kind) {
      case .refused:
        try await journal.fail(trade, order, status: .rejected, reason: "exchangeRefused", message: "\(error)")
        return .worked
      case .notSent:
        _ = try await journal.move(order, to: .intended, detail: "\(error)")
        return .idle(until: time.now + .milliseconds(500))
      case .unknown: return .worked
      }
    }
  }

  private func metadata(_ trade: TradeStorage.Live, _ error: any Error) -> Logger.Metadata {
    ["trade.id": "\(trade.tradeID)", "correlation.id": "\(trade.proposal.cycleID)", "error": "\(error)"]
  }
}
