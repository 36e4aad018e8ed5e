/// The JSON schema of a ``ModelAnswer``, within what strict mode allows: every property required, none added, bounds in words only
/// (older models refuse `minimum`), reading and reasoning before the decision, because models answer in the schema's order.
package enum AnswerSchema {
  package static let name = "chart_analysis"

  package static let text = """
    {"type":"object","additionalProperties":false,"required":["chart_reading","trend","pattern","key_levels","reasoning","direction",\
    "entry","stop_loss","take_profit","setup_quality","market_environment","risk_reward"],"properties":{\
    "chart_reading":{"type":"object","additionalProperties":false,"description":"Only what is printed or drawn on the chart.",\
    "required":["symbol","timeframe","last_close","highest_high","lowest_low"],"properties":{\
    "symbol":{"type":"string"},"timeframe":{"type":"string"},\
    "last_close":{"type":"number","description":"The marked last close."},\
    "highest_high":{"type":"number","description":"The highest price any drawn candle reached."},\
    "lowest_low":{"type":"number","description":"The lowest price any drawn candle reached."}}},\
    "trend":{"type":"string","enum":["up","down","sideways"]},\
    "pattern":{"type":"string","description":"The chart pattern in a few words."},\
    "key_levels":{"type":"array","items":{"type":"number"},"description":"At most 8 supports and resistances inside the chart."},\
    "reasoning":{"type":"string","description":"At most 120 words, naming the prices that decide."},\
    "direction":{"type":"string","enum":["buy","sell","hold"]},\
    "entry":{"type":["number","null"],"description":"null for hold; else within one ATR of the last close."},\
    "stop_loss":{"type":["number","null"],"description":"null for hold; below the entry for buy, above it for sell."},\
    "take_profit":{"type":["number","null"],"description":"null for hold; above the entry for buy, below it for sell."},\
    "setup_quality":{"type":"number","description":"0 to 1: how clean the entry is."},\
    "market_environment":{"type":"number","description":"0 to 1: how much trend and volatility help."},\
    "risk_reward":{"type":["number","null"],"description":"Reward divided by risk; null for hold."}}}
    """
}
