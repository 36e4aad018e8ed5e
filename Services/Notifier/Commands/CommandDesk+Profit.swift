import Messages
import Model

extension CommandDesk {
  /// Pages of the ledger that are read at most: 10,000 bookings.
  private static let maximumPages = 20

  func profit(_ days: Int) async throws -> String {
    let now = time.now
    let (entries, isWhole) = try await ledger(from: now - .seconds(86_400 * days), to: now)
    return ProfitText.html(entries, days: days, isWhole: isWhole)
  }

  /// The running UTC day and the six before it.
  func daily() async throws -> String {
    let now = time.now
    let midnight = Timestamp(milliseconds: now.milliseconds.floorDivided(by: 86_400_000) * 86_400_000)
    let (entries, isWhole) = try await ledger(from: midnight - .seconds(6 * 86_400), to: now)
    return ProfitText.daily(entries, today: midnight, isWhole: isWhole)
  }

  private func ledger(from: Timestamp, to: Timestamp) async throws -> (entries: [LedgerEntry], isWhole: Bool) {
    var entries: [LedgerEntry] = []
    var key: String?
    for _ in 0..<Self.maximumPages {
      let page = try await colleagues.ask(ExportRows(table: .ledger, from: from, to: to, afterKey: key))
      entries += page.ledger
      guard let next = page.nextKey else { return (entries, true) }
      key = next
    }
    return (entries, false)
  }
}
