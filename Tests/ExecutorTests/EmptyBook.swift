import Model
import TestKit

/// An exchange that takes closing orders and cancels each without a fill, as with an empty book. It never shows them to the real one.
final class EmptyBook: Sendable {
  private let state = Shared<(isEmpty: Bool, linkIDs: [String])>((true, []))

  /// The link ids of the orders that it has taken.
  var taken: [String] { state.value.withLock { $0.linkIDs } }
  /// From now on closing orders go to the real exchange.
  func refill() { state.value.withLock { $0.isEmpty = false } }

  /// What becomes of a request; nil when it is not about an order that was taken.
  func fault(_ request: ScriptedHTTPServer.Request) -> Venue.Fault? {
    if request.path == "/v5/order/create" {
      let linkID = request.body.split(separator: "\"").map(String.init).first { $0.hasPrefix("at") && $0.count == 36 }
      guard let linkID, request.body.contains(#""reduceOnly":true"#) else { return nil }
      let isTaken = state.value.withLock { state in
        if state.isEmpty { state.linkIDs.append(linkID) }
        return state.isEmpty
      }
      return isTaken ? Self.reply(#"{"orderId":"x-\#(linkID)","orderLinkId":"\#(linkID)"}"#) : nil
    }
    guard request.path.hasPrefix("/v5/order/"), let linkID = taken.first(where: { request.target.contains("orderLinkId=\($0)") }) else {
      return nil
    }
    return Self.reply(
      #"{"list":[{"orderId":"x-\#(linkID)","orderLinkId":"\#(linkID)","symbol":"BTCUSDT","side":"Sell","orderType":"Market","#
        + #""orderStatus":"Cancelled","qty":"0.037","cumExecQty":"0","createdTime":"1","updatedTime":"1"}],"nextPageCursor":""}"#)
  }

  private static func reply(_ result: String) -> Venue.Fault {
    .answer(
      .init(
        #"{"retCode":0,"retMsg":"OK","result":\#(result),"retExtInfo":{},"time":\#(TimeSource.system.now.milliseconds)}"#,
        headers: [("X-Paper-Exchange", "1")]))
  }
}
