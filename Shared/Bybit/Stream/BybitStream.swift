import HTTPClient
import Logging
import Model

/// A stream of the exchange that comes back by itself. REST stays the truth: after each gap the reader is told ``StreamEvent/live``, once the
/// subscription stands, and reads the state again.
package struct BybitStream: Sendable {
  package typealias Connect = @Sendable (_ url: String) async throws(HTTPError) -> any StreamConnection

  private let url: String
  private let credentials: BybitCredentials?
  private let topics: [String]
  private let timing: StreamTiming
  /// The exchange's clock by our estimate.
  private let serverTime: @Sendable () -> Timestamp
  private let time: TimeSource
  private let logger: Logger
  private let jitter: @Sendable () -> Double
  private let connect: Connect

  /// - Parameter credentials: nil for public streams.
  package init(
    url: String, credentials: BybitCredentials?, topics: [String], timing: StreamTiming = StreamTiming(), time: TimeSource = .system,
    serverTime: @escaping @Sendable () -> Timestamp, logger: Logger,
    jitter: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
    connect: @escaping Connect
  ) {
    self.url = url
    self.credentials = credentials
    self.topics = topics
    self.timing = timing
    self.time = time
    self.serverTime = serverTime
    self.logger = logger
    self.jitter = jitter
    self.connect = connect
  }

  /// Connects, listens and comes back until the task is cancelled. `hear` is called in order, one call at a time; while it works, messages
  /// wait in the connection's bounded buffer.
  package func run(_ hear: @escaping @Sendable (StreamEvent) async -> Void) async {
    var backOff = StreamBackOff()
    while !Task.isCancelled {
      let (end, lived) = await converse(hear)
      if Task.isCancelled { return }
      let pause = backOff.pause(after: end, lived: lived, jitter: jitter())
      logger.warning("stream is down", metadata: ["stream.end": "\(end)", "stream.retry-milliseconds": "\(pause.wholeMilliseconds)"])
      await hear(.down(end))
      do { try await Task.sleep(for: pause) } catch { return }
    }
  }

  /// One connection's life. - Returns: why it ended, and how long it was live.
  private func converse(_ hear: @escaping @Sendable (StreamEvent) async -> Void) async -> (StreamEnd, Duration?) {
    let connection: any StreamConnection
    do throws(HTTPError) { connection = try await connect(url) } catch { return (.disconnected(error.description), nil) }
    let conversation = StreamConversation(
      session: StreamSession(credentials, topics, timing, at: time.now), connection: connection, time: time, hear: hear)
    let end = await conversation.run(serverTime: serverTime())
    return (end, conversation.liveSince.map { time.now - $0 })
  }
}
