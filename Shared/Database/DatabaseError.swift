/// What went wrong at the database.
package struct DatabaseError: Error, Sendable, CustomStringConvertible {
  package enum Code: String, Sendable {
    /// No connection could be made, or it broke: nothing is known to have been committed. Wait and try again.
    case unreachable
    /// The server refused a statement.
    case statementFailed
    /// A row does not have the expected shape.
    case unexpectedValue
    /// This process does not lead its service: nothing was written.
    case notLeader
    /// The schema was written by a newer program.
    case newerSchema
  }

  package let code: Code
  package let message: String
  /// PostgreSQL's five-character SQLSTATE, when the server answered.
  package let sqlState: String?

  package init(_ code: Code, _ message: String, sqlState: String? = nil) {
    self.code = code
    self.message = message
    self.sqlState = sqlState
  }

  package var description: String { sqlState.map { "\(message) (SQLSTATE \($0))" } ?? message }

  /// An error of the moment, not of the statement: two transactions met and this one goes again (class 40), the server is short of
  /// space, memory or connections (53), a lock or the statement took too long (55P03, 57014), the server is read-only for now (25006),
  /// or its disk fails (58).
  package var isTransient: Bool {
    guard let sqlState else { return false }
    return ["40", "53", "58"].contains(sqlState.prefix(2)) || ["25006", "55P03", "57014"].contains(sqlState)
  }
  package var isUniqueViolation: Bool { sqlState == "23505" }
  var isReadOnlyTransaction: Bool { sqlState == "25006" }
  package var isPermissionDenied: Bool { sqlState == "42501" }
}
