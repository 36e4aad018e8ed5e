import Messages
import Model

/// A slot held for a proposal. It lapses by time only while no entry is authorized; afterwards only the trade's end frees it (DESIGN §6.5).
package struct Reservation: Sendable, Equatable {
  package enum State: String, Sendable, Codable {
    case reserved, authorized, released
  }

  package let proposalID: ProposalID
  package let symbol: Symbol
  package let state: State
  package let enterBy: Timestamp

  package init(proposalID: ProposalID, symbol: Symbol, state: State, enterBy: Timestamp) {
    self.proposalID = proposalID
    self.symbol = symbol
    self.state = state
    self.enterBy = enterBy
  }

  /// The gate's answer. The same question gets the same answer: an authorized entry stays authorized.
  /// - Parameter stop: why trading does not run; it closes the gate for what is not authorized yet.
  package static func authorize(_ reservation: Reservation?, symbol: Symbol, stop: TradingStop?, now: Timestamp) -> AuthorizeEntry.Reply {
    guard let reservation else { return .refused(reason: "noReservation", message: "no slot is reserved for this proposal") }
    guard reservation.symbol == symbol else {
      return .refused(reason: "otherSymbol", message: "the slot is reserved for \(reservation.symbol), not \(symbol)")
    }
    switch reservation.state {
    case .authorized: return .authorized
    case .released: return .refused(reason: "released", message: "the slot was released")
    case .reserved:
      if let stop { return .refused(reason: stop.reason, message: stop.message) }
      guard now < reservation.enterBy else {
        return .refused(reason: "expired", message: "the cycle ended at \(reservation.enterBy)")
      }
      return .authorized
    }
  }
}
