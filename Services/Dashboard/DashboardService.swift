import FoundationEssentials
import Messages
import ServiceKit

/// Shows the system to people and programs, and passes their wishes on to the owners.
package enum DashboardService {
  package static let definition = ServiceDefinition(.dashboard, migrations: DashboardMigrations.all, replicas: .shared) { runtime in
    let configuration = try DashboardConfiguration(runtime.settings)
    let gatekeeper = Gatekeeper(
      database: runtime.database, time: runtime.time, configuredPassword: configuration.password, lasting: configuration.sessionDuration)
    if let password = try await gatekeeper.makePassword() {
      // Once, to whoever starts it. In a container this stays in its log, so a configured password is the better one there.
      StandardError.write(
        "dashboard: the password of http://\(OriginPolicy.bracketed(configuration.host)):\(configuration.port)/ is \(password)\n")
    }
    if configuration.isProxyUnknown {
      runtime.logger.notice(
        "all logins through the proxy count as one address: name it in AUTOTRADER_DASHBOARD_TRUSTEDPROXIES to tell them apart")
    }
    let owners = BusOwners(bus: runtime.bus)
    let metrics = DashboardMetrics()
    let presence = SystemPresence(time: runtime.time)
    let cache = ReadCache(time: runtime.time) { presence.isHearing }
    let hub = LiveHub(time: runtime.time, metrics: metrics)
    let api = API(
      owners: owners, cache: cache, gatekeeper: gatekeeper, mode: configuration.mode, time: runtime.time, presence: presence, hub: hub,
      metrics: metrics, logger: runtime.logger)
    let pages = try Pages(configuration, gatekeeper: gatekeeper)
    let server = WebServer(
      routes: pages.routes + api.routes, gatekeeper: gatekeeper, origins: configuration.origins, proxies: configuration.proxies,
      metrics: metrics, logger: runtime.logger)
    // Bounded: what does not fit is dropped here, and the numbers' gap leads to a replay.
    let (events, queue) = AsyncStream.makeStream(of: EncodedEvent.self, bufferingPolicy: .bufferingOldest(10_000))
    return ServiceDefinition.Parts(
      hears: [], answers: [],
      workers: [HourlyPruning("access-retention", database: runtime.database, time: runtime.time, AccessRetention.prune)],
      listeners: [
        LiveFeed(
          owners: owners, hub: hub, cache: cache, presence: presence, metrics: metrics, events: events, logger: runtime.logger),
        ThrottleClock(hub: hub, time: runtime.time, logger: runtime.logger),
        Pulse(hub: hub, presence: presence, logger: runtime.logger),
        WebListener(
          host: configuration.host, port: configuration.port, server: server,
          session: SocketSession(hub: hub, gatekeeper: gatekeeper, metrics: metrics, logger: runtime.logger), logger: runtime.logger),
      ],
      observer: { queue.yield($0) })
  }
}
