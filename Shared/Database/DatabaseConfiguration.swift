import Model

/// How one service reaches its slice.
package struct DatabaseConfiguration: Sendable {
  /// libpq's connection URI or key-value string, without the password.
  package let address: String
  package let user: String?
  package let password: String?
  /// Becomes the search path; nil for the administrator.
  package let schema: String?
  package let applicationName: String
  package let limits: DatabaseLimits

  package init(
    address: String, user: String? = nil, password: String? = nil, schema: String? = nil, applicationName: String,
    limits: DatabaseLimits = DatabaseLimits()
  ) {
    self.address = address
    self.user = user
    self.password = password
    self.schema = schema
    self.applicationName = applicationName
    self.limits = limits
  }

  /// libpq's parallel arrays of keywords and values; `dbname` first, so that the later ones override what the address says.
  var parameters: [(keyword: String, value: String)] {
    var options =
      "-c TimeZone=UTC -c statement_timeout=\(limits.statement.wholeMilliseconds)"
      + " -c idle_in_transaction_session_timeout=\(limits.idleTransaction.wholeMilliseconds)"
    if let schema { options += " -c search_path=\(schema)" }
    var parameters = [
      ("dbname", address), ("application_name", applicationName), ("connect_timeout", "\(limits.connect.components.seconds)"),
      ("client_encoding", "UTF8"),
      ("keepalives_idle", "5"), ("keepalives_interval", "2"), ("keepalives_count", "3"), ("tcp_user_timeout", "5000"), ("options", options),
    ]
    if let user { parameters.append(("user", user)) }
    if let password { parameters.append(("password", password)) }
    return parameters
  }
}
