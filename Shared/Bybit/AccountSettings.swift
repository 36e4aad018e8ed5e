/// How the unified account is set up.
package struct AccountSettings: Sendable, Equatable {
  /// `ISOLATED_MARGIN`, `REGULAR_MARGIN` (cross) or `PORTFOLIO_MARGIN`.
  package let marginMode: String
  package let unifiedMarginStatus: Int?

  package init(marginMode: String, unifiedMarginStatus: Int?) {
    self.marginMode = marginMode
    self.unifiedMarginStatus = unifiedMarginStatus
  }
}
