import Database
import Model

/// Whether what has been decided gets done and what has been told is heard. Pure.
enum WorkRules {
  static func findings(_ facts: DoctorFacts) -> [Finding] { [workers(facts), outboxes(facts)] }

  private static func workers(_ facts: DoctorFacts) -> Finding {
    let failing = facts.failing.sorted { $0.key.rawValue < $1.key.rawValue }.flatMap { service, workers in
      workers.filter(\.isWorrying).map { (service: service, text: "\(service.rawValue)'s \($0.text)") }
    }
    guard let first = failing.first else { return .good("workers", "no worker of a service fails") }
    return .failed(
      "workers", failing.map(\.text).joined(separator: "; "),
      fix: "do what the error says: its work waits until then; autotrader logs \(first.service.rawValue) has its story")
  }

  private static func outboxes(_ facts: DoctorFacts) -> Finding {
    guard let worst = facts.ahead.max(by: { $0.ahead < $1.ahead }) else {
      return .good("outboxes", "no service has handled more events of another than that one has")
    }
    let schema = Slice(worst.producer)?.schema ?? worst.producer.rawValue
    return .failed(
      "outboxes", facts.ahead.map(\.aheadText).joined(separator: "; "),
      fix: """
        stop the system now and restore the whole database from one backup, never one schema of it; where there is none, before \
        \(worst.producer.rawValue) starts again: UPDATE \(schema).outbox_counter SET last_number = last_number + \(worst.ahead), which lets its next events \
        be heard and does not bring back what \(schema) has forgotten
        """)
  }
}
