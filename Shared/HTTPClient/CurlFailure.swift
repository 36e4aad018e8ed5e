import CCurl

/// libcurl's own code and text, the cause beneath an ``HTTPError``.
package struct CurlFailure: Error, Sendable, Equatable, CustomStringConvertible {
  package let code: UInt32
  package let text: String

  init(_ code: CURLcode, _ text: String = "") {
    self.code = code.rawValue
    self.text = text.isEmpty ? String(cString: curl_easy_strerror(code)) : text
  }

  package var description: String { "curl \(code): \(text)" }
}

extension HTTPError.Code {
  init(_ code: CURLcode) {
    switch code {
    case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: self = .invalidRequest
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: self = .resolveFailed
    case CURLE_COULDNT_CONNECT: self = .connectFailed
    case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_CACERT_BADFILE,
      CURLE_SSL_ISSUER_ERROR, CURLE_USE_SSL_FAILED:
      self = .tlsFailed
    case CURLE_OPERATION_TIMEDOUT: self = .timedOut
    case CURLE_PARTIAL_FILE: self = .bodyTruncated
    // A rewind is what libcurl wants before it repeats a request on another connection; it is refused (see Transfer).
    case CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_SEND_FAIL_REWIND: self = .connectionLost
    default: self = .transferFailed
    }
  }
}
