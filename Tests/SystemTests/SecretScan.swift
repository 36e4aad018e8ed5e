import Database
import Foundation
import HTTPClient
import Logging
import TestKit
import Testing

/// Looks for planted secrets in everything that a running system shows: logs, the bus, every row of every table, command lines, pages.
struct SecretScan: Sendable {
  let system: RunningSystem
  /// By what they are.
  let secrets: [String: String]
  /// Columns that exist to hold one: table and column by the secret's name.
  let homes: [String: Set<String>]
  private(set) var shown: [String: String] = [:]

  init(_ system: RunningSystem, secrets: [String: String], homes: [String: Set<String>]) throws {
    self.system = system
    self.homes = homes
    let folder = "\(try system.instance().directory)/secrets"
    var all = secrets
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
      all["secrets/\(name)"] = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
    }
    // What is too short is found by chance.
    try #require(all.values.allSatisfy { $0.count >= 9 })
    self.secrets = all
  }

  mutating func add(_ place: String, _ text: String) { shown[place] = text }

  /// Logs, records of the instance, and the command lines of every process.
  mutating func addFiles() throws {
    let instance = try system.instance().directory
    for name in try FileManager.default.contentsOfDirectory(atPath: "\(instance)/logs") {
      // Its process still writes: the last character may be there in part.
      shown["log \(name)"] = String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(instance)/logs/\(name)")), as: UTF8.self)
    }
    shown["instance.json"] = try String(contentsOfFile: "\(instance)/instance.json", encoding: .utf8)
    shown["command lines"] = try system.leftovers().joined(separator: "\n")
  }

  /// Every row of every table of every schema, each column by itself.
  mutating func addTables() async throws {
    let database = try system.auditor()
    let columns = try await database.transaction { transaction in
      try transaction.execute(
        """
        SELECT c.table_schema AS s, c.table_name AS t, c.column_name AS c FROM information_schema.columns c
        JOIN information_schema.tables t USING (table_schema, table_name)
        WHERE t.table_type = 'BASE TABLE' AND c.table_schema NOT IN ('pg_catalog', 'information_schema') AND c.data_type <> 'bytea'
        """
      ).map { (try $0.read("s", as: String.self), try $0.read("t", as: String.self), try $0.read("c", as: String.self)) }
    }
    for (schema, table, column) in columns {
      let rows = try await database.transaction {
        try $0.execute("SELECT \"\(column)\"::text AS text FROM \(schema).\"\(table)\" WHERE \"\(column)\" IS NOT NULL")
      }
      shown["\(schema).\(table).\(column)"] = try rows.map { try $0.read("text", as: String.self) }.joined(separator: "\n")
    }
    await database.close()
  }

  /// Every page and every answer that can be read over HTTP, as a program with an admin's token, and as a browser.
  /// - Returns: the session's cookie and the token, which are secrets too.
  mutating func addPages(_ base: String, password: String, paths: [String]) async throws -> (cookie: String, token: String) {
    let http = try HTTPClient(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let form: [(name: String, value: String)] = [("Content-Type", "application/x-www-form-urlencoded"), ("Origin", base)]
    let login = try await http.send(
      HTTPRequest(
        method: .post, url: "\(base)/login", headers: HTTPHeaders(form),
        body: Array("password=\(password.replacingOccurrences(of: " ", with: "+"))".utf8)))
    let cookie = try #require(login.headers["Set-Cookie"]?.split(separator: ";").first.map(String.init), "\(login.status)")
    let page = String(
      decoding: try await http.send(HTTPRequest(url: "\(base)/dashboard/live", headers: HTTPHeaders([("Cookie", cookie)]))).body,
      as: UTF8.self)
    let csrf = try #require(page.firstMatch(of: /[0-9a-f]{64}/).map { String($0.output) })
    let made = try await http.send(
      HTTPRequest(
        method: .post, url: "\(base)/api/v1/tokens",
        headers: HTTPHeaders([("Cookie", cookie), ("Origin", base), ("X-CSRF-Token", csrf), ("Content-Type", "application/json")]),
        body: Array(#"{"name":"scan","scope":"admin","days":1}"#.utf8)))
    struct Made: Decodable { let token: String }
    let token = try JSONDecoder().decode(Made.self, from: Data(made.body)).token
    for path in paths {
      let isPage = !path.hasPrefix("/api")
      let headers = isPage ? [("Cookie", cookie)] : [("Authorization", "Bearer \(token)")]
      let answer = try await http.send(HTTPRequest(url: base + path, headers: HTTPHeaders(headers.map { (name: $0.0, value: $0.1) })))
      #expect(answer.status == 200, "\(path): \(answer.status)")
      let fields = answer.headers.fields.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
      shown["GET \(path)"] = fields + "\n" + String(decoding: answer.body, as: UTF8.self)
    }
    await http.close()
    return (String(cookie.drop { $0 != "=" }.dropFirst()), token)
  }

  /// Records an issue for each secret that is anywhere but at home.
  func judge(also more: [String: String] = [:]) {
    for (name, secret) in secrets.merging(more, uniquingKeysWith: { first, _ in first }) {
      for (place, text) in shown where !(homes[name] ?? []).contains(place) && text.contains(secret) {
        let line = text.split(separator: "\n").first { $0.contains(secret) } ?? ""
        Issue.record("\(place) shows \(name): \(line.replacingOccurrences(of: secret, with: "•••").prefix(400))")
      }
    }
  }
}
