import Bybit
import Model

/// The fills of one position, from its first to the one that made it flat, whoever ordered them: in one-way mode a fill by hand and one of
/// ours are the same position, and its result is theirs together. Pure.
package struct PositionFills: Sendable, Equatable {
  package let side: Side
  /// What enlarged it; of a fill that turned the opposite position around, only the part that is this position's.
  package private(set) var entries: [Execution] = []
  /// What reduced it; of a fill that turned it around, only the part that closed it.
  package private(set) var exits: [Execution] = []
  /// Payments while it was open.
  package private(set) var fundings: [Execution] = []
  /// What is open after the last of the fills.
  package private(set) var size = Quantity.zero

  /// - Parameter executions: of one symbol, oldest first, from the position's first fill on; what follows its end is left out.
  package init(_ side: Side, in executions: some Sequence<Execution>) {
    self.side = side
    for execution in executions {
      if isOver { return }
      add(execution)
    }
  }

  /// Flat, with every fill known.
  package var isOver: Bool { !entries.isEmpty && size == .zero }
  /// What was bought and sold again, or is still to be.
  package var quantity: Quantity { entries.reduce(.zero) { $0 + $1.quantity } }
  /// Whether entries of ours alone made the position (DESIGN §6.3).
  package var areEntriesOurs: Bool { entries.allSatisfy { $0.linkID.flatMap(LinkID.purpose) == .entry } }
  package var all: [Execution] { (entries + fundings + exits).sorted { ($0.at, $0.sequence) < ($1.at, $1.sequence) } }

  /// The fills of a position that is open now.
  /// - Parameter executions: of its symbol, oldest first, however much came before it.
  /// - Returns: nil when they do not lead back to a moment at which it was flat.
  package static func history(of side: Side, _ size: Quantity, in executions: [Execution]) -> PositionFills? {
    var before = size
    for (index, execution) in executions.enumerated().reversed() where execution.kind != .funding {
      before = execution.side == side ? before - execution.openedQuantity : before + execution.closedQuantity
      if before < .zero { return nil }
      guard before == .zero else { continue }
      let fills = PositionFills(side, in: executions[index...])
      return fills.size == size ? fills : nil
    }
    return nil
  }

  private mutating func add(_ execution: Execution) {
    guard execution.kind != .funding else {
      if !entries.isEmpty { fundings.append(execution) }
      return
    }
    if execution.side == side {
      guard execution.openedQuantity > .zero else { return }
      entries.append(execution.openingPart)
      size += execution.openedQuantity
    } else if !entries.isEmpty, execution.closedQuantity > .zero {
      exits.append(execution.closingPart)
      size -= execution.closedQuantity
    }
  }
}

extension Execution {
  /// How much of the fill enlarged or began a position.
  fileprivate var openedQuantity: Quantity { quantity - closedQuantity }

  /// What the fill did to the position that it reduced, with its share of the fee.
  fileprivate var closingPart: Execution { part(closedQuantity, fee: closingFee, closed: closedQuantity) }

  /// What the fill did to the position that it enlarged; both parts' fees add up to the fill's.
  fileprivate var openingPart: Execution { part(openedQuantity, fee: fee - closingFee, closed: .zero) }

  private var closingFee: Money { fee.share(of: closedQuantity, in: quantity, .nearest) }

  private func part(_ part: Quantity, fee: Money, closed: Quantity) -> Execution {
    guard part != quantity else { return self }
    return Execution(
      executionID: executionID, orderID: orderID, linkID: linkID, symbol: symbol, side: side, kind: kind, price: price, quantity: part,
      value: value.share(of: part, in: quantity, .nearest), fee: fee, isMaker: isMaker, closedQuantity: closed, at: at, sequence: sequence)
  }
}
