import Model

/// The life of an approval: `pending`, then exactly one end.
package enum ApprovalStatus: String, Codable, Sendable {
  case pending, confirmed, rejected, expired, unknown
}
