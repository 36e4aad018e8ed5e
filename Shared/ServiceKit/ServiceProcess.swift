import Database
import FoundationEssentials
import Glibc
import Logging
import Messages
import Messaging
import Model
import ServiceLifecycle

/// Starts a service: configuration, tables, bus, then everything it does, until SIGTERM or SIGINT.
package enum ServiceProcess {
  /// Exit codes of BSD's sysexits.h.
  package enum ExitCode: Int32 {
    case usage = 64
    case unavailable = 69
    case configuration = 78
  }

  /// The whole of a service's `main`.
  package static func run(_ definition: ServiceDefinition) async {
    obey(Array(CommandLine.arguments.dropFirst()), definition.name.rawValue)
    let environment = ProcessInfo.processInfo.environment
    do {
      let settings = try Settings.load(environment: environment, file: environment["AUTOTRADER_CONFIG"])
      let logger = logger(label: definition.name.rawValue, settings)
      try await run(definition, settings, logger)
    } catch let error as ConfigurationError {
      fail(definition.name.rawValue, "configuration: \(error)", .configuration)
    } catch {
      fail(definition.name.rawValue, "\(error)", .unavailable)
    }
  }

  /// A service takes no arguments: goes on without any, else answers them and ends the process, before anything has been started.
  package static func obey(_ arguments: [String], _ program: String) {
    switch ServiceArguments(arguments, of: program) {
    case .run: return
    case .say(let text):
      let line = Array("\(text)\n".utf8)
      _ = write(STDOUT_FILENO, line, line.count)
      exit(0)
    case .refuse(let sentence): fail(program, sentence, .usage)
    }
  }

  /// One clear sentence on standard error, then the end.
  package static func fail(_ program: String, _ message: String, _ code: ExitCode) -> Never {
    let line = Array("\(program): \(message)\n".utf8)
    _ = write(STDERR_FILENO, line, line.count)
    exit(code.rawValue)
  }

  package static func logger(label: String, _ settings: Settings) -> Logger {
    var logger = Logger(label: label) { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = settings.text(.logLevel).flatMap(Logger.Level.init(rawValue:)) ?? .info
    return logger
  }

  /// For measurements, which run whole services inside their own process.
  package static func run(_ definition: ServiceDefinition, _ settings: Settings, _ logger: Logger, time: TimeSource = .system) async throws
  {
    let startedAt = time.now
    let name = definition.name
    let instance = try settings.instance(of: name)
    let killPoints = try KillPoints(name, settings)
    let slice = try ServiceSlice(name, settings)
    try await slice.prepare(definition.migrations, logger)

    let committed = Signal()
    let wakeUps = WakeUps()
    let leadership = Leadership(definition.replicas)
    let connections = slice.connections(time, definition.replicas == .shared ? nil : leadership, killPoints) {
      committed.signal()
      wakeUps.signalAll()
    }
    let addresses = try settings.busAddresses(as: name.rawValue)
    // Its own events too: notifier hears its own alerts like any other's, and each dashboard all dashboards' heartbeats.
    let bus = try Bus(
      addresses, caller: instance, listening: name, listenAddress: try settings.listenAddress(of: name, in: addresses),
      subscribing: ServiceName.owners.map(Topic.prefix(of:)), time: time, logger: logger)
    let runtime = ServiceRuntime(
      name: name, instance: instance, settings: settings, bus: bus, database: connections.work, leadership: leadership, time: time,
      logger: logger, killPoints: killPoints, wakeUps: wakeUps)
    let parts = try await definition.assemble(runtime)

    let loops = (parts.workers + [HourlyPruning.outbox(connections.work, time)]).map { worker in
      WorkerLoop(worker: worker, record: WorkerRecord(worker.name), signal: wakeUps.add(), time: time, logger: logger) { failing in
        try await connections.work.transaction {
          try $0.publish(ServiceAlert(failing, of: name), by: name, Cause(correlationID: .random()))
        }
      }
    }
    let position = OutboxPosition()
    position.advance(to: try await connections.work.transaction { try Outbox.lastNumber($0) })
    let handlers = Dictionary(uniqueKeysWithValues: parts.events.map { ($0.topic, $0) })
    let builtIn = [
      AnyRequestHandler(
        PingHandler(service: name, instance: instance, startedAt: startedAt, position: position, leadership: leadership)),
      AnyRequestHandler(ReplayHandler(database: connections.work)),
      AnyRequestHandler(
        HealthHandler(
          database: connections.work, position: position, leadership: leadership, migration: definition.migrations.count,
          producers: Array(Set(parts.events.map(\.topic.producer))), breakers: parts.breakers,
          workers: loops.map(\.record))),
      AnyRequestHandler(DeadLetterList(database: connections.work)),
      AnyRequestHandler(DeadLetterDetail(database: connections.work)),
      AnyRequestHandler(DeadLetterRetry(handlers: handlers, database: connections.events, wakeUps: wakeUps)),
    ]
    let requests = Dictionary(uniqueKeysWithValues: (builtIn + parts.requests).map { ($0.name, $0) })
    let consumers = Dictionary(grouping: parts.events, by: \.topic.producer).map { producer, handlers in
      InboxConsumer(
        consumer: name, producer: producer, handlers: Dictionary(uniqueKeysWithValues: handlers.map { ($0.topic, $0) }),
        database: connections.events,
        bus: bus, wakeUps: wakeUps, time: time, logger: logger)
    }
    let events = EventSwitch()
    let work = ServiceWork(
      pieces: [InboxConsumers(consumers: consumers, events: events)] + loops,
      relay: OutboxRelay(
        database: connections.events, bus: bus, position: position, committed: committed, logger: logger, killPoints: killPoints))
    let announce = Signal()
    let keeper = LeaseKeeper(
      database: connections.lease, leadership: leadership, instance: instance, position: position, logger: logger)
    let working: any Service =
      definition.replicas == .shared ? work : LeaderLoop(keeper: keeper, work: work, announce: announce, logger: logger)
    // Shut down from the last to the first: the work ends and the lease is given back while requests are still answered.
    let services: [any Service] =
      [
        InboxDispatcher(bus: bus, events: events, observer: parts.observer),
        Heartbeats(
          name: name, instance: instance, startedAt: startedAt, bus: bus, position: position, leadership: leadership, announce: announce),
        RequestServer(
          name: name, handlers: requests, bus: bus, leadership: leadership, time: time, logger: logger, killPoints: killPoints),
        working,
      ] + parts.listeners
    logger.info("started", metadata: ["version": "\(ProgramVersion.current)", "instance": "\(instance)"])
    let group = ServiceGroup(
      configuration: .init(
        services: services.map { .init(service: $0) }, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
    do {
      try await group.run()
    } catch {
      await bus.close()
      throw error
    }
    await bus.close()
    logger.info("stopped")
  }
}
