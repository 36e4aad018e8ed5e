/// Why a request is not answered as asked.
struct APIProblem: Error, Encodable, Equatable {
  let status: Int
  let code: String
  /// For people: what is wrong, and what to do.
  let message: String
  /// Seconds after which another try makes sense.
  var retryAfter: Int?

  init(_ status: Int, _ code: String, _ message: String, retryAfter: Int? = nil) {
    self.status = status
    self.code = code
    self.message = message
    self.retryAfter = retryAfter
  }

  private struct Body: Encodable {
    let error: Detail
    struct Detail: Encodable {
      let code: String
      let message: String
    }
  }

  func answer() throws -> WebAnswer {
    var answer = try WebAnswer.json(Body(error: .init(code: code, message: message)), status: status)
    if let retryAfter { answer.headers.append(("Retry-After", "\(retryAfter)")) }
    return answer
  }
}
