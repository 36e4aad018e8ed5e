import Bybit
import Logging
import Messages
import Model
import ServiceKit
import TradingRules

/// An entry that is at the exchange and has not ended: waits for it, follows the price with it, or cancels it. ``RestingAction`` decides.
struct RestingEntry: Sendable {
  let journal: TradeJournal
  let client: BybitClient
  let terms: EntryTerms
  let time: TimeSource
  let logger: Logger

  /// Cancels what must not rest any more, by its link id and before anything is read: a read may take longer than the cycle still lasts.
  /// - Returns: true when it has been asked for now, for the first time.
  func withdrawAtOnce(_ order: OrderIntent, _ trade: TradeStorage.Live) async throws -> Bool {
    guard order.limitPrice != nil, order.withdrawal == nil else { return false }
    let ending = RestingAction.ending(order, try await view(trade, nil), within: trade.proposal.entryWindow, now: time.now)
    guard case .withdraw(let withdrawal) = ending else { return false }
    try await withdraw(order, withdrawal, trade)
    return true
  }

  /// - Parameter reading: of the part that has filled; nil while nothing has, or when it cannot be said.
  func advance(
    _ order: OrderIntent, _ found: Order, _ trade: TradeStorage.Live, _ reading: ProtectionReading?
  ) async throws -> WorkerOutcome {
    guard order.limitPrice != nil else { return .idle(until: time.now + .milliseconds(50)) }
    let window = trade.proposal.entryWindow
    var view = try await view(trade, reading)
    // Not needed for a cancellation; and a market that cannot be read must not keep one from being sent.
    if RestingAction.ending(order, view, within: window, now: time.now) == nil { await look(at: trade.proposal, &view) }
    switch RestingAction.next(order, exchangePrice: found.price, view, terms.policy, within: window, now: time.now) {
    case .wait(let until): return .idle(until: until)
    case .follow(let price):
      guard try await journal.follow(order, price) else { return .worked }
      if price != found.price { await amend(order, price, trade) }
    case .restate(let price): await amend(order, price, trade)
    case .withdraw(let withdrawal): guard try await withdraw(order, withdrawal, trade) else { return .worked }
    case .cancel: await cancel(order, trade)
    }
    return .idle(until: time.now + RestingAction.interval)
  }

  private func view(_ trade: TradeStorage.Live, _ reading: ProtectionReading?) async throws -> RestingAction.View {
    var view = RestingAction.View(isFlatAgain: reading == .flat, isUnprotected: reading == .missing)
    view.isHalted = try await journal.isHalted(since: trade.createdAt)
    view.quarantine = try await journal.quarantines(of: trade.proposal.symbol).refusal
    view.closeAskedBy = try await journal.closeAskedBy(trade.tradeID)
    return view
  }

  private func look(at proposal: TradeProposal, _ view: inout RestingAction.View) async {
    // Not beyond the moment at which it must be withdrawn.
    let deadline = min(time.now + .seconds(2), RestingAction.end(proposal.entryWindow))
    do {
      let ticker = try await client.ticker(proposal.symbol, by: deadline)
      view.objection = PriceDrift.objection(
        proposal.side, entry: proposal.entryPrice, stopLoss: proposal.stopLoss, takeProfit: proposal.takeProfit,
        averageTrueRange: proposal.averageTrueRange, lastPrice: ticker.lastPrice, maximumDrift: terms.maximumDrift)
      view.prices = try await terms.prices(proposal, client, by: deadline)
      view.best = proposal.side == .buy ? ticker.bid : ticker.ask
    } catch {
      logger.warning(
        "the market of a resting entry cannot be read", metadata: ["symbol": "\(proposal.symbol)", "error": "\(error)"])
    }
  }

  /// - Returns: false when it is not resting any more.
  @discardableResult
  private func withdraw(_ order: OrderIntent, _ withdrawal: Withdrawal, _ trade: TradeStorage.Live) async throws -> Bool {
    guard try await journal.withdraw(order, withdrawal) else { return false }
    await cancel(order, trade)
    return true
  }

  /// Whatever is answered, the next visit reads the order and asks again for what is missing.
  private func amend(_ order: OrderIntent, _ price: Price, _ trade: TradeStorage.Live) async {
    do {
      _ = try await client.amend(
        .linkID(order.linkID), order.symbol, OrderChange(price: price), by: min(trade.proposal.enterBy, time.now + .seconds(2)),
        permission: { try await journal.requireUnbarred(trade) })
    } catch {
      logger.warning("the resting entry could not be amended", metadata: metadata(trade, error))
    }
  }

  /// Whatever is answered, the next visit reads what became of the order: it may have filled on the way.
  private func cancel(_ order: OrderIntent, _ trade: TradeStorage.Live) async {
    do {
      _ = try await client.cancel(.linkID(order.linkID), order.symbol, by: time.now + .seconds(2))
    } catch {
      logger.warning("the resting entry could not be cancelled", metadata: metadata(trade, error))
    }
  }

  private func metadata(_ trade: TradeStorage.Live, _ error: any Error) -> Logger.Metadata {
    ["trade.id": "\(trade.tradeID)", "correlation.id": "\(trade.proposal.cycleID)", "error": "\(error)"]
  }
}
