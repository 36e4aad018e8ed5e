/// One request. Nothing in it is logged: headers and bodies carry secrets.
package struct HTTPRequest: Sendable {
  package var method: HTTPMethod
  package var url: String
  package var headers: HTTPHeaders
  package var body: [UInt8]
  /// From the call to the last byte of the reply.
  package var timeout: Duration
  /// For the name look-up, the connection and the TLS handshake together; part of `timeout`.
  package var connectTimeout: Duration

  package init(
    method: HTTPMethod = .get, url: String, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = [], timeout: Duration = .seconds(10),
    connectTimeout: Duration = .seconds(5)
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.timeout = timeout
    self.connectTimeout = connectTimeout
  }
}
