import Telegram

/// Who may speak to the bot, decided before anything that they wrote is read. Names and user names never count: they change hands.
package struct TelegramAccess: Sendable, Equatable {
  /// What reports and events call a person, by Telegram's number.
  package let approvers: [Int64: String]
  /// Groups in which approvers are heard. A private chat is its person's own.
  package let groups: Set<Int64>

  package init(approvers: [Int64: String], groups: Set<Int64> = []) {
    self.approvers = approvers
    self.groups = groups
  }

  /// - Returns: the approver's name, or nil for everybody else: strangers, bots, anonymous administrators, and other people's chats.
  package func name(of person: TelegramUser?, in chat: TelegramChat?) -> String? {
    guard let person, !person.isBot, let name = approvers[person.id], let chat else { return nil }
    return chat.id == person.id || groups.contains(chat.id) ? name : nil
  }
}

/// The numbers are not shown, wherever something prints what it holds: service-lifecycle logs its services whole at debug level.
extension TelegramAccess: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "<\(approvers.count) approvers>" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
