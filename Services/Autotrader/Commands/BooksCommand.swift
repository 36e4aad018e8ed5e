import ArgumentParser
import Bybit
import Exchange
import FoundationEssentials
import Instance
import Logging
import Messages
import Model

/// `autotrader books`.
struct BooksCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "books",
    abstract: "Compares every closed trade and the whole ledger with what the exchange says.",
    discussion: """
      A trade's result is summed up from its executions; that, what was booked and the exchange's closed PnL must be equal to the cent, and \
      the ledger must be the wallet's change since --opening-balance, which is needed outside of paper. The newest 200 closed trades \
      are compared; the exchange is asked back to the oldest of them, seven days at a time.

      Examples:
        autotrader books
        autotrader books --opening-balance 5000 --json

      Exit codes: 0 equal, 1 not.
      """)

  @Option(help: "USDT in the wallet before the first trade; in paper \(ProcessPlan.openingBalance) unless given.")
  var openingBalance: String?
  @Flag(help: "One JSON object.")
  var json = false
  @OptionGroup var instance: InstanceOptions

  private struct Output: Encodable {
    let agrees: Bool
    let closedTrades: Int
    let ledger: Money
    let walletChange: Money
    let walletBalance: Money
  }

  func validate() throws {
    if let openingBalance, Money(openingBalance) == nil { throw ValidationError("'\(openingBalance)' is not an amount") }
  }

  func run() async throws {
    let quiet = Logger(label: "autotrader") { _ in SwiftLogNoOpLogHandler() }
    let terminal = Terminal.standardOutput
    let books = try await SystemClient.with(instance) { bus, location in
      let settings = try DoctorSettings.load(location.instance, mode: nil, environment: ProcessInfo.processInfo.environment)
      let opening = try opening(try settings.tradingMode())
      let exchange = try VerifiedExchange(settings, .account, logger: quiet)
      let trades = try await bus.ask(ListTrades(status: .closed, limit: 200)).trades
      return try await BooksCheck(
        bus: bus, exchange: exchange.verified(), openingBalance: opening, terminal: terminal, time: .system
      ).settled(trades.map(\.tradeID))
    }
    if json {
      try terminal.json(Self.output(books))
    } else {
      for line in books.lines(for: terminal) { terminal.line(line) }
    }
    guard books.agrees else { throw CommandFailure(.failed, "the books do not agree with the exchange to the cent") }
  }

  /// - Throws: ``CommandFailure`` when nobody knows it: only a paper account begins with a known amount.
  func opening(_ mode: TradingMode) throws -> Money {
    if let given = openingBalance.flatMap({ Money($0) }) { return given }
    guard mode == .paper else {
      throw CommandFailure(
        .usage, "in \(mode.rawValue) nobody knows what was in the wallet before the first trade: give it with --opening-balance")
    }
    return ProcessPlan.openingBalance
  }

  private static func output(_ books: AccountBooks) -> Output {
    Output(
      agrees: books.agrees, closedTrades: books.trades.count, ledger: books.ledger, walletChange: books.walletChange,
      walletBalance: books.walletBalance)
  }
}
