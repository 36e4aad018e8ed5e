import Database
import Model

/// The tables `prompts` and `prompt_versions`. A version never changes; which one is active does.
struct PromptStorage {
  let transaction: Transaction

  /// - Returns: nil when there is no such prompt.
  func active(_ name: String) throws -> PromptVersion? {
    try transaction.execute(
      """
      SELECT v.id, v.prompt_name, v.version, v.system_text, v.user_text
      FROM prompts p JOIN prompt_versions v ON v.prompt_name = p.name AND v.id = p.active_version WHERE p.name = $1
      """, name
    ).first.map(version)
  }

  /// The prompt that the program brings along, stored as the next version when its text is new. It becomes active then, unless a person
  /// has made another version active.
  func ensure(_ name: String, system: String, user: String) throws {
    try transaction.execute("INSERT INTO prompts (name) VALUES ($1) ON CONFLICT (name) DO NOTHING", name)
    try transaction.execute("SELECT name FROM prompts WHERE name = $1 FOR UPDATE", name)
    let known = try transaction.exists(
      "SELECT id FROM prompt_versions WHERE prompt_name = $1 AND system_text = $2 AND user_text = $3", name, system, user)
    guard !known else { return }
    let added = try add(name, system: system, user: user)
    try transaction.execute(
      """
      UPDATE prompts SET active_version = $2::uuid WHERE name = $1
        AND (active_version IS NULL OR active_version = (
          SELECT id FROM prompt_versions WHERE prompt_name = $1 AND version = $3::int - 1))
      """, name, added.id, added.number)
  }

  /// Adds a version without making it active.
  func add(_ name: String, system: String, user: String) throws -> PromptVersion {
    let row = try transaction.execute(
      """
      INSERT INTO prompt_versions (id, prompt_name, version, system_text, user_text)
      SELECT $1::uuid, $2::text, coalesce(max(version), 0) + 1, $3, $4 FROM prompt_versions WHERE prompt_name = $2::text
      RETURNING id, prompt_name, version, system_text, user_text
      """, PromptVersionID.random(), name, system, user
    ).first
    guard let row else { throw DatabaseError(.unexpectedValue, "the new version of prompt \(name) was not returned") }
    return try version(row)
  }

  private func version(_ row: Row) throws -> PromptVersion {
    PromptVersion(
      id: try row.read("id"), name: try row.read("prompt_name"), number: try row.read("version"), system: try row.read("system_text"),
      user: try row.read("user_text"))
  }
}
