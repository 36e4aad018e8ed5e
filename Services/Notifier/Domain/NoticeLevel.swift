import Database

/// How a kind of notice arrives.
package enum NoticeLevel: String, CaseIterable, Sendable {
  case on
  /// Without a sound.
  case silent
  case off
}

extension NoticeLevel: DatabaseValue {}
