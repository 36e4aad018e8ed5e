import Bybit
import Messages
import Model

/// The life of one trade at the exchange. Pure.
///
/// Messages come late, twice, in any order, or never. So nothing is a step from a remembered state: the life keeps the best known fact about
/// each order and each execution, and its state is a function of these. The same facts give the same state in any order; a lost message is
/// made good by reading the same facts by REST. A fact that would lead backwards is refused.
package struct TradeLife: Sendable {
  package enum Fact: Sendable {
    case order(Order)
    case execution(Execution)
    /// Whether a read has shown the position with its stop.
    case protection(Bool)
  }

  /// Why a fact was not taken in; worth a report, because the exchange contradicts itself or us.
  package struct Refusal: Error, Sendable, Equatable, CustomStringConvertible {
    package let description: String
  }

  package let symbol: Symbol
  package let side: Side
  package let entryLink: OrderLinkID
  private let ordered: Quantity
  private var orders: [String: Order] = [:]
  private var executions: [String: Execution] = [:]
  private var isProtected = false

  /// - Parameter ordered: what the entry asked for.
  package init(symbol: Symbol, side: Side, entryLink: OrderLinkID, ordered: Quantity) {
    self.symbol = symbol
    self.side = side
    self.entryLink = entryLink
    self.ordered = ordered
  }

  // MARK: - Taking in

  /// Facts about other symbols, and those that say nothing new, change nothing.
  /// - Throws: ``Refusal`` for a fact that would be an illegal transition; the life stays as it was.
  package mutating func apply(_ fact: Fact) throws(Refusal) {
    var next = self
    switch fact {
    case .protection(let isThere): next.isProtected = isThere
    case .execution(let execution):
      guard execution.symbol == symbol, executions[execution.executionID] == nil else { return }
      next.executions[execution.executionID] = execution
    case .order(let order):
      guard order.symbol == symbol else { return }
      if let known = orders[order.orderID] {
        guard try Self.isNews(order, known) else { return }
      }
      next.orders[order.orderID] = order
    }
    guard entryState.mayBecome(next.entryState) else {
      throw Refusal(description: "\(entryState.rawValue) cannot become \(next.entryState.rawValue)")
    }
    guard next.filled <= ordered else {
      throw Refusal(description: "\(next.filled) filled of \(ordered) ordered")
    }
    self = next
  }

  /// Ordered by the exchange's own time; a final state is never left.
  private static func isNews(_ order: Order, _ known: Order) throws(Refusal) -> Bool {
    if known.status.isFinal {
      if order.status == known.status { return order.updatedAt > known.updatedAt && order.cumulativeQuantity >= known.cumulativeQuantity }
      guard order.status.isFinal || order.updatedAt > known.updatedAt else { return false }
      throw Refusal(description: "order \(order.orderID) was \(known.status.name) and is said to be \(order.status.name)")
    }
    if order.status.isFinal { return true }
    return (order.updatedAt, order.cumulativeQuantity) > (known.updatedAt, known.cumulativeQuantity)
  }

  // MARK: - What follows

  private var entry: Order? { orders.values.first { $0.linkID == entryLink } }

  /// Of the entry. The order and its executions may each be ahead of the other.
  package var filled: Quantity {
    max(entry?.cumulativeQuantity ?? .zero, entries.reduce(.zero) { $0 + $1.quantity })
  }

  /// Of the position.
  package var closed: Quantity { exits.reduce(.zero) { $0 + $1.closedQuantity } }

  private var entries: [Execution] { executions.values.filter { $0.linkID == entryLink && $0.kind != .funding } }

  private var exits: [Execution] {
    executions.values.filter { $0.side == side.opposite && $0.kind != .funding && $0.closedQuantity > .zero }
  }

  package var entryState: EntryState {
    let filled = filled
    let isEnded = entry?.status.isFinal ?? false || filled >= ordered
    guard filled > .zero else {
      guard isEnded else { return .pending }
      return entry?.status == .rejected ? .rejected : .cancelled
    }
    guard isEnded else { return .partiallyFilled }
    return closed >= filled ? .closed : .filled
  }

  package var exitState: ExitState {
    switch entryState {
    case .pending, .cancelled, .rejected: return .entryPlaced
    case .partiallyFilled, .filled: return isProtected ? .waitingExit : .entryFilled
    case .closed: break
    }
    switch closeReason {
    case .takeProfit: return .takeProfitFilled
    case .stopLoss: return .stopLossFilled
    case .liquidation, .deleveraging: return .liquidated
    case .manual, .flattened, .unknown: return .manuallyClosed
    }
  }

  /// What closed the last of the position; `unknown` while its order has not been seen.
  package var closeReason: CloseReason {
    guard let last = exits.max(by: { ($0.at, $0.sequence) < ($1.at, $1.sequence) }) else { return .unknown }
    switch last.kind {
    case .other("BustTrade"): return .liquidation
    case .other("AdlTrade"): return .deleveraging
    case .trade, .funding, .other: break
    }
    switch last.linkID.flatMap(LinkID.purpose) {
    case .close: return .manual
    case .flatten: return .flattened
    case .entry, nil: break
    }
    guard let order = orders[last.orderID] else { return .unknown }
    switch order.stopOrderType {
    case "TakeProfit", "PartialTakeProfit": return .takeProfit
    case "StopLoss", "PartialStopLoss", "TrailingStop": return .stopLoss
    default: return .manual
    }
  }

  /// The coarse state of `trades.status`. A position counts as open only when its stop was read back.
  package var status: TradeStatus {
    switch entryState {
    case .pending, .partiallyFilled: .pending
    case .filled: isProtected ? .open : .pending
    case .closed: .closed
    case .cancelled: .cancelled
    case .rejected: .rejected
    }
  }
}
