import Messages
import Model

/// What is learnt by listening: rates, delays, lost numbers, and who is up. It holds a bounded amount however long it listens.
struct BusStatistics: Sendable {
  /// One process that sends heartbeats.
  private struct Process {
    var beat: Heartbeat
    var heardAt: Timestamp
  }

  private struct Stream {
    var count = 0
    /// Microseconds from occurring to arriving here, the last ``samples`` of them, as a ring.
    var delays: [Int64] = []
  }

  private struct Numbers {
    var last: Int64
    var gaps = 0
    var missing: Int64 = 0
  }

  static let samples = 2000
  /// Heartbeats come every second: three missed ones mean down.
  static let patience = Duration.seconds(3)

  private let begin: Timestamp
  private var processes: [ServiceName: [String: Process]] = [:]
  private var streams: [Topic: Stream] = [:]
  private var numbers: [ServiceName: Numbers] = [:]

  init(begin: Timestamp) { self.begin = begin }

  mutating func take(_ event: EncodedEvent, at now: Timestamp) {
    let envelope = event.envelope
    var stream = streams[envelope.topic] ?? Stream()
    let delay = (now - envelope.occurredAt).wholeNanoseconds / 1000
    if stream.delays.count < Self.samples { stream.delays.append(delay) } else { stream.delays[stream.count % Self.samples] = delay }
    stream.count += 1
    streams[envelope.topic] = stream
    if let number = envelope.number {
      // An event itself shows the number before it at the latest.
      advance(envelope.topic.producer, seenUpTo: number - 1)
      advance(envelope.topic.producer, arrived: number)
    } else if envelope.topic.event == Heartbeat.event {
      take(heartbeat: event, at: now)
    }
  }

  private mutating func take(heartbeat event: EncodedEvent, at now: Timestamp) {
    let producer = event.envelope.topic.producer
    do {
      // Whatever its version: what can be read is shown.
      let beat = try Wire.decoder.decode(Heartbeat.self, from: event.payload)
      processes[producer, default: [:]][beat.instance] = Process(beat: beat, heardAt: now)
      advance(producer, seenUpTo: beat.lastNumber)
    } catch {
      // It is counted with its topic; a process that cannot be read is not shown as up.
    }
  }

  private mutating func advance(_ producer: ServiceName, arrived number: Int64) {
    if let known = numbers[producer] { numbers[producer]?.last = max(known.last, number) }
  }

  /// Numbers up to this one have been published: those that were not heard since listening began are lost to us.
  private mutating func advance(_ producer: ServiceName, seenUpTo number: Int64) {
    guard var known = numbers[producer] else {
      numbers[producer] = Numbers(last: number)
      return
    }
    guard number > known.last else { return }
    known.gaps += 1
    known.missing += number - known.last
    known.last = number
    numbers[producer] = known
  }

  func report(at now: Timestamp) -> BusReport {
    let seconds = max((now - begin).inSeconds, 0.001)
    let services = processes.sorted { $0.key.rawValue < $1.key.rawValue }.flatMap { service, instances in
      instances.sorted { $0.key < $1.key }.map { _, process in
        BusReport.Process(
          service: service, instance: process.beat.instance, role: process.beat.role?.rawValue,
          isUp: now - process.heardAt <= Self.patience, silentMilliseconds: (now - process.heardAt).wholeMilliseconds,
          startedAt: process.beat.startedAt.description, lastNumber: process.beat.lastNumber, gaps: numbers[service]?.gaps ?? 0,
          missing: numbers[service]?.missing ?? 0)
      }
    }
    let topics = streams.sorted { $0.key.description < $1.key.description }.map { topic, stream in
      let delays = stream.delays.sorted()
      return BusReport.Stream(
        topic: topic, count: stream.count, perSecond: (Double(stream.count) / seconds * 10).rounded() / 10,
        millisecondsP50: Self.milliseconds(delays.percentile(0.5)), millisecondsP99: Self.milliseconds(delays.percentile(0.99)))
    }
    let count = streams.values.map(\.count).reduce(0, +)
    return BusReport(
      seconds: (seconds * 10).rounded() / 10, events: count, perSecond: (Double(count) / seconds * 10).rounded() / 10, services: services,
      topics: topics)
  }

  private static func milliseconds(_ microseconds: Int64?) -> Double { Double(microseconds ?? 0) / 1000 }
}
