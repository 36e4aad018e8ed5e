import Messages
import Metrics
import Model

/// What every service counts, through swift-metrics: nothing is kept until a process installs a backend.
enum ServiceMetrics {
  static func handled(_ topic: Topic) {
    Counter(label: "autotrader_events_handled", dimensions: [("topic", topic.description)]).increment()
  }

  static func published(_ count: Int, by service: ServiceName) {
    Counter(label: "autotrader_events_published", dimensions: [("service", service.rawValue)]).increment(by: count)
  }

  static func answered(_ request: String, _ outcome: String, in duration: Duration) {
    Timer(label: "autotrader_requests", dimensions: [("request", request), ("outcome", outcome)])
      .recordNanoseconds(duration.wholeNanoseconds)
  }

  static func workerFailed(_ worker: String) {
    Counter(label: "autotrader_worker_failures", dimensions: [("worker", worker)]).increment()
  }
}
