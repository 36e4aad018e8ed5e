/// The checks on a signed request, in this order: headers, key, time, signature.
struct Authentication {
  enum Failure: Error {
    /// HTTP 401.
    case missingHeaders
    case refused(Refusal)
  }

  /// Of each account, in the engine's order.
  let credentials: [Credentials]

  /// - Parameter now: the server's time in milliseconds since 1970.
  /// - Returns: the account whose key signed the request.
  func check(_ request: APIRequest, at now: Int64) throws(Failure) -> Int {
    guard let key = request.headers["x-bapi-api-key"], let timestamp = request.headers["x-bapi-timestamp"],
      let signature = request.headers["x-bapi-sign"]
    else { throw .missingHeaders }
    guard let account = credentials.firstIndex(where: { $0.key == key }) else {
      throw .refused(Refusal(.unknownKey, "API key is invalid."))
    }
    let window = request.headers["x-bapi-recv-window"] ?? ""
    guard let sent = Int64(timestamp), let length = window.isEmpty ? 5000 : Int64(window), length >= 0, length < 1 << 40,
      now - length <= sent, sent < now + 1000
    else {
      throw .refused(
        Refusal(
          .timestampOutsideWindow,
          "invalid request, please check your server timestamp or recv_window param. "
            + "req_timestamp[\(timestamp)],server_timestamp[\(now)],recv_window[\(window.isEmpty ? "5000" : window)]"))
    }
    let payload = request.method == "POST" ? request.body : Array(request.rawQuery.utf8)
    let text = Array((timestamp + key + window).utf8) + payload
    guard credentials[account].isValid(signature, of: text) else {
      throw .refused(Refusal(.badSignature, "error sign! origin_string[\(String(decoding: text, as: UTF8.self))]"))
    }
    return account
  }

  /// A stream's login. - Parameter text: `expires` as the client wrote it. - Returns: the account.
  func checkStream(key: String, expires: Int64, text: String, signature: String, at now: Int64) throws(Refusal) -> Int {
    guard let account = credentials.firstIndex(where: { $0.key == key }) else { throw Refusal(.unknownKey, "API key is invalid.") }
    guard expires > now else {
      throw Refusal(.timestampOutsideWindow, "Params Error: expires \(text) is not after the server's time \(now)")
    }
    guard credentials[account].isValid(signature, of: Array("GET/realtime\(text)".utf8)) else {
      throw Refusal(.badSignature, "error sign!")
    }
    return account
  }
}
