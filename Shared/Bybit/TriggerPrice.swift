/// Which price sets off a stop.
package enum TriggerPrice: String, Sendable {
  case last = "LastPrice"
  case mark = "MarkPrice"
  case index = "IndexPrice"
}
