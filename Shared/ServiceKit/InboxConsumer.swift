import Database
import FoundationEssentials
import Logging
import Messages
import Messaging
import Model

/// Handles one producer's events in number order: each number once, whatever the bus loses, repeats or delays (DESIGN §4).
///
/// A repeated number is dropped. A gap, a start and a heartbeat that is ahead lead to the same thing: a replay by the owner.
struct InboxConsumer: Sendable {
  /// This service.
  let consumer: ServiceName
  let producer: ServiceName
  let handlers: [Topic: AnyEventHandler]
  let database: Database
  let bus: Bus
  let wakeUps: WakeUps
  let time: TimeSource
  let logger: Logger
  /// How long the owner may take to answer a replay.
  var replayPatience = Duration.seconds(2)

  static let maximumTries = 3
  static let replayBatch = 200
  static let lateHeartbeatsOfABackup = 5

  func run(_ stream: AsyncStream<EncodedEvent>) async {
    guard let start = await storedPosition() else { return }
    var progress = Progress(stored: start)
    await replay(upTo: nil, &progress)
    for await event in stream {
      if Task.isCancelled { return }
      if let number = event.envelope.number {
        if number > progress.number + 1 { await replay(upTo: number - 1, &progress) }
        await take(event, number, &progress)
      } else if event.envelope.topic.event == Heartbeat.event {
        await compare(event, &progress)
      }
    }
  }

  /// How far this consumer is; ignored events move it in memory first and in the database at the next handled event or heartbeat.
  struct Progress {
    var number: Int64
    var stored: Int64
    var lateHeartbeats = 0
    /// People know that the producer's outbox was set back.
    var isSetBackTold = false

    init(stored: Int64) {
      number = stored
      self.stored = stored
    }
  }

  private func storedPosition() async -> Int64? {
    await persevere("read the inbox position") { try await database.transaction { try Inbox.position(of: producer, $0) } }
  }

  private func compare(_ event: EncodedEvent, _ progress: inout Progress) async {
    do {
      let heartbeat = try event.decode(Heartbeat.self)
      let last = heartbeat.lastNumber
      if last > progress.number { await replay(upTo: last, &progress) }
      if progress.number > progress.stored {
        let number = progress.number
        try await database.transaction { try Inbox.advance(producer, to: number, $0) }
        progress.stored = number
      }
      // A replay reads the outbox and may be a moment ahead of the owner's relay, which heartbeats follow: one late number is no proof.
      // A standby's number is as old as its last look.
      if heartbeat.role == .standby { return }
      progress.lateHeartbeats = last < progress.number ? progress.lateHeartbeats + 1 : 0
      if progress.lateHeartbeats == 0 { progress.isSetBackTold = false }
      if progress.lateHeartbeats >= Self.lateHeartbeatsOfABackup && !progress.isSetBackTold { try await tellOfSetBack(last, &progress) }
    } catch {
      logger.warning("heartbeat not compared", metadata: ["producer": "\(producer.rawValue)", "error": "\(error)"])
    }
  }

  /// Asks the owner for everything after the last handled number. Gives up quietly when the owner is down: its next heartbeat starts it again.
  private func replay(upTo last: Int64?, _ progress: inout Progress) async {
    while !Task.isCancelled {
      do {
        let request = ReplayEvents(after: progress.number, limit: Self.replayBatch)
        let reply = try await bus.ask(request, of: producer, within: replayPatience)
        let before = progress.number
        let events = try reply.events.map { try EncodedEvent(wireFormat: Data($0.utf8)) }
        if reply.truncated { try await skip(to: (events.first?.envelope.number ?? reply.lastNumber + 1) - 1, &progress) }
        for event in events {
          if let number = event.envelope.number { await take(event, number, &progress) }
        }
        if progress.number == before || progress.number >= max(reply.lastNumber, last ?? 0) { return }
      } catch {
        // An owner that is away is not news, and its next heartbeat starts the replay again; anything else keeps this consumer behind.
        let isAway = (error as? BusError)?.code == .timeout || error is CancellationError
        logger.log(
          level: isAway ? .debug : .warning, "no replay yet", metadata: ["producer": "\(producer.rawValue)", "error": "\(error)"])
        return
      }
    }
  }

  /// What the owner has deleted cannot be handled any more: the position moves past it and an alert is published, in one transaction, and
  /// the workers that compare with their owners look at once.
  private func skip(to number: Int64, _ progress: inout Progress) async throws {
    let first = progress.number + 1
    guard number >= first else { return }
    let message = "\(producer.rawValue)'s events \(first) to \(number) were deleted before \(consumer.rawValue) had handled them"
    try await database.transaction { transaction in
      try Inbox.advance(producer, to: number, transaction)
      try alert(.truncatedReplay, message, transaction)
    }
    logger.error("events were deleted before they were handled", metadata: ["producer": "\(producer.rawValue)", "first": "\(first)"])
    progress.number = number
    progress.stored = number
    wakeUps.signalAll()
  }

  /// Numbers that were handled before are dropped as repeated ones: what the owner tells until it has caught up would be lost in silence.
  private func tellOfSetBack(_ last: Int64, _ progress: inout Progress) async throws {
    let message = """
      \(consumer.rawValue) has handled \(producer.rawValue)'s events up to \(progress.number), and \(producer.rawValue) has only \(last): its schema was \
      restored alone, and its next \(progress.number - last) events are dropped here. Stop the system; autotrader doctor says what to do
      """
    try await database.transaction { try alert(.producerSetBack, message, $0) }
    logger.error(
      "the producer's outbox is behind what was handled: its slice was restored or replaced",
      metadata: ["producer": "\(producer.rawValue)", "last": "\(last)", "handled": "\(progress.number)"])
    progress.isSetBackTold = true
  }

  private func alert(_ code: ServiceAlert.Code, _ message: String, _ transaction: Transaction) throws {
    let alert = ServiceAlert(code: code, producer: producer, eventID: nil, message: message)
    try transaction.publish(alert, by: consumer, Cause(correlationID: .random()))
  }

  private func take(_ event: EncodedEvent, _ number: Int64, _ progress: inout Progress) async {
    guard number == progress.number + 1 else { return }
    guard let handler = handlers[event.envelope.topic] else {
      progress.number = number
      return
    }
    if await handle(event, number, handler) {
      progress.number = number
      progress.stored = number
      wakeUps.signalAll()
    }
  }

  /// - Returns: false when the service stops before the event is handled.
  private func handle(_ event: EncodedEvent, _ number: Int64, _ handler: AnyEventHandler) async -> Bool {
    var tries = 0
    while !Task.isCancelled {
      do {
        try await database.transaction { transaction in
          guard try Inbox.lockedPosition(of: producer, transaction) < number else { return }
          // An event that cannot be decoded has no key of its own: its story stands in.
          let story = event.envelope.correlationID
          let key = keyOrStory(event, handler)
          if let blocker = try DeadLetters.blocker(of: producer, key: key, story, transaction) {
            try park(event, blocker, "an earlier event of the same key is parked", tries: 0, transaction)
          } else {
            let outcome = try handler.handle(event, transaction)
            guard try Inbox.record(event.envelope, outcome, transaction) else {
              throw DatabaseError(.unexpectedValue, "event \(event.envelope.id) was handled under another number")
            }
          }
          try Inbox.advance(producer, to: number, transaction)
        }
        return true
      } catch let error as DatabaseError where [.unreachable, .notLeader].contains(error.code) || error.isTransient {
        logger.warning("database not available, waiting", metadata: metadata(event, error))
        await pause(.milliseconds(500))
      } catch {
        tries += 1
        if tries < Self.maximumTries {
          await pause(.milliseconds(tries * 600))
          continue
        }
        logger.error("event parked: it cannot be handled", metadata: metadata(event, error))
        let (attempts, reason) = (tries, "\(error)")
        let parked: Void? = await persevere("park an event") {
          try await database.transaction { transaction in
            guard try Inbox.lockedPosition(of: producer, transaction) < number else { return }
            try park(event, keyOrStory(event, handler), reason, tries: attempts, transaction)
            try alert(event, reason, transaction)
            try Inbox.advance(producer, to: number, transaction)
          }
        }
        return parked != nil
      }
    }
    return false
  }

  private func park(_ event: EncodedEvent, _ key: String, _ error: String, tries: Int, _ transaction: Transaction) throws {
    try DeadLetters.park(event, key: key, error: error, tries: tries, transaction)
    _ = try Inbox.record(event.envelope, .parked, transaction)
  }

  /// One alert for the letter that failed, none for those that wait behind it.
  private func alert(_ event: EncodedEvent, _ reason: String, _ transaction: Transaction) throws {
    let envelope = event.envelope
    let message = "\(consumer.rawValue) cannot handle \(envelope.topic) \(envelope.number ?? 0): \(reason)"
    let alert = ServiceAlert(code: .deadLetter, producer: producer, eventID: envelope.id, message: message)
    try transaction.publish(alert, by: consumer, Cause(correlationID: envelope.correlationID, causationID: envelope.id))
  }

  private func keyOrStory(_ event: EncodedEvent, _ handler: AnyEventHandler) -> String {
    do { return try handler.key(event) } catch { return DeadLetters.story(event.envelope.correlationID) }
  }

  /// Tries until it works or the service stops.
  private func persevere<Result: Sendable>(_ what: String, _ body: () async throws -> Result) async -> Result? {
    while !Task.isCancelled {
      do {
        return try await body()
      } catch {
        logger.warning("cannot \(what), trying again", metadata: ["producer": "\(producer.rawValue)", "error": "\(error)"])
        await pause(.milliseconds(500))
      }
    }
    return nil
  }

  private func pause(_ duration: Duration) async {
    do { try await Task.sleep(for: duration) } catch { /* cancelled: the loops end by themselves */  }
  }

  private func metadata(_ event: EncodedEvent, _ error: any Error) -> Logger.Metadata {
    [
      "topic": "\(event.envelope.topic)", "number": "\(event.envelope.number ?? 0)", "error": "\(error)",
      "correlation.id": "\(event.envelope.correlationID)",
    ]
  }
}
