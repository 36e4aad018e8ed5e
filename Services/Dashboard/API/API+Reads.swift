import FoundationEssentials
import Messages
import Model

extension API {
  var readRoutes: [Route] {
    [
      get("/cycles", query: ["timeframe", "limit"]) { call in
        let limit = try call.request.limit(default: 20, maximum: 200)
        let timeframe = try call.request.query["timeframe"].map { try Self.timeframe($0) }
        return try .json(
          try await cache.value(.cycles, "cycles \(limit) \(timeframe?.rawValue ?? "")") {
            try await owners.ask(ListCycles(timeframe: timeframe, limit: limit))
          })
      },
      get("/cycles/{id}") { call in
        let id = try cycleID(call)
        let reply = try await cache.value(.cycles, "cycle \(id)") { try await owners.ask(GetCycle(cycleID: id)) }
        guard let cycle = reply.cycle else { throw APIProblem(404, "unknownCycle", "there is no cycle \(id)") }
        return try .json(cycle)
      },
      get("/cycles/{id}/verdicts") { call in
        let id = try cycleID(call)
        return try .json(try await cache.value(.cycles, "verdicts \(id)") { try await owners.ask(GetVerdicts(cycleID: id)) })
      },
      get("/cycles/{id}/sizing") { call in
        let id = try cycleID(call)
        return try .json(try await cache.value(.cycles, "sizing \(id)") { try await owners.ask(GetSizing(cycleID: id)) })
      },
      get("/approvals", query: ["pending", "limit"]) { call in
        let pending = try call.request.isTrue("pending")
        let limit = try call.request.limit(default: 50, maximum: 200)
        return try .json(
          try await cache.value(.approvals, "approvals \(pending) \(limit)") {
            try await owners.ask(ListApprovals(pendingOnly: pending, limit: limit))
          })
      },
      get("/positions") { _ in try .json(try await cache.value(.positions, "positions") { try await owners.ask(ListPositions()) }) },
      get("/klines", query: ["symbol", "timeframe", "closedBy", "limit"]) { call in try await klines(call.request) },
      get("/charts/{hash}", query: ["width"]) { call in
        let hash = call.parameter("hash")
        guard hash.count == 64, hash.allSatisfy({ $0.isHexDigit }) else {
          throw APIProblem(400, "badHash", "a chart's hash has 64 hexadecimal digits")
        }
        let width = try call.request.query["width"].map { text in
          guard let width = Int(text), (64...1280).contains(width) else {
            throw APIProblem(400, "badWidth", "width must be a number of pixels from 64 to 1280")
          }
          return width
        }
        guard let png = try await owners.ask(GetChartImage(imageHash: hash, width: width)).png else {
          throw APIProblem(404, "unknownChart", "no chart has the hash \(hash)")
        }
        // The hash is of the picture: what is made of it never changes either.
        return WebAnswer(type: "image/png", headers: [("Cache-Control", "private, max-age=31536000, immutable")], body: Array(png))
      },
    ]
  }

  private func cycleID(_ call: Route.Call) throws -> CycleID {
    guard let id = CycleID(call.parameter("id")) else { throw APIProblem(400, "badID", "'\(call.parameter("id"))' is not a cycle's id") }
    return id
  }

  private static func timeframe(_ text: String) throws -> Timeframe {
    guard let timeframe = Timeframe(rawValue: text) else {
      throw APIProblem(400, "badTimeframe", "timeframe must be one of \(Timeframe.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return timeframe
  }

  static func symbol(_ text: String) throws -> Symbol {
    guard let symbol = Symbol(text) else {
      throw APIProblem(400, "badSymbol", "symbol must be 2 to 20 capital letters or digits, such as BTCUSDT")
    }
    return symbol
  }

  private func klines(_ request: WebRequest) async throws -> WebAnswer {
    let symbol = try Self.symbol(request.query["symbol"] ?? "")
    let timeframe = try Self.timeframe(request.query["timeframe"] ?? "")
    let limit = try request.limit(default: 200, maximum: 1000)
    let closedBy = try request.query["closedBy"].map { text in
      guard let nanoseconds = Int64(text) else {
        throw APIProblem(400, "badTime", "closedBy must be nanoseconds since 1970, such as 1700000000000000000")
      }
      return Timestamp(nanoseconds: nanoseconds)
    }
    return try .json(
      try await owners.ask(GetKlines(symbol: symbol, timeframe: timeframe, closedBy: closedBy ?? time.now, limit: limit)))
  }
}
