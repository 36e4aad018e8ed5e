import Bybit
import Database
import Messages
import Model
import TradingRules

/// In front of the entry gate: the books and the key must allow the mode (DESIGN §6.11). Paper money needs neither.
///
/// Both are asked at each entry, so that a key whose rights were widened while the process runs is not used either. What exists is
/// protected and closed whatever they say.
struct ClearedEntryGate: EntryGate {
  let gate: any EntryGate
  let database: Database
  let mode: TradingMode
  let requiredPaperTrades: Int
  /// What the key may do at this moment.
  let rights: @Sendable () async throws -> APIKeyRights

  func authorize(_ proposalID: ProposalID, _ symbol: Symbol) async throws -> AuthorizeEntry.Reply {
    guard mode != .paper else { return try await gate.authorize(proposalID, symbol) }
    let clearance = try await database.transaction {
      try ClearanceStorage(transaction: $0).clearance(mode, requiredPaperTrades: requiredPaperTrades)
    }
    if let objection = clearance.objection { return .refused(reason: "modeNotCleared", message: objection) }
    if let objection = try await rights().objection(in: mode) { return .refused(reason: "keyRights", message: objection) }
    return try await gate.authorize(proposalID, symbol)
  }

  /// The same question at the start of the process.
  /// - Throws: ``ExecutorError`` `modeNotCleared` with what to do.
  static func checkStart(_ mode: TradingMode, requiredPaperTrades: Int, _ database: Database) async throws {
    let clearance = try await database.transaction {
      try ClearanceStorage(transaction: $0).clearance(mode, requiredPaperTrades: requiredPaperTrades)
    }
    if let objection = clearance.startObjection { throw ExecutorError(.modeNotCleared, objection) }
  }
}
