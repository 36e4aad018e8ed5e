import FoundationEssentials
import Model

/// One further client of the exchange.
package struct AccountConfiguration: Sendable {
  package let key: String
  /// Never logged.
  package let secret: String
  /// USDT at the opening of the account; nil for the same as the first account.
  package let balance: Money?

  package init(key: String, secret: String, balance: Money? = nil) {
    self.key = key
    self.secret = secret
    self.balance = balance
  }

  /// Reads a file with one account a line: key, secret and perhaps a balance, separated by spaces. Lines that begin with # are skipped.
  /// - Throws: ``StartFailure`` naming the line that is wrong.
  static func load(path: String) throws(StartFailure) -> [AccountConfiguration] {
    let text: String
    do {
      text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    } catch {
      throw .usage("cannot read the accounts file \(path)")
    }
    var accounts: [AccountConfiguration] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let fields = line.split(separator: " ").map(String.init)
      guard let first = fields.first, !first.hasPrefix("#") else { continue }
      let balance = fields.count == 3 ? Money(fields[2]) : nil
      guard fields.count == 2 || (balance.map { $0 > .zero } ?? false), !accounts.contains(where: { $0.key == first }) else {
        throw .usage("bad accounts file \(path), line \(index + 1): expected a new key, a secret and perhaps a balance")
      }
      accounts.append(AccountConfiguration(key: first, secret: fields[1], balance: balance))
    }
    return accounts
  }
}
