import Database
import HTTPClient
import Logging
import Messages
import Messaging
import Model
import ServiceKit
import Synchronization
import Telegram
import TestKit
import Testing

@testable import Notifier

/// A notifier's Telegram side on a real PostgreSQL against the loopback Bot API, stepped by the test.
struct BotRoom: Sendable {
  static let ann: Int64 = 42
  static let bob: Int64 = 43
  static let stranger: Int64 = 6_666_666

  let room: ApprovalTests.Room
  let server: LoopbackBotServer
  let client: TelegramClient
  let logs = RecordedLogs()

  init() async throws {
    room = try await ApprovalTests.Room()
    server = try LoopbackBotServer()
    for (id, name) in [(Self.ann, "Ann"), (Self.bob, "Bob"), (Self.stranger, "Mallory")] { server.addPerson(id, name) }
    let http = try HTTPClient(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    client = TelegramClient(try #require(BotToken(server.token)), baseURL: server.baseURL, http: http)
  }

  var database: Database { room.database }
  var clock: TestClock { room.clock }
  var logger: Logger { Logger(label: "test") { _ in logs } }
  let queue = NoticeQueue(chats: [BotRoom.ann, BotRoom.bob])

  func propose(_ proposal: TradeProposal) async throws {
    try await deliver(
      TradeProposed(proposal: proposal), to: TradeProposedHandler(automaticDelay: nil, queue: queue), database,
      actBefore: proposal.approveBy)
  }

  func buttons(
    _ prices: KnownPrices = KnownPrices(), slots: KnownSlots = KnownSlots(), limit: String = "1000", on connection: Database? = nil
  ) throws -> ButtonDesk {
    ButtonDesk(
      database: connection ?? database, desk: room.desk(prices, connection, slots: slots), client: client,
      secondTapAbove: try #require(Money(limit)), time: clock.source, logger: logger)
  }

  func desk(_ buttons: ButtonDesk, _ colleagues: KnownColleagues = KnownColleagues(), on connection: Database? = nil) -> TelegramDesk {
    let database = connection ?? database
    return TelegramDesk(
      database: database, access: TelegramAccess(approvers: [Self.ann: "ann", Self.bob: "bob"]),
      commands: CommandDesk(database: database, colleagues: colleagues, time: clock.source, logger: logger), buttons: buttons,
      time: clock.source, logger: logger)
  }

  func poller(
    _ buttons: ButtonDesk? = nil, _ colleagues: KnownColleagues = KnownColleagues(), on connection: Database? = nil
  ) throws -> TelegramPoller {
    TelegramPoller(
      database: connection ?? database, client: client, desk: desk(try buttons ?? self.buttons(), colleagues, on: connection),
      time: clock.source, logger: logger, wait: 0)
  }

  func sender(_ colleagues: KnownColleagues = KnownColleagues(), on connection: Database? = nil) -> TelegramSender {
    TelegramSender(
      database: connection ?? database, client: client, composer: ApprovalComposer(colleagues: colleagues, logger: logger),
      time: clock.source, logger: logger)
  }

  /// Sends everything that can be sent now.
  func send(_ colleagues: KnownColleagues = KnownColleagues()) async throws {
    let sender = sender(colleagues)
    while try await sender.step() == .worked {}
  }

  /// Reads what waits at the server, then sends the answers.
  func hear(_ buttons: ButtonDesk? = nil, _ colleagues: KnownColleagues = KnownColleagues()) async throws {
    _ = try await poller(buttons, colleagues).step()
    try await send(colleagues)
  }

  func latest(_ chat: Int64 = BotRoom.ann) throws -> BotMessage { try #require(server.messages(in: chat).last) }

  struct Row: Sendable, Equatable {
    let kind: String
    let state: String
    let reason: String?
  }

  func deliveries(_ chat: Int64 = BotRoom.ann) async throws -> [Row] {
    try await database.transaction { transaction in
      try transaction.execute("SELECT kind, state, reason FROM deliveries WHERE chat_id = $1::bigint ORDER BY id", chat).map {
        Row(kind: try $0.read("kind"), state: try $0.read("state"), reason: try $0.readOptional("reason"))
      }
    }
  }
}

/// Services that answer what a test has put there; the others do not answer.
struct KnownColleagues: Colleagues {
  /// By the request's name.
  var answers: [String: any Sendable] = [:]
  let asked = Recorder()

  final class Recorder: Sendable {
    private let requests = Mutex<[any Message]>([])
    var all: [any Message] { requests.withLock { $0 } }
    func add(_ request: any Message) { requests.withLock { $0.append(request) } }
  }

  func ask<Asked: AddressedRequest>(_ request: Asked, within limit: Duration) async throws -> Asked.Reply {
    asked.add(request)
    guard let reply = answers[Asked.name] as? Asked.Reply else {
      throw BusError(.timeout, "\(Asked.service.rawValue) did not answer \(Asked.name) within \(limit)")
    }
    return reply
  }

  func ping(_ service: ServiceName) async throws -> Ping.Reply {
    guard let reply = answers["ping/\(service.rawValue)"] as? Ping.Reply else { throw BusError(.timeout, "no answer") }
    return reply
  }
}

/// Everything that was logged, as text.
struct RecordedLogs: LogHandler {
  final class Lines: Sendable {
    private let lines = Mutex<[String]>([])
    func add(_ line: String) { lines.withLock { $0.append(line) } }
    var text: String { lines.withLock { $0.joined(separator: "\n") } }
  }

  private let lines = Lines()
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.trace

  var text: String { lines.text }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) { lines.add("\(event.level) \(event.message) \(event.metadata ?? [:])") }
}
