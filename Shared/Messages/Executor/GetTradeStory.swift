import Model

/// What happened to a trade at the exchange, for `why`.
package struct GetTradeStory: AddressedRequest, ReadRequest {
  package static let service = ServiceName.executor
  package static let name = "get-trade-story"
  package static let version = 1

  package let tradeID: TradeID

  package init(tradeID: TradeID) {
    self.tradeID = tradeID
  }

  package struct Reply: Codable, Sendable, Equatable {
    /// nil: no such trade.
    package let story: TradeStory?

    package init(story: TradeStory?) {
      self.story = story
    }
  }
}
