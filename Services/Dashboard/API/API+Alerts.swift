import Messages
import Model

extension API {
  var alertRoutes: [Route] {
    [
      get("/alerts", query: ["limit", "beforeTime", "beforeID"]) { call in
        let limit = try call.request.limit(default: 50, maximum: ListAlerts.maximumLimit)
        return try .json(try await owners.ask(ListAlerts(before: try Self.place(call.request), limit: limit)))
      }
    ]
  }

  /// Where the page before ended.
  private static func place(_ request: WebRequest) throws -> ListAlerts.Place? {
    let (at, id) = (request.query["beforeTime"], request.query["beforeID"])
    if at == nil, id == nil { return nil }
    guard let at = at.flatMap({ Int64($0) }), let id = id.flatMap({ EventID($0) }) else {
      throw APIProblem(400, "badPlace", "beforeTime and beforeID are occurredAt and eventID of the 'next' that the page before has told")
    }
    return ListAlerts.Place(occurredAt: Timestamp(nanoseconds: at), eventID: id)
  }
}
