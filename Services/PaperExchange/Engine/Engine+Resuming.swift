import Model

extension Engine {
  /// The state that a log's commands lead to.
  /// - Parameter key: names the first account.
  /// - Throws: ``StartFailure`` if a command that was once accepted is now refused: then the log is damaged.
  init(resuming contents: StateLog.Contents, market: Market, path: String, key: String, paysFundingByItself: Bool) throws {
    let header = contents.header
    self.init(
      market: market.anchored(at: header.anchor), balance: header.balance, start: header.created, salt: UInt64(bitPattern: header.created),
      key: key, paysFundingByItself: paysFundingByItself)
    for entry in contents.entries {
      advance(to: entry.time)
      guard accounts.indices.contains(entry.account) else {
        throw StartFailure.environment(
          "the state log \(path) is damaged at line \(entry.number + 1): it names an account that was not opened")
      }
      do {
        _ = try apply(entry.command, account: entry.account)
      } catch {
        throw StartFailure.environment(
          "the state log \(path) is damaged at line \(entry.number + 1): its command is refused (\(error.message));"
            + " use another --state folder to start afresh")
      }
      events.removeAll(keepingCapacity: true)
    }
  }
}
