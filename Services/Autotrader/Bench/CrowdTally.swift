import Model

/// What many sockets have heard of the position updates that the dashboard let through, and what each of them should have heard.
///
/// The dashboard numbers its updates over all symbols, so a number that nobody heard is a loss as well.
struct CrowdTally: Sendable {
  /// One `position:updated` as it came.
  struct Update: Sendable, Equatable {
    /// Index into the symbols.
    let symbol: Int
    /// From 1, over all symbols.
    let sequence: Int
    /// When the state was published on the bus.
    let publishedAt: Timestamp
    /// When the dashboard let it through.
    let sentAt: Timestamp
    let receivedAt: Timestamp
  }

  private struct Client: Sendable {
    let follows: Set<Int>
    /// By sequence number.
    var heard: [Bool] = []
    /// The newest state of each symbol.
    var newest: [Int: Timestamp] = [:]
    var isConnected = true
  }

  private var clients: [Client]
  /// By sequence number; nil: heard by nobody so far.
  private var symbols: [Int?] = []
  private(set) var repeated = 0
  /// Microseconds from the dashboard's sending to the arrival.
  private(set) var delays: [Int] = []
  /// Microseconds from the publication to the arrival, the throttle's wait included.
  private(set) var ages: [Int] = []

  /// - Parameter follows: the symbols of each client.
  init(follows: [Set<Int>]) { clients = follows.map { Client(follows: $0) } }

  mutating func add(_ update: Update, to client: Int) {
    let (index, sequence) = (client, update.sequence)
    guard sequence > 0 else { return }
    if symbols.count <= sequence { symbols += Array(repeating: nil, count: sequence + 1 - symbols.count) }
    symbols[sequence] = update.symbol
    let lacking = sequence + 1 - clients[index].heard.count
    if lacking > 0 { clients[index].heard += Array(repeating: false, count: lacking) }
    if clients[index].heard[sequence] { repeated += 1 } else { clients[index].heard[sequence] = true }
    clients[index].newest[update.symbol] = max(update.publishedAt, clients[index].newest[update.symbol] ?? update.publishedAt)
    delays.append(Int((update.receivedAt - update.sentAt).wholeNanoseconds / 1000))
    ages.append(Int((update.receivedAt - update.publishedAt).wholeNanoseconds / 1000))
  }

  /// What was heard so far is not measured: it found the way.
  mutating func forgetTimes() { (delays, ages) = ([], []) }

  mutating func lost(_ client: Int) { clients[client].isConnected = false }

  var disconnected: Int { clients.count { !$0.isConnected } }
  /// Updates that the dashboard let through, heard or not.
  var updates: Int { max(0, symbols.count - 1) }
  /// Numbers between the first and the last that no client heard.
  var unheard: Int { symbols.dropFirst().count { $0 == nil } }

  /// Each client should hear each update of its symbols once.
  var expected: Int {
    let bySymbol = symbols.dropFirst().reduce(into: [Int: Int]()) { counts, symbol in
      if let symbol { counts[symbol, default: 0] += 1 }
    }
    return clients.reduce(0) { sum, client in sum + client.follows.reduce(0) { $0 + bySymbol[$1, default: 0] } }
  }

  var received: Int { clients.reduce(0) { $0 + $1.heard.count { $0 } } }

  /// Clients that have not seen the given newest state of every symbol they follow.
  func without(_ last: [Int: Timestamp]) -> Int {
    clients.count { client in client.follows.contains { client.newest[$0] != last[$0] } }
  }

  /// Whether every client has heard something of every symbol it follows.
  var isWarm: Bool { clients.allSatisfy { client in client.follows.allSatisfy { client.newest[$0] != nil } } }
}
