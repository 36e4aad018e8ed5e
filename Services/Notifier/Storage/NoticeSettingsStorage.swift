import Database
import Model

/// The table `notice_settings`: versioned rows, the newest of a kind counts.
struct NoticeSettingsStorage {
  let transaction: Transaction

  func level(_ kind: NoticeKind) throws -> NoticeLevel {
    try transaction.execute("SELECT level FROM notice_settings WHERE notice = $1 ORDER BY version DESC LIMIT 1", kind)
      .first?.read("level") ?? kind.usualLevel
  }

  func set(_ kind: NoticeKind, _ level: NoticeLevel, by person: String) throws {
    guard try self.level(kind) != level else { return }
    try transaction.execute(
      "INSERT INTO notice_settings (notice, level, changed_by, changed_at) VALUES ($1, $2, $3, $4::timestamptz)", kind, level, person,
      transaction.now)
  }
}
