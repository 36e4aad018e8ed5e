/// Where a message was written. A private chat has its person's number, groups have negative ones.
package struct TelegramChat: Codable, Sendable, Equatable {
  package let id: Int64
  /// `private`, `group`, `supergroup` or `channel`.
  package let type: String

  package init(id: Int64, type: String) {
    self.id = id
    self.type = type
  }
}
