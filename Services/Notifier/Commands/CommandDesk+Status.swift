import Messages
import Messaging
import Model
import Telegram

extension CommandDesk {
  /// Each part by itself: what is up is shown although something else is down.
  func status() async -> String {
    async let trading = part("risk-manager") { TradingText.html(try await colleagues.ask(GetTradingState()).state) }
    async let slots = part("slots") {
      let slots = try await colleagues.ask(CheckSlots())
      return
        "Slots: \(slots.occupied) of \(slots.limit) taken\(slots.symbols.isEmpty ? "" : " (\(slots.symbols.map(\.description).joined(separator: ", ")))")"
    }
    async let positions = part("position-monitor") {
      let positions = try await colleagues.ask(ListPositions()).positions
      let total = positions.reduce(Money.zero) { $0 + $1.unrealizedPnL }
      return "Open positions: \(positions.count), unrealized \(Figures.gain(total)) USDT"
    }
    async let waiting = part("approvals") {
      let pending = try await database.transaction { try ApprovalStorage(transaction: $0).pending().count }
      return "Waiting for a decision: \(pending)"
    }
    return await [trading, slots, positions, waiting].joined(separator: "\n")
  }

  func health() async -> String {
    let names = ServiceName.allCases.filter { $0 != .notifier }
    let lines = await withTaskGroup(of: (ServiceName, String).self) { group in
      for name in names {
        group.addTask {
          do {
            let reply = try await colleagues.ping(name)
            let role = reply.role == .standby ? ", standby" : ""
            return (name, "✅ \(name.rawValue) \(reply.version)\(role), up since \(Figures.dayAndTime(reply.startedAt)) UTC")
          } catch {
            return (name, "❌ \(name.rawValue): no answer")
          }
        }
      }
      var lines: [ServiceName: String] = [:]
      for await (name, line) in group { lines[name] = line }
      return names.compactMap { lines[$0] }
    }
    let own = await part("queue") {
      try await database.transaction { transaction in
        let counts = try DeliveryStorage(transaction: transaction).counts()
        return "✅ notifier: \(counts.waiting) messages wait, \(counts.dropped) were dropped within a day"
      }
    }
    return (lines + [own]).joined(separator: "\n")
  }

  /// The text, or a sentence that says what is missing.
  private func part(_ name: String, _ text: @Sendable () async throws -> String) async -> String {
    do { return try await text() } catch { return "⚠️ \(name): \(TelegramHTML.escaped("\(error)"))" }
  }
}
