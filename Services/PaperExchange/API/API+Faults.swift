import Model

extension API {
  /// The answer to a request that a fault keeps from being carried out.
  mutating func fail(_ fault: RequestFault, at time: Timestamp) -> APIResponse {
    engine.advance(to: time.milliseconds)
    let html = { (status: Int, text: String) in
      APIResponse(
        status: status, headers: [("Content-Type", "text/html"), ("X-Paper-Exchange", "1")], body: Array("<html>\(text)</html>".utf8),
        retCode: status)
    }
    switch fault {
    case .serverError: return html(500, "Internal Server Error")
    case .badGateway: return html(502, "Bad Gateway")
    case .unavailable: return html(503, "Service Unavailable")
    case .forbidden: return html(403, "access too frequent")
    case .tooMany: return html(429, "Too Many Requests")
    case .timestamp:
      return refuse(10002, "invalid request, please check your server timestamp or recv_window param.", resetAfter: 0)
    case .rateLimit: return refuse(10006, "Too many visits!", resetAfter: 1000)
    case .serverTimeout: return refuse(10000, "Server Timeout", resetAfter: 0)
    case .restarting: return refuse(10016, "Server error.", resetAfter: 0)
    case .delay, .loseReply, .loseRequest, .reset, .stall, .truncate, .garbage: return html(503, "cut off")
    }
  }

  private func refuse(_ code: Int, _ message: String, resetAfter milliseconds: Int64) -> APIResponse {
    let now = engine.now + clockSkew
    let envelope: ReplyJSON = [
      "retCode": .integer(Int64(code)), "retMsg": .string(message), "result": [:], "retExtInfo": [:], "time": .integer(now),
    ]
    return APIResponse(
      status: 200,
      headers: [
        ("Content-Type", "application/json; charset=utf-8"), ("X-Paper-Exchange", "1"), ("X-Bapi-Limit", "10"),
        ("X-Bapi-Limit-Status", "0"), ("X-Bapi-Limit-Reset-Timestamp", String(now + milliseconds)),
      ], body: envelope.bytes, retCode: code)
  }
}
