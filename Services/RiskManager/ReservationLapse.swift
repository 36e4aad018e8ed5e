import Database
import ServiceKit

/// Frees the slots of proposals whose cycle ended before an entry was authorized.
struct ReservationLapse: Worker {
  let name = "reservation-lapse"
  let database: Database

  func step() async throws -> WorkerOutcome {
    .idle(until: try await database.transaction { try ReservationStorage(transaction: $0).releaseLapsed() })
  }
}
