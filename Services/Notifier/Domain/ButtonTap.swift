/// What a button's data says. It comes from outside: nothing is believed of it but that it may name a token.
package struct ButtonTap: Sendable, Equatable {
  package enum Action: String, Sendable, CaseIterable {
    case approve = "a"
    case reject = "r"
    /// The second tap of a large approval.
    case sure = "y"
    case back = "n"
  }

  package let action: Action
  package let token: String

  package init(_ action: Action, _ token: String) {
    self.action = action
    self.token = token
  }

  package init?(_ data: String?) {
    guard let parts = data?.split(separator: ":", omittingEmptySubsequences: false), parts.count == 2,
      let action = Action(rawValue: String(parts[0])), parts[1].utf8.count == 32,
      parts[1].utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
    else { return nil }
    self.init(action, String(parts[1]))
  }

  package var data: String { "\(action.rawValue):\(token)" }
}
