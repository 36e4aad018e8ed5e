import FoundationEssentials
import Glibc
import Messages
import Messaging
import Model
import ServiceKit

extension API {
  /// For Prometheus, which sends a token of scope `read`. There is no exception for loopback: behind a proxy everybody comes from there.
  var metricsRoute: Route {
    Route("GET", "/metrics", .scope(.read)) { _ in
      WebAnswer(type: PrometheusText.type, body: Array(try await metricsText().text.utf8))
    }
  }

  private func metricsText() async throws -> PrometheusText {
    async let states = survey.states()
    let trading = await tradingState()
    var text = PrometheusText()
    text.add(.build, [([ProgramVersion.current], 1)])
    Self.add(await states, to: &text)
    let replicas = presence.replicas
    text.add(.processUp, replicas.map { ([$0.service.rawValue, $0.instance], $0.isHeard ? 1 : 0) })
    text.add(.leads, replicas.map { ([$0.service.rawValue, $0.instance], $0.role == .leader ? 1 : 0) })
    if let trading {
      text.add(.tradingLevel, [TradingLevel.running, .paused, .halted].map { ([$0.rawValue], $0 == trading.level ? 1 : 0) })
      text.add(.dailyLoss, [trading.dailyLoss].compactMap(\.self).map { ([], $0) })
      text.add(.drawdown, [trading.drawdown].compactMap(\.self).map { ([], $0) })
    }
    text.add(.sockets, Double(hub.clientCount))
    if let resident = Self.residentBytes { text.add(.resident, resident) }
    metrics.write(to: &text)
    return text
  }

  private static func add(_ states: [ServiceState], to text: inout PrometheusText) {
    func samples(_ value: (ServiceState) -> Int64?) -> [(labels: [String], value: Double)] {
      states.compactMap { state in value(state).map { ([state.name.rawValue], Double($0)) } }
    }
    text.add(.up, samples { $0.ok ? 1 : 0 })
    text.add(.committed, samples(\.committed))
    text.add(.unpublished, samples(\.waiting))
    text.add(.parked, samples(\.parked))
    text.add(.workerFailing, states.flatMap { state in state.failing.map { ([state.name.rawValue, $0.worker], Double($0.failures)) } })
    let committed = Dictionary(uniqueKeysWithValues: states.compactMap { state in state.committed.map { (state.name, $0) } })
    let lags = states.flatMap { state in
      state.consumers.compactMap { heard in
        committed[heard.producer].map { ([state.name.rawValue, heard.producer.rawValue], Double(max(0, $0 - heard.handled))) }
      }
    }
    text.add(.behind, lags)
    text.add(
      .breakerOpen, states.flatMap { state in state.breakers.map { ([state.name.rawValue, $0.calls], $0.state == "CLOSED" ? 0 : 1) } })
  }

  /// nil when risk-manager does not answer: `service_up` says so.
  private func tradingState() async -> TradingStateReport? {
    do {
      return try await owners.ask(GetTradingState()).state
    } catch {
      return nil
    }
  }

  private static var residentBytes: Double? {
    guard let data = FileManager.default.contents(atPath: "/proc/self/statm") else { return nil }
    let pages = String(decoding: data, as: UTF8.self).split(separator: " ").dropFirst().first.flatMap { Double($0) }
    return pages.map { $0 * Double(sysconf(Int32(_SC_PAGESIZE))) }
  }
}
