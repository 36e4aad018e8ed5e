/// Whether a password may guard pages that other machines can reach.
package enum PasswordPolicy {
  package static let shortest = 14

  /// Why a password is weak; nil when it is not.
  package static func weakness(of password: String) -> String? {
    guard password.count >= shortest else { return "has \(password.count) characters, at least \(shortest) are needed" }
    guard Set(password).count >= 8 else { return "repeats too few different characters" }
    let lowered = password.lowercased()
    for common in ["password", "123456", "qwerty", "autotrader", "letmein"] where lowered.contains(common) {
      return "contains '\(common)'"
    }
    return nil
  }
}
