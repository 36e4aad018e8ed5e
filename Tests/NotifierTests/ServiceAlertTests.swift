import Logging
import Messages
import Model
import ServiceKit
import TestKit
import Testing

@testable import Notifier

@Suite struct ServiceAlertTests {
  @Test("An alert of any service, the notifier itself included, is recorded with its words and its sender")
  func recorded() async throws {
    let room = try await ApprovalTests.Room()
    let handlers = ServiceAlertHandler.ofAll(Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, .none)
    #expect(handlers.count == ServiceName.pipeline.count)
    for (handler, sender) in zip(handlers, ServiceName.pipeline) {
      let alert = ServiceAlert(code: .deadLetter, producer: .analyzer, eventID: .random(), message: "\(sender.rawValue) cannot")
      let outcome = try await room.database.transaction { transaction in
        let envelope = Envelope(
          id: .random(), topic: Topic(sender, ServiceAlert.event), version: ServiceAlert.version, occurredAt: transaction.now, number: 1,
          correlationID: .random(), causationID: nil, actBefore: nil)
        return try handler.handle(EncodedEvent(envelope: envelope, payload: try Wire.encoder.encode(alert)), transaction)
      }
      #expect(outcome == .handled)
    }
    let rows = try await room.database.transaction { transaction in
      try transaction.execute("SELECT service, code, producer, message FROM alerts ORDER BY service").map { row in
        try ["service", "code", "producer", "message"].map { try row.read($0, as: String.self) }
      }
    }
    let senders = ServiceName.pipeline.map(\.rawValue).sorted()
    #expect(rows == senders.map { [$0, "deadLetter", "analyzer", "\($0) cannot"] })
  }
}
