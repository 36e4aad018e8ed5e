import Model

/// The protocol of one connection: authenticate, subscribe, ping, notice silence. Pure; time comes in, what to do comes out.
struct StreamSession: Sendable {
  enum Action: Sendable, Equatable {
    case send(String)
    /// Subscribed: from here on nothing is missed, and everything before may have been.
    case live
    case deliver(StreamUpdate)
    case end(StreamEnd)
  }

  private enum Phase: Equatable {
    case authenticating, subscribing, live, over
  }

  private let credentials: BybitCredentials?
  private let topics: [String]
  private let timing: StreamTiming
  private var phase = Phase.subscribing
  private var phaseSince: Timestamp
  private var heardAt: Timestamp
  private var pingedAt: Timestamp
  private var book = TickerBook()

  /// - Parameter credentials: nil for public streams.
  init(_ credentials: BybitCredentials?, _ topics: [String], _ timing: StreamTiming, at now: Timestamp) {
    self.credentials = credentials
    self.topics = topics
    self.timing = timing
    phaseSince = now
    heardAt = now
    pingedAt = now
  }

  /// What to say first. - Parameter serverTime: the exchange's clock, which judges the expiry.
  mutating func opened(serverTime: Timestamp) -> [Action] {
    guard let credentials else { return [.send(StreamCommand.subscribe(topics))] }
    phase = .authenticating
    return [.send(StreamCommand.authenticate(credentials, expires: serverTime + .seconds(10)))]
  }

  mutating func tick(at now: Timestamp) -> [Action] {
    guard phase != .over else { return [] }
    if now - heardAt >= timing.silence { return over(.silent) }
    if phase != .live, now - phaseSince >= timing.answer {
      return over(.unanswered(phase == .authenticating ? "auth" : "subscribe"))
    }
    guard now - pingedAt >= timing.ping else { return [] }
    pingedAt = now
    return [.send(StreamCommand.ping)]
  }

  mutating func received(_ text: String, at now: Timestamp) -> [Action] {
    guard phase != .over else { return [] }
    heardAt = now
    do throws(BybitError) {
      return try handle(StreamMessage(text), at: now)
    } catch {
      // What cannot be read may have been a fill: only a new start with a REST read makes that good.
      return over(.malformed(error.description))
    }
  }

  private mutating func handle(_ message: StreamMessage, at now: Timestamp) throws(BybitError) -> [Action] {
    switch message {
    case .pong, .ignored: return []
    case .authenticated:
      guard phase == .authenticating else { return [] }
      phase = .subscribing
      phaseSince = now
      return [.send(StreamCommand.subscribe(topics))]
    case .subscribed:
      guard phase == .subscribing else { return [] }
      phase = .live
      return [.live]
    case .refused("auth", let message): return over(.authenticationRefused(message))
    case .refused("subscribe", let message): return over(.subscriptionRefused(message))
    case .refused: return []
    case .data(let topic, let isSnapshot, let rows, let time):
      return try deliver(topic, isSnapshot: isSnapshot, rows, at: time ?? now)
    }
  }

  private mutating func deliver(_ topic: String, isSnapshot: Bool, _ rows: [ReplyRow], at time: Timestamp) throws(BybitError) -> [Action] {
    var actions: [Action] = []
    // Dated futures, whose names have a dash, and other categories are not traded here.
    for row in rows where !(row.optionalText("symbol") ?? "").contains("-") && (row.optionalText("category") ?? "linear") == "linear" {
      switch topic.prefix(while: { $0 != "." }) {
      case "order": actions.append(.deliver(.order(try Order(row))))
      case "execution": actions.append(.deliver(.execution(try Execution(row))))
      case "position": actions.append(.deliver(.position(try Position(row))))
      case "wallet": actions.append(.deliver(.wallet(try Wallet(row))))
      case "kline": actions.append(.deliver(.candle(try StreamCandle(row, topic: topic))))
      case "tickers":
        guard let ticker = try book.apply(row, isSnapshot: isSnapshot, at: time) else {
          actions += [.send(StreamCommand.unsubscribe([topic])), .send(StreamCommand.subscribe([topic]))]
          continue
        }
        actions.append(.deliver(.ticker(ticker)))
      default: continue
      }
    }
    return actions
  }

  private mutating func over(_ end: StreamEnd) -> [Action] {
    phase = .over
    return [.end(end)]
  }
}
