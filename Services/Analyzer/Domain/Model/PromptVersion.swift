import Model

/// One immutable version of a prompt.
package struct PromptVersion: Hashable, Sendable {
  package let id: PromptVersionID
  package let name: String
  package let number: Int
  package let system: String
  /// `{{symbol}}`, `{{timeframe}}` and `{{closed}}` stand for the chart's.
  package let user: String

  package init(id: PromptVersionID, name: String, number: Int, system: String, user: String) {
    self.id = id
    self.name = name
    self.number = number
    self.system = system
    self.user = user
  }

  /// As trades and reports name it.
  package var label: String { "\(name)@\(number)" }

  package func userText(symbol: Symbol, timeframe: Timeframe, closed: Timestamp) -> String {
    user.replacing("{{symbol}}", with: symbol.description).replacing("{{timeframe}}", with: timeframe.rawValue)
      .replacing("{{closed}}", with: String(closed.description.prefix(19)) + "Z")
  }
}
