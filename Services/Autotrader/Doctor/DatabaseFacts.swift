import Model
import TradingRules

/// What the administrator sees of the database.
struct DatabaseFacts: Sendable, Equatable {
  struct SliceFacts: Sendable, Equatable {
    let service: ServiceName
    let schema: String
    let hasRole: Bool
    let isSuperuser: Bool
    /// Schemas of other services that the role may use.
    let foreignSchemas: [String]
    /// The last migration of the bus's tables; nil when they are not there.
    let busMigration: Int?
    /// The last migration of its own tables.
    let migration: Int?
  }

  /// As PostgreSQL counts: 150006.
  let serverVersion: Int
  /// `fsync` and `synchronous_commit`: whether a commit survives a power cut.
  let isDurable: Bool
  let slices: [SliceFacts]
  /// Nil before the executor has made its tables.
  let clearance: ModeClearance?
  /// References across slices that lead nowhere, by what they are.
  let danglingReferences: [String: Int]
}
