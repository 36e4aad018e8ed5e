import Database
import Messages
import ServiceKit

struct ListAlertsHandler: ReadHandler {
  let database: Database
  /// After which alerts are deleted.
  let keptDays: Int

  func answer(_ request: ListAlerts) async throws -> ListAlerts.Reply {
    let limit = min(max(request.limit, 1), ListAlerts.maximumLimit)
    // One more than asked for tells whether another page follows.
    let found = try await database.transaction { try AlertStorage(transaction: $0).list(before: request.before, limit: limit + 1) }
    let alerts = Array(found.prefix(limit))
    let next = found.count > limit ? alerts.last.map { ListAlerts.Place(occurredAt: $0.occurredAt, eventID: $0.eventID) } : nil
    return ListAlerts.Reply(alerts: alerts, next: next, keptDays: keptDays)
  }
}
