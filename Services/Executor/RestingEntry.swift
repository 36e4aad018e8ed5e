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

  /// - Parameter reading: of the part that has filled; nil while nothing has.
  func advance(
    _ order: OrderIntent, _ found: Order, _ trade: TradeStorage.Live, _ reading: ProtectionReading?
  ) async throws -> WorkerOutcome {
    guard order.limitPrice != nil else { return .idle(until: time.now + .milliseconds(50)) }
    let proposal = trade.proposal
    let deadline = time.now + .seconds(2)
    let prices = try await terms.prices(proposal, client, by: deadline)
    var view = RestingAction.View(isFlatAgain: reading == .flat, isUnprotected: reading == .missing)
    view.isHalted = try await journal.isHalted(since: trade.createdAt)
    view.quarantine = try await journal.quarantines(of: proposal.symbol).refusal
    // Not needed for a cancellation; and a market that cannot be read must not keep one from being sent.
    if order.withdrawal == nil { await look(at: proposal, &view, by: deadline) }
    let action = RestingAction.next(
      order, exchangePrice: found.price, view, prices, terms.policy, within: proposal.entryWindow, now: time.now)
    switch action {
    case .wait(let until): return .idle(until: until)
    case .follow(let price):
      guard try await journal.follow(order, price) else { return .worked }
      if price != found.price { await amend(order, price, trade) }
    case .restate(let price): await amend(order, price, trade)
    case .withdraw(let withdrawal):
      guard try await journal.withdraw(order, withdrawal) else { return .worked }
      await cancel(order, trade)
    case .cancel: await cancel(order, trade)
    }
    return .idle(until: time.now + RestingAction.interval)
  }

  private func look(at proposal: TradeProposal, _ view: inout RestingAction.View, by deadline: Timestamp) async {
    do {
      let ticker = try await client.ticker(proposal.symbol, by: deadline)
      view.best = proposal.side == .buy ? ticker.bid : ticker.ask
      view.objection = PriceDrift.objection(
        proposal.side, entry: proposal.entryPrice, stopLoss: proposal.stopLoss, takeProfit: proposal.takeProfit,
        averageTrueRange: proposal.averageTrueRange, lastPrice: ticker.lastPrice, maximumDrift: terms.maximumDrift)
    } catch {
      logger.warning(
        "the market of a resting entry cannot be read", metadata: ["symbol": "\(proposal.symbol)", "error": "\(error)"])
    }
  }

  /// Whatever is answered, the next visit reads the order and asks again for what is missing.
  private func amend(_ order: OrderIntent, _ price: Price, _ trade: TradeStorage.Live) async {
    do {
      _ = try await client.amend(
        .linkID(order.linkID), order.symbol, OrderChange(price: price), by: min(trade.proposal.enterBy, time.now + .seconds(2)))
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
