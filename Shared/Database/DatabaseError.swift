/// What went wrong at the database.
package struct DatabaseError: Error, Sendable, CustomStringConvertible {
  package enum Code: String, Sendable {
    /// No connection could be made, or it broke: nothing is known to have been committed. Wait and try again.
    case unreachable
    /// The server refused a statement.
    case statementFailed
    /// A row does not have the expected shape.
    case unexpectedValue
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

  /// Two transactions met and this one was chosen to go again: serialization failure or deadlock.
  package var isTransient: Bool { sqlState == "40001" || sqlState == "40P01" }
  package var isUniqueViolation: Bool { sqlState == "23505" }
  package var isPermissionDenied: Bool { sqlState == "42501" }
}
