import Model

extension BybitClient {
  /// Beyond this a cursor does not end.
  private static let maximumPages = 500
  /// The longest span of one query for executions and closed positions.
  private static let longestSpan = Duration.seconds(7 * 86_400)

  /// All pages of `result.list`. Dated futures, whose names have a dash, are left out: this system trades perpetuals only.
  func allPages(_ path: String, _ query: RequestQuery, limit: Int, _ group: CallGroup, by deadline: Timestamp) async throws(BybitError)
    -> [ReplyRow]
  {
    var rows: [ReplyRow] = []
    var cursor: String?
    for _ in 0..<Self.maximumPages {
      var query = query
      query.add("limit", String(limit))
      if let cursor { query.addVerbatim("cursor", cursor) }
      let result = try await perform(.read(path, query, group), by: deadline).result
      let page = try result.rows("list")
      rows += page.filter { !($0.optionalText("symbol") ?? "").contains("-") }
      guard let next = result.optionalText("nextPageCursor"), !page.isEmpty else { return rows }
      guard next != cursor, RequestQuery.isSafeVerbatim(next) else { throw result.malformed("nextPageCursor") }
      cursor = next
    }
    throw BybitError(.malformedReply, "the pages do not end", endpoint: path)
  }

  /// All rows since a moment, in spans that the exchange accepts. The last span has no end, so that a clock difference hides nothing.
  func allPages(
    _ path: String, _ query: RequestQuery, since: Timestamp?, limit: Int, by deadline: Timestamp
  ) async throws(BybitError) -> [ReplyRow] {
    guard var start = since else { return try await allPages(path, query, limit: limit, .positions, by: deadline) }
    var rows: [ReplyRow] = []
    while true {
      let end = start + Self.longestSpan - .milliseconds(1)
      let isLast = end >= estimatedServerTime
      var query = query
      query.add("startTime", String(start.milliseconds))
      if !isLast { query.add("endTime", String(end.milliseconds)) }
      rows += try await allPages(path, query, limit: limit, .positions, by: deadline)
      if isLast { return rows }
      start = end + .milliseconds(1)
    }
  }

  /// What the caller wants, or the default from now on: one deadline for all pages of a call.
  func resolved(_ deadline: Timestamp?) -> Timestamp { deadline ?? time.now + configuration.timeout }
}

extension [ReplyRow] {
  func decoded<Value>(_ decode: (ReplyRow) throws(BybitError) -> Value) throws(BybitError) -> [Value] {
    var values: [Value] = []
    for row in self { values.append(try decode(row)) }
    return values
  }
}
