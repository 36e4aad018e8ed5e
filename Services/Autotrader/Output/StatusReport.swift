import Instance
import Messages
import Model

/// The state of the whole system, and what is wrong with it. The problems are decided here and not where it is asked for.
struct StatusReport: Encodable, Sendable, Equatable {
  let instance: String?
  let market: String?
  let timeframe: Timeframe?
  let timeframes: [Timeframe]?
  let symbols: [Symbol]?
  let services: [ServiceStatus]
  /// One entry for each pair of a consumer and a producer it hears.
  let lags: [ConsumerLag]
  let trading: TradingOutput?
  let lastCycle: CycleOutput?
  /// nil: the executor does not say.
  let quarantines: [QuarantineOutput]?
  let healthy: Bool
  /// Each in one sentence. A halt or a pause is somebody's wish, and none of them.
  let problems: [String]

  init(
    instance: RunningInstance?, services: [ServiceStatus], lags: [ConsumerLag], trading: TradingOutput?, lastCycle: CycleOutput?,
    quarantines: [QuarantineOutput]? = nil
  ) {
    self.instance = instance?.directory
    market = instance?.market
    timeframe = instance?.timeframe
    timeframes = instance.map { $0.timeframes ?? [$0.timeframe] }
    symbols = instance?.symbols
    self.services = services
    self.lags = lags
    self.trading = trading
    self.lastCycle = lastCycle
    self.quarantines = quarantines
    problems = Self.problems(services, lags)
    healthy = problems.isEmpty
  }

  /// One restart may be somebody's wish (`autotrader restart`), and a second one too.
  private static let restartsOfALoop = 3

  private static func problems(_ services: [ServiceStatus], _ lags: [ConsumerLag]) -> [String] {
    services.flatMap { service -> [String] in
      let name = service.name.rawValue
      guard service.ok else { return ["\(name) does not answer"] }
      var found = service.replicas.filter { !$0.ok }.map { "\($0.instance) does not answer" }
      if service.role == ReplicaRole.standby.rawValue { found.append("\(name) has no leader: what answers stands by") }
      found += service.breakers.filter { $0.state != "CLOSED" }.map {
        "\(name) does not make \($0.calls) calls now: its circuit breaker is \($0.state)"
      }
      if let parked = service.parked, parked > 0 { found.append("\(name) could not handle \(parked) events: bus-tap dead list") }
      found += service.failing.filter(\.isWorrying).map { "\(name)'s worker \($0.text)" }
      if let restarts = service.restarts, restarts >= Self.restartsOfALoop, let up = service.uptimeSeconds, up < 60 {
        found.append("\(name) does not stay up: started again \(restarts) times, the last time \(Duration.seconds(up).text) ago")
      }
      return found
    }
      + lags.filter(\.isWorrying).map { lag in
        let age = lag.oldestSeconds.map { "the oldest waits for \(Duration.seconds($0).text)" } ?? "the producer does not say since when"
        return "\(lag.consumer.rawValue) is \(lag.behind) events behind \(lag.producer.rawValue), \(age)"
      }
      + lags.filter { $0.ahead > 0 }.map { "\($0.aheadText): autotrader doctor says what to do" }
  }

  func lines(for terminal: Terminal) -> [String] {
    var lines: [String] = []
    if let instance, let market, let timeframes {
      lines.append("\(instance): \(market), \(timeframes.map(\.rawValue).joined(separator: ", "))")
    }
    lines += table.lines
    lines += lags.filter { $0.behind > 0 }.map { lag in
      let age = lag.oldestSeconds.map { ", the oldest \(Duration.seconds($0).text) old" } ?? ""
      return "\(lag.consumer.rawValue) has \(lag.behind) events of \(lag.producer.rawValue) before it\(age)"
    }
    let groups = services.flatMap { service in service.breakers.map { (service.name.rawValue, $0) } }
    let open = groups.filter { $0.1.state != "CLOSED" }.map { "\($0.0) \($0.1.calls) \($0.1.state)" }
    if !groups.isEmpty {
      lines.append("circuit breakers: \(open.isEmpty ? "all \(groups.count) closed" : open.joined(separator: ", "))")
    }
    if let trading { lines += trading.lines(for: terminal) }
    lines += (quarantines ?? []).map(\.line)
    if let lastCycle {
      lines.append(
        "last cycle \(lastCycle.cycleId): \(lastCycle.timeframe.rawValue), \(lastCycle.status.rawValue), \(lastCycle.tradesExecuted) trades executed"
      )
    } else {
      lines.append("no cycle yet")
    }
    lines += problems.map { terminal.styled("! ", .red) + $0 }
    return lines + [healthy ? terminal.styled("healthy", .green) : terminal.styled("NOT HEALTHY", .red)]
  }

  private var table: Table {
    var table = Table([
      .init("service"), .init("state"), .init("role"), .init("pid", isNumber: true), .init("up", isNumber: true),
      .init("restarts", isNumber: true), .init("events", isNumber: true), .init("unpublished", isNumber: true),
      .init("behind", isNumber: true), .init("answer ms", isNumber: true), .init("version"), .init("address"),
    ])
    for service in services {
      let heard = lags.filter { $0.consumer == service.name }
      table.add([
        service.name.rawValue, service.ok ? "up" : "NO ANSWER", service.roles ?? "–", TradeTable.text(service.pid),
        service.uptimeSeconds.map { Duration.milliseconds(Int64($0 * 1000)).text } ?? "–", TradeTable.text(service.restarts),
        TradeTable.text(service.lastNumber), TradeTable.text(service.unpublished),
        heard.isEmpty ? "–" : "\(heard.reduce(0) { $0 + $1.behind })", TradeTable.text(service.milliseconds), service.version ?? "–",
        service.replicas.isEmpty ? service.address : "",
      ])
      for replica in service.replicas {
        table.add([
          "  \(replica.instance)", replica.ok ? "up" : "NO ANSWER", replica.role ?? "–", TradeTable.text(replica.pid),
          replica.uptimeSeconds.map { Duration.milliseconds(Int64($0 * 1000)).text } ?? "–", TradeTable.text(replica.restarts), "", "", "",
          "",
          replica.version ?? "–", replica.address,
        ])
      }
    }
    return table
  }
}
