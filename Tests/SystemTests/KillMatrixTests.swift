import Foundation
import Model
import Testing
import TestKit

/// Each service dies at each named point, and the end is the same as without the kill.
@Suite(.serialized) struct KillMatrixTests {
  private static let symbolsOfACycle = 5
  private static let symbols = 400

  @Test func theEndIsTheSameWhereverAServiceDies() async throws {
    let matrix = try await MatrixSystem(symbols: Self.symbols, basePort: 27_500)
    var table: [String] = []
    var used = 0
    func cycle() async throws -> CycleEnd {
      defer { used += Self.symbolsOfACycle }
      return try await matrix.cycle(symbols: used..<used + Self.symbolsOfACycle)
    }

    // Without a kill: what "the same end" means.
    var control = try await cycle()
    for _ in 0..<6 where control.trades == 0 { control = try await cycle() }
    try #require(control.trades > 0)
    #expect(control.differences == [])

    for cell in KillCell.entries {
      let row = try await Self.run(cell, matrix) {
        for _ in 0..<6 {
          let end = try await cycle()
          #expect(end.differences == [], "\(cell)")
          // Without a trade some services have nothing to do.
          if end.trades > 0 || matrix.hasFired(cell) { return end.summary }
        }
        throw TestFailure("no cycle found a trade for \(cell)")
      }
      table.append(row)
    }
    try await Self.trades(matrix, &table)

    for trade in try await matrix.openTrades() { try await matrix.close(trade.id) }
    try await eventually("every trade is closed", within: .seconds(180)) { try await matrix.openTrades().isEmpty }
    try await eventually("every event is handled by all who hear it", within: .seconds(120)) {
      try await matrix.books.everythingIsHandled()
    }
    try await Self.expectAgreement(matrix)
    print("Kill matrix, \(table.count) cells:\n" + table.joined(separator: "\n"))
    #expect(try await matrix.system.stop() == 0)
    #expect(try matrix.system.leftovers() == [])
    try await matrix.remove()
  }

  /// The cells that need an open trade, one each.
  private static func trades(_ matrix: MatrixSystem, _ table: inout [String]) async throws {
    // A trade for each cell, read anew: meanwhile one may have ended at its own stop or target.
    var used: Set<TradeID> = []
    func newest(_ cell: KillCell) async throws -> (id: TradeID, symbol: Symbol) {
      guard let trade = try await matrix.openTrades().last(where: { !used.contains($0.id) }) else {
        throw TestFailure("no open trade is left for \(cell)")
      }
      used.insert(trade.id)
      return trade
    }
    for cell in KillCell.alerts {
      let trade = try await newest(cell)
      table.append(
        try await run(cell, matrix) {
          try await matrix.withoutStop(trade.symbol) {
            try await eventually("an alert is raised after \(cell)", within: .seconds(120)) { try await matrix.alerts(trade.id) > 0 }
          }
          // Seldom: the exchange counts the questions of one key together, the executor's too.
          try await eventuallyFound("the stop is set again after \(cell)", within: .seconds(120), every: .milliseconds(500)) {
            try await matrix.hasStop(trade.symbol) ? () : nil
          }
          return "one alert"
        })
      #expect(try await matrix.alerts(trade.id) == 1, "\(cell)")
    }
    for cell in KillCell.closes {
      let trade = try await newest(cell)
      table.append(
        try await run(cell, matrix) {
          try await matrix.close(trade.id)
          try await eventually("the trade is closed after \(cell)", within: .seconds(120)) { try await matrix.isClosed(trade.id) }
          return "closed once"
        })
    }
  }

  /// - Returns: the cell's row of the table.
  private static func run(_ cell: KillCell, _ matrix: MatrixSystem, _ body: () async throws -> String) async throws -> String {
    let old = try matrix.system.pid(of: cell.service.rawValue)
    let clock = ContinuousClock()
    let start = clock.now
    try matrix.arm(cell)
    let end = try await body()
    let took = clock.now - start
    try await eventually("\(cell) is reached") { matrix.hasFired(cell) }
    try await matrix.waitForRestart(cell.service, of: old)
    func padded(_ text: String, _ width: Int) -> String { text.padding(toLength: width, withPad: " ", startingAt: 0) }
    return "\(padded(cell.service.rawValue, 17))\(padded(cell.point.name, 40))\(padded(cell.path.rawValue, 7))"
      + "\(padded(String(format: "%.1f s", took.inSeconds), 8))\(end)"
  }

  private static func expectAgreement(_ matrix: MatrixSystem) async throws {
    #expect(try await matrix.books.lastingContradictions() == [])
    // What the exchange says it paid, what the ledger says, and what is in the wallet.
    let start = try #require(Money(MatrixSystem.startBalance))
    try await eventuallyFound("the ledger is what the exchange paid", every: .milliseconds(500)) {
      try await matrix.books.bookedTotal().withoutFunding == matrix.exchange.closedPnL().reduce(Money.zero) { $0 + $1.pnl } ? () : nil
    }
    // Eight-hourly funding is booked at the end of the trade that has paid it.
    try await eventuallyFound("the ledger is what the wallet has changed by", every: .milliseconds(500)) {
      try await matrix.books.bookedTotal().total == matrix.exchange.wallet().walletBalance - start ? () : nil
    }
  }
}
