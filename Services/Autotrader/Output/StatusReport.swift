import Instance
import Messages
import Messaging
import Model

/// Which services answer, whether trading runs, and the last cycle.
struct StatusReport: Encodable, Sendable {
  struct Member: Encodable, Sendable, Equatable {
    let name: ServiceName
    let ok: Bool
    let address: String
    let version: String?
    let startedAt: String?
    let uptimeSeconds: Double?
    let lastNumber: Int64?
    let milliseconds: Double?
  }

  let instance: String?
  let market: String?
  let timeframe: Timeframe?
  let symbols: [Symbol]?
  let services: [Member]
  let trading: TradingOutput?
  let lastCycle: CycleOutput?

  static func of(_ bus: Bus, _ location: SystemLocation, within limit: Duration, time: TimeSource) async -> StatusReport {
    let members = await withTaskGroup(of: (Int, Member).self) { group in
      for (index, name) in ServiceName.allCases.enumerated() {
        group.addTask { (index, await member(name, bus, location, limit, time)) }
      }
      var members: [(Int, Member)] = []
      for await member in group { members.append(member) }
      return members.sorted { $0.0 < $1.0 }.map(\.1)
    }
    let instance = location.instance
    return StatusReport(
      instance: instance?.directory, market: instance?.market, timeframe: instance?.timeframe, symbols: instance?.symbols,
      services: members, trading: await trading(bus, members, limit), lastCycle: await lastCycle(bus, members, limit))
  }

  private static func member(
    _ name: ServiceName, _ bus: Bus, _ location: SystemLocation, _ limit: Duration, _ time: TimeSource
  ) async -> Member {
    let address = location.addresses.services[name]?.joined(separator: "|") ?? ""
    let start = time.now
    do {
      let reply = try await bus.ask(Ping(), of: name, within: limit)
      let now = time.now
      return Member(
        name: name, ok: true, address: address, version: reply.version, startedAt: reply.startedAt.description,
        uptimeSeconds: Double((now - reply.startedAt).wholeMilliseconds) / 1000, lastNumber: reply.lastNumber,
        milliseconds: Double((now - start).wholeNanoseconds / 1000) / 1000)
    } catch {
      return Member(
        name: name, ok: false, address: address, version: nil, startedAt: nil, uptimeSeconds: nil, lastNumber: nil, milliseconds: nil)
    }
  }

  /// nil when there is none, or when chart-sourcer does not say; the table of services shows then why.
  private static func lastCycle(_ bus: Bus, _ members: [Member], _ limit: Duration) async -> CycleOutput? {
    guard members.contains(where: { $0.name == .chartSourcer && $0.ok }) else { return nil }
    do {
      return try await bus.ask(GetCycle(), within: limit).cycle.map(CycleOutput.init)
    } catch {
      return nil
    }
  }

  /// nil when risk-manager does not say; the table of services shows then why.
  private static func trading(_ bus: Bus, _ members: [Member], _ limit: Duration) async -> TradingOutput? {
    guard members.contains(where: { $0.name == .riskManager && $0.ok }) else { return nil }
    do {
      return TradingOutput(try await bus.ask(GetTradingState(), within: limit).state)
    } catch {
      return nil
    }
  }

  func write(to terminal: Terminal, now: Timestamp) {
    if let instance, let market, let timeframe { terminal.line("\(instance): \(market), \(timeframe.rawValue)") }
    var table = Table([
      .init("service"), .init("state"), .init("version"), .init("up", isNumber: true), .init("events", isNumber: true),
      .init("answer ms", isNumber: true), .init("address"),
    ])
    for service in services {
      table.add([
        service.name.rawValue, service.ok ? "up" : "NO ANSWER", service.version ?? "–",
        service.uptimeSeconds.map { Duration.milliseconds(Int64($0 * 1000)).text } ?? "–", service.lastNumber.map(String.init) ?? "–",
        service.milliseconds.map { "\($0)" } ?? "–", service.address,
      ])
    }
    table.write(to: terminal)
    if let trading { for line in trading.lines(for: terminal) { terminal.line(line) } }
    guard let lastCycle else { return terminal.line("no cycle yet") }
    terminal.line("last cycle \(lastCycle.cycleId): \(lastCycle.status.rawValue), \(lastCycle.tradesExecuted) trades executed")
  }
}
