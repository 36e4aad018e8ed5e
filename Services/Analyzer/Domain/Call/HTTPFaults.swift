import Model

/// The error table: what a status and an error body mean. Shapes differ between servers, so everything in the body is optional.
package enum HTTPFaults {
  /// Longer waits are of no use within a cycle.
  static let longestPause = Duration.seconds(120)

  /// - Parameter retryAfter: the value of `Retry-After`, read as seconds or a date.
  package static func fault(_ reply: ServerReply, retryAfter: Duration?) -> CallFault {
    let body = ErrorBody(reply.body)
    let found = classify(reply.status, body)
    let pause = reply.header("retry-after-ms").flatMap(Double.init).flatMap(milliseconds) ?? retryAfter
    // What a server says about a refused key may quote the key.
    let message =
      reply.status == 401 ? "HTTP 401: the server refuses the API key, check the analyst's key" : "HTTP \(reply.status): \(body.message)"
    var action = found.action
    if let wish = reply.retryWish, [.retry, .retrySlower, .nextModel].contains(action), found.code != .modelNotFound {
      action = wish ? (action == .nextModel ? .retry : action) : .nextModel
    }
    if let pause, pause > longestPause, [.retry, .retrySlower].contains(action) { action = .nextModel }
    return CallFault(found.code, message, action, pause: pause)
  }

  private static func milliseconds(_ value: Double) -> Duration? {
    value > 0 && value < 1e9 ? .milliseconds(Int64(value)) : nil
  }

  private static func classify(_ status: Int, _ body: ErrorBody) -> (code: CallFault.Code, action: CallFault.Action) {
    switch status {
    case 400: badRequest(body)
    case 401: (.invalidKey, .switchOff)
    case 403: (.forbidden, .switchOff)
    case 404: body.isAbout("model") || body.code == "model_not_found" ? (.modelNotFound, .nextModel) : (.unexpectedStatus, .nextModel)
    case 408: (.requestTimeout, .retry)
    case 409: (.conflict, .retry)
    case 413: (.tooLarge, .nextModel)
    case 422: body.isAbout("response_format") ? (.formatUnsupported, .nextFormat) : (.unprocessable, .nextModel)
    case 429:
      body.type == "insufficient_quota" || body.code == "insufficient_quota" ? (.quotaExhausted, .switchOff) : (.rateLimited, .retry)
    case 503: (.overloaded, .retrySlower)
    case 500...: (.serverError, .retry)
    default: (.unexpectedStatus, .nextModel)
    }
  }

  private static func badRequest(_ body: ErrorBody) -> (CallFault.Code, CallFault.Action) {
    if body.isAbout("response_format") || body.isAbout("json_schema") || body.isAbout("json_object") {
      return (.formatUnsupported, .nextFormat)
    }
    switch body.code {
    case "unsupported_parameter", "unsupported_value": return (.unsupportedParameter, .nextModel)
    case "context_length_exceeded": return (.contextTooLong, .nextModel)
    case "invalid_base64_image", "image_too_large", "image_too_small", "invalid_image_format", "invalid_image", "image_parse_error":
      return (.imageRefused, .nextModel)
    case "image_content_policy_violation", "content_policy_violation": return (.contentPolicy, .nextModel)
    case "model_not_found": return (.modelNotFound, .nextModel)
    default: return (.invalidRequest, .nextModel)
    }
  }
}
