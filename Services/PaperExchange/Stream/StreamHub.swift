import Model

/// Every stream connection, its subscriptions, and what it has been sent. Not thread-safe; ``Exchange`` puts it behind an actor.
struct StreamHub {
  var connections: [Int: StreamConnection] = [:]
  var views = MarketViews()
  private var nextID = 1
  private var nextMessage: Int64 = 1
  /// After this the events of an order are sent: a real exchange acknowledges first.
  private static let privateDelay = Duration.milliseconds(10)

  mutating func open(_ kind: StreamKind, query: String, outbox: StreamOutbox, at now: Int64) -> Int {
    let id = nextID
    nextID += 1
    connections[id] = StreamConnection(
      id: id, kind: kind, outbox: outbox, longestSilence: Self.longestSilence(query) ?? 600_000, lastActive: now)
    return id
  }

  mutating func close(_ id: Int) { connections.removeValue(forKey: id)?.outbox.finish() }

  /// `max_active_time=30s…600s` or `1m…10m`, in milliseconds.
  private static func longestSilence(_ query: String) -> Int64? {
    let prefix = "max_active_time="
    guard let text = query.split(separator: "&").first(where: { $0.hasPrefix(prefix) })?.dropFirst(prefix.count),
      let number = Int64(text.dropLast())
    else { return nil }
    let seconds = text.last == "m" ? number * 60 : text.last == "s" ? number : 0
    return (30...600).contains(seconds) ? seconds * 1000 : nil
  }

  /// Answers a text frame.
  mutating func receive(_ text: [UInt8], from id: Int, _ api: inout API) {
    guard var connection = connections[id], !connection.isStalled else { return }
    connection.lastActive = api.engine.now
    defer { connections[id] = connection }
    guard let command = StreamCommand.parse(text) else {
      reply(connection, success: false, "error:request is not a JSON object with op", op: "", nil)
      return
    }
    switch command.op {
    case "ping": pong(connection, command, api.engine.now)
    case "auth": authenticate(&connection, command, api)
    case "subscribe": subscribe(&connection, command, &api)
    case "unsubscribe":
      for topic in command.args.compactMap(\.text) { connection.topics[topic] = nil }
      reply(connection, success: true, "", op: "unsubscribe", command)
    default: reply(connection, success: false, "error:invalid op", op: command.op, command)
    }
  }

  private func pong(_ connection: StreamConnection, _ command: StreamCommand, _ now: Int64) {
    if connection.kind == .publicLinear {
      reply(connection, success: true, "pong", op: "ping", command)
    } else {
      let body: ReplyJSON = [
        "req_id": command.requestID ?? "", "op": "pong", "args": [.string(String(now))], "conn_id": connection.identity,
      ]
      connection.outbox.send(.text(body.bytes, delay: .zero))
    }
  }

  private func authenticate(_ connection: inout StreamConnection, _ command: StreamCommand, _ api: API) {
    let args = command.args.map { $0.text ?? "" }
    guard connection.kind == .privateAll, args.count == 3, let expires = Int64(args[1]) else {
      reply(connection, success: false, "error:auth needs the key, the expiry and the signature", op: "auth", command, echoing: args)
      return
    }
    do {
      connection.account = try api.authentication.checkStream(
        key: args[0], expires: expires, text: args[1], signature: args[2], at: api.engine.now + api.clockSkew)
      reply(connection, success: true, "", op: "auth", command)
    } catch {
      reply(connection, success: false, error.message, op: "auth", command, echoing: args)
    }
  }

  private mutating func subscribe(_ connection: inout StreamConnection, _ command: StreamCommand, _ api: inout API) {
    let names = command.args.compactMap(\.text)
    var topics: [(name: String, topic: StreamTopic)] = []
    for name in names {
      guard let topic = StreamTopic(name, connection.kind, api.engine.market) else {
        reply(connection, success: false, "error:handler not found,topic:\(name)", op: "subscribe", command)
        return
      }
      topics.append((name, topic))
    }
    let isMixed = names.contains { $0.hasSuffix(".linear") } && names.contains { ["order", "execution", "position"].contains($0) }
    guard !topics.isEmpty, !isMixed else {
      let reason = isMixed ? "error:all-in-one and categorised topics cannot be mixed" : "error:no topics"
      reply(connection, success: false, reason, op: "subscribe", command)
      return
    }
    guard connection.kind == .publicLinear || connection.account != nil else {
      reply(connection, success: false, "error:auth first", op: "subscribe", command)
      return
    }
    reply(connection, success: true, "", op: "subscribe", command)
    for (name, topic) in topics where connection.topics[name] == nil {
      connection.topics[name] = topic
      if let first = views.first(topic, &api) { connection.outbox.send(.text(first.message(name).bytes, delay: .zero)) }
    }
  }

  /// - Parameter echoing: what the client sent, repeated for clients that find out their mistake from it.
  private func reply(
    _ connection: StreamConnection, success: Bool, _ message: String, op: String, _ command: StreamCommand?, echoing args: [String]? = nil
  ) {
    var fields = [
      ReplyJSON.Field(name: "success", value: .boolean(success)), .init(name: "ret_msg", value: .string(message)),
      .init(name: "op", value: .string(op)), .init(name: "conn_id", value: connection.identity),
    ]
    if let id = command?.requestID { fields.append(.init(name: "req_id", value: id)) }
    if let args {
      fields.append(.init(name: "request", value: ["op": .string(op), "args": .array(args.map { .string($0) })]))
    }
    connection.outbox.send(.text(ReplyJSON.object(fields).bytes, delay: .zero))
  }

  /// Sends what has happened to whoever it concerns.
  mutating func publish(_ events: [EngineEvent], _ api: inout API, _ faults: inout FaultScript) {
    guard !connections.isEmpty else { return }
    let listeners = Set(connections.values.compactMap(\.account))
    for event in PrivateMessage.coalesced(events) {
      switch event {
      case .trade(let trade): views.add(trade)
      case .execution(let account, _), .order(let account, _), .position(let account, _), .wallet(let account):
        guard listeners.contains(account), let message = PrivateMessage(event, &api) else { continue }
        let number = nextMessage
        nextMessage += 1
        let time = api.engine.now
        deliver(.privateRows(message.rows), &faults, at: time, delay: Self.privateDelay, to: { $0.account == account }) { name in
          [
            "id": .string("paper_\(number)"), "topic": .string(name), "creationTime": .integer(time), "data": .array([message.data]),
          ]
        }
      }
    }
  }

  /// Sends what the market has done since the last tick, and closes connections that have been silent for too long.
  mutating func tick(_ api: inout API, _ faults: inout FaultScript) {
    guard !connections.isEmpty else { return }
    let topics = Set(connections.values.flatMap(\.topics.values))
    let now = api.engine.now
    for (topic, message) in views.tick(topics, &api) {
      deliver(topic, &faults, at: now, delay: .zero, to: { _ in true }) { message.message($0) }
    }
    for connection in connections.values where now - connection.lastActive > connection.longestSilence {
      connection.outbox.send(.close(code: 1000))
      close(connection.id)
    }
  }

  private mutating func deliver(
    _ topic: StreamTopic, _ faults: inout FaultScript, at now: Int64, delay: Duration, to isMeant: (StreamConnection) -> Bool,
    _ message: (String) -> ReplyJSON
  ) {
    for id in connections.keys.sorted() {
      guard var connection = connections[id], isMeant(connection), !connection.isStalled else { continue }
      for name in connection.topics.filter({ $0.value == topic }).keys.sorted() {
        connection.lastActive = now
        send(message(name).bytes, name, &connection, &faults, delay)
      }
      connections[id] = connection
      if connection.outbox.isFinished { connections[id] = nil }
    }
  }

  private func send(
    _ bytes: [UInt8], _ topic: String, _ connection: inout StreamConnection, _ faults: inout FaultScript, _ delay: Duration
  ) {
    let outbox = connection.outbox
    defer {
      if let held = connection.heldBack, held != bytes {
        outbox.send(.text(held, delay: delay))
        connection.heldBack = nil
      }
    }
    switch faults.next(onStream: topic) {
    case nil: outbox.send(.text(bytes, delay: delay))
    case .drop?: return
    case .duplicate?:
      outbox.send(.text(bytes, delay: delay))
      outbox.send(.text(bytes, delay: delay))
    case .reorder?: connection.heldBack = bytes
    case .delay(let milliseconds)?: outbox.send(.text(bytes, delay: .milliseconds(milliseconds)))
    case .stall?: connection.isStalled = true
    case .disconnect?:
      outbox.finish()
    }
  }
}
