import Bybit
import HTTPClient
import Instance
import Logging
import Messages
import Messaging
import Model

/// Compares the executor's books with the exchange itself: a second reader, not the one that wrote them.
struct BooksCheck: Sendable {
  /// A fill is booked within seconds; what still differs afterwards is a difference.
  static let patience = Duration.seconds(20)

  let bus: Bus
  let exchange: BybitClient
  let openingBalance: Money
  let terminal: Terminal
  let time: TimeSource

  /// The paper exchange of an instance, with the instance's key.
  static func client(of plan: UpPlan, _ folder: InstanceFolder, http: HTTPClient, logger: Logger) throws -> BybitClient {
    let secrets = Secrets(folder: folder)
    let credentials = BybitCredentials(
      key: try secrets.value(SecretName.exchangeKey), secret: try secrets.value(SecretName.exchangeSecret))
    return try BybitClient(
      BybitConfiguration(baseURL: "http://127.0.0.1:\(plan.exchangePort)", credentials: credentials, allowsPlainHTTP: true), http: http,
      logger: logger)
  }

  /// Shows the comparison.
  /// - Throws: ``CommandFailure`` when it is not equal to the cent.
  func run(_ trades: [TradeID]) async throws {
    let books = try await settled(trades)
    terminal.line()
    for line in books.lines(for: terminal) { terminal.line(line) }
    guard books.agrees else { throw CommandFailure(.failed, "the books do not agree with the exchange to the cent") }
  }

  /// The books once they agree, or as they still are when patience has ended.
  func settled(_ trades: [TradeID]) async throws -> AccountBooks {
    let deadline = time.now + Self.patience
    var books = try await read(trades)
    while !books.agrees, time.now < deadline {
      try await Task.sleep(for: .milliseconds(500))
      books = try await read(trades)
    }
    return books
  }

  func read(_ trades: [TradeID]) async throws -> AccountBooks {
    var stories: [TradeStory] = []
    for trade in trades {
      if let story = try await bus.ask(GetTradeStory(tradeID: trade)).story { stories.append(story) }
    }
    let start = stories.map(\.trade.createdAt).min()
    let closed = try await exchange.closedPnL(since: start.map { $0 - .seconds(60) })
    let (ledger, funded) = try await ledger()
    return AccountBooks(
      trades: stories.map { TradeBooks($0, closed: closed) }, ledger: ledger, openFunding: try await openFunding(booked: funded),
      openingBalance: openingBalance, walletBalance: try await exchange.wallet().walletBalance)
  }

  private func openFunding(booked: Set<String>) async throws -> Money {
    let open = try await bus.ask(ListTrades(status: .open, limit: ListTrades.maximumLimit)).trades
    guard let first = open.map(\.createdAt).min() else { return .zero }
    return AccountBooks.openFunding(of: open, in: try await exchange.executions(since: first), booked: booked)
  }

  /// The sum of all entries, and the executions of those that are funding.
  private func ledger() async throws -> (sum: Money, funded: Set<String>) {
    var sum = Money.zero
    var funded: Set<String> = []
    var after: String?
    repeat {
      let page = try await bus.ask(ExportRows(table: .ledger, afterKey: after))
      for entry in page.ledger {
        sum = sum + entry.amount
        if entry.kind == .funding { funded.insert(entry.executionID) }
      }
      after = page.nextKey
    } while after != nil
    return (sum, funded)
  }
}
