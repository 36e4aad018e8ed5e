import Model

/// Where a decision came from. `automatic` exists in paper trading only (DESIGN §6.7).
package enum ApprovalChannel: String, Codable, Sendable {
  case cli, web, telegram, automatic
}
