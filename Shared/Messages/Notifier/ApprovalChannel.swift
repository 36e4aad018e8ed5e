import Model

/// Where a decision came from. `automatic` exists in paper trading only (DESIGN §6.7); `halt` withdraws what waits when
/// trading is halted. Neither can be asked for.
package enum ApprovalChannel: String, Codable, Sendable {
  case cli, web, telegram, automatic, halt
}
