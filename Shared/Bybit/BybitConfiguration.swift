/// Where the exchange is and how long its answers may take.
package struct BybitConfiguration: Sendable {
  /// Scheme, host and port, without a path: `https://api-testnet.bybit.com`.
  package var baseURL: String
  /// nil: public market data only.
  package var credentials: BybitCredentials?
  /// How old a signed request may be when the server reads it. Two seconds, the bound that the executor's lease relies on (DESIGN §4).
  package var recvWindow: Duration
  /// Deadline of a call for which the caller names none.
  package var timeout: Duration
  /// Plain http to private hosts; the `HTTPClient` must allow it as well. Public hosts are never spoken to without TLS.
  package var allowsPlainHTTP: Bool
  /// Requests this process may send within five seconds. The exchange allows one address 600, and three processes of an installation ask it;
  /// a quarter is kept for calls that protect a position.
  package var requestBudget: Int

  package init(
    baseURL: String, credentials: BybitCredentials? = nil, recvWindow: Duration = .milliseconds(2000), timeout: Duration = .seconds(5),
    allowsPlainHTTP: Bool = false, requestBudget: Int = 200
  ) {
    self.baseURL = baseURL
    self.credentials = credentials
    self.recvWindow = recvWindow
    self.timeout = timeout
    self.allowsPlainHTTP = allowsPlainHTTP
    self.requestBudget = requestBudget
  }
}
