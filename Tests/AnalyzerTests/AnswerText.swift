import Model
import TradingRules

/// A model's answer as text, right for the fixture's candles unless a part is set otherwise.
struct AnswerText {
  var fields: [(key: String, value: String)]

  init(_ candles: [Candle], direction: String = "buy", setup: Double = 0.8, environment: Double = 0.7) {
    let range = Indicators.atr(candles).last ?? 1
    let close = candles.last?.close ?? 1
    let sign: Double? = direction == "buy" ? 1 : direction == "sell" ? -1 : nil
    func level(_ distance: Double) -> String { sign.map { "\(close + $0 * distance * range)" } ?? "null" }
    let drawn = candles.suffix(200)
    let (high, low) = (drawn.map(\.high).max() ?? 0, drawn.map(\.low).min() ?? 0)
    fields = [
      (
        "chart_reading",
        #"{"symbol":"BTCUSDT","timeframe":"1m","last_close":\#(close),"highest_high":\#(high),"lowest_low":\#(low)}"#
      ), ("trend", #""up""#), ("pattern", #""pullback""#), ("key_levels", "[\((high + low) / 2)]"),
      ("reasoning", #""a pullback to EMA20 held""#), ("direction", "\"\(direction)\""), ("entry", level(0)), ("stop_loss", level(-1.5)),
      ("take_profit", level(3)), ("setup_quality", "\(setup)"), ("market_environment", "\(environment)"),
      ("risk_reward", sign == nil ? "null" : "2"),
    ]
  }

  var text: String { "{" + fields.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}" }

  /// nil takes the key away.
  func with(_ key: String, _ value: String?) -> AnswerText {
    var copy = self
    if let index = copy.fields.firstIndex(where: { $0.key == key }) {
      if let value { copy.fields[index].value = value } else { copy.fields.remove(at: index) }
    } else if let value {
      copy.fields.append((key, value))
    }
    return copy
  }
}
