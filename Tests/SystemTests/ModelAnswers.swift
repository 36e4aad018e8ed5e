import Foundation
import HTTPClient
import Logging
import Model
import Synchronization
import TestKit

/// Right answers of a vision model about charts that a paper exchange's candles make: read off the same candles.
final class ModelAnswers: Sendable {
  private let answers = Mutex<[String: String]>([:])

  /// What the model's server says to a question; a hold of no chart when the symbol was not learned.
  func reply(to request: ScriptedHTTPServer.Request) -> ScriptedHTTPServer.Reply {
    let answer = answers.withLock { answers in answers.first { request.body.contains("chart of \($0.key) ") }?.value }
    return ScriptedModelServer.completion(answer ?? "{}")
  }

  private struct Klines: Decodable {
    struct Result: Decodable { let list: [[String]] }
    let result: Result
  }

  /// Reads the closed days of the symbols in a ``CalmMarket``: a cycle started now is about the same candles.
  func learn(_ symbols: [String], exchange: String) async throws {
    let http = try HTTPClient(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    for symbol in symbols {
      let url = "\(exchange)/v5/market/kline?category=linear&symbol=\(symbol)&interval=D&limit=201"
      let body = try await http.send(HTTPRequest(url: url)).body
      // Newest first; the newest is still open.
      let candles = try JSONDecoder().decode(Klines.self, from: Data(body)).result.list.dropFirst().map { row in
        row.compactMap { Double($0) }
      }
      guard candles.count == 200, candles.allSatisfy({ $0.count >= 5 }), let close = candles.first?[4] else {
        throw TestFailure("\(symbol): the exchange has \(candles.count) closed days")
      }
      let ranges = candles.prefix(14).map { $0[2] - $0[3] }
      let answer = Self.answer(
        symbol, close: close, high: candles.map { $0[2] }.max() ?? 0, low: candles.map { $0[3] }.min() ?? 0,
        range: ranges.reduce(0, +) / Double(ranges.count))
      answers.withLock { $0[symbol] = answer }
    }
    await http.close()
  }

  /// A long with the stop two average ranges away and the target twice as far.
  private static func answer(_ symbol: String, close: Double, high: Double, low: Double, range: Double) -> String {
    #"{"chart_reading":{"symbol":"\#(symbol)","timeframe":"\#(CalmMarket.timeframe.rawValue)","last_close":\#(close),"highest_high":\#(high),"lowest_low":\#(low)},"#
      + #""trend":"up","pattern":"pullback","key_levels":[\#((high + low) / 2)],"#
      + #""reasoning":"A pullback to EMA20 held on falling volume & RSI turned up from 45.","direction":"buy","entry":\#(close),"#
      + #""stop_loss":\#(close - 2 * range),"take_profit":\#(close + 4 * range),"setup_quality":0.8,"market_environment":0.7,"#
      + #""risk_reward":2}"#
  }
}
