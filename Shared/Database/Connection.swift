import CPostgreSQL
import Glibc
import Model

/// One libpq connection with its prepared statements. Not Sendable: it lives inside ``Database``.
final class Connection {
  private let handle: OpaquePointer
  private var prepared: [String: String] = [:]

  /// - Throws: ``DatabaseError`` `unreachable`.
  init(_ configuration: DatabaseConfiguration) throws(DatabaseError) {
    let parameters = configuration.parameters
    var keywords: [UnsafePointer<CChar>?] = []
    var values: [UnsafePointer<CChar>?] = []
    var owned: [UnsafeMutablePointer<CChar>] = []
    defer { owned.forEach { $0.deallocate() } }
    for (keyword, value) in parameters {
      let copies = (Self.copy(keyword), Self.copy(value))
      owned += [copies.0, copies.1]
      keywords.append(UnsafePointer(copies.0))
      values.append(UnsafePointer(copies.1))
    }
    keywords.append(nil)
    values.append(nil)
    guard let handle = PQconnectdbParams(&keywords, &values, 1) else {
      throw DatabaseError(.unreachable, "libpq could not allocate a connection")
    }
    self.handle = handle
    guard PQstatus(handle) == CONNECTION_OK else {
      throw DatabaseError(.unreachable, "the database cannot be reached: \(Self.oneLine(PQerrorMessage(handle)))")
    }
    PQsetNoticeProcessor(handle, { _, _ in }, nil)
  }

  deinit { PQfinish(handle) }

  var isUsable: Bool { PQstatus(handle) == CONNECTION_OK }

  /// Runs one statement, prepared at its first use on this connection. Parameters are `$1`, `$2`, … in their text form.
  func execute(_ sql: String, _ parameters: [String?]) throws(DatabaseError) -> [Row] {
    let name = try prepare(sql)
    var pointers: [UnsafePointer<CChar>?] = []
    var owned: [UnsafeMutablePointer<CChar>] = []
    defer { owned.forEach { $0.deallocate() } }
    for parameter in parameters {
      guard let parameter else {
        pointers.append(nil)
        continue
      }
      let copy = Self.copy(parameter)
      owned.append(copy)
      pointers.append(UnsafePointer(copy))
    }
    let result = PQexecPrepared(handle, name, Int32(parameters.count), &pointers, nil, nil, 0)
    defer { PQclear(result) }
    try check(result, sql)
    return rows(of: result)
  }

  /// Runs statements without parameters, several separated by semicolons: migrations and transaction control.
  /// - Parameter shown: what an error says instead of the statement, when the statement holds a secret.
  func run(_ sql: String, shownAs shown: String? = nil) throws(DatabaseError) {
    let result = PQexec(handle, sql)
    defer { PQclear(result) }
    try check(result, shown ?? sql)
  }

  /// - Throws: ``DatabaseError`` `statementFailed` when an earlier statement had failed and was passed over: the server answers COMMIT
  ///   with ROLLBACK then, and calls it a success.
  func commit() throws(DatabaseError) {
    let result = PQexec(handle, "COMMIT")
    defer { PQclear(result) }
    try check(result, "COMMIT")
    guard let tag = PQcmdStatus(result), String(cString: tag) == "COMMIT" else {
      throw DatabaseError(.statementFailed, "nothing was committed: a statement of the transaction had failed", sqlState: "25P02")
    }
  }

  private func prepare(_ sql: String) throws(DatabaseError) -> String {
    if let name = prepared[sql] { return name }
    let name = "s\(prepared.count)"
    let result = PQprepare(handle, name, sql, 0, nil)
    defer { PQclear(result) }
    try check(result, sql)
    prepared[sql] = name
    return name
  }

  private func check(_ result: OpaquePointer?, _ sql: String) throws(DatabaseError) {
    let status = PQresultStatus(result)
    if status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY { return }
    let message = Self.oneLine(PQresultErrorMessage(result))
    guard PQstatus(handle) == CONNECTION_OK else {
      throw DatabaseError(.unreachable, "the connection to the database broke: \(message)")
    }
    let state = PQresultErrorField(result, Int32(UInt8(ascii: "C"))).map { String(cString: $0) }
    // Class 57: the server is shutting down, starting up, or ended this session.
    if let state, state.hasPrefix("57P") { throw DatabaseError(.unreachable, message, sqlState: state) }
    throw DatabaseError(.statementFailed, "\(message) in: \(sql.prefix(160))", sqlState: state)
  }

  private func rows(of result: OpaquePointer?) -> [Row] {
    let count = PQntuples(result)
    guard count > 0 else { return [] }
    let width = PQnfields(result)
    var columns: [String: Int] = [:]
    for column in 0..<width {
      if let name = PQfname(result, column) { columns[String(cString: name)] = Int(column) }
    }
    return (0..<count).map { row in
      let values = (0..<width).map { column -> String? in
        guard PQgetisnull(result, row, column) == 0, let text = PQgetvalue(result, row, column) else { return nil }
        let length = Int(PQgetlength(result, row, column))
        return String(decoding: UnsafeRawBufferPointer(start: text, count: length), as: UTF8.self)
      }
      return Row(columns: columns, values: values)
    }
  }

  /// A NUL-terminated copy; libpq's text parameters end at the first NUL, so a NUL in the text is replaced by U+FFFD.
  private static func copy(_ text: String) -> UnsafeMutablePointer<CChar> {
    var text = text
    let hasNUL = text.withUTF8 { bytes in bytes.baseAddress.map { memchr($0, 0, bytes.count) != nil } ?? false }
    if hasNUL { text = text.unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : String($0) }.joined() }
    let pointer = text.withUTF8 { bytes in
      let pointer = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count + 1)
      UnsafeMutableRawPointer(pointer).copyMemory(
        from: UnsafeRawBufferPointer(bytes).baseAddress ?? UnsafeRawPointer(pointer), byteCount: bytes.count)
      pointer[bytes.count] = 0
      return pointer
    }
    return pointer
  }

  private static func oneLine(_ message: UnsafePointer<CChar>?) -> String {
    guard let message else { return "no message" }
    return String(cString: message).split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}
