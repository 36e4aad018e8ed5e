import CCurl
import Glibc
import Model

/// A connected byte stream, with TLS when the URL asks for it, made by libcurl (`CURLOPT_CONNECT_ONLY`). Used by one thread.
struct CurlLine: ~Copyable {
  private let handle: UnsafeMutableRawPointer
  private let socket: Int32

  /// Connects; blocks for at most `timeout`.
  /// - Parameter authorities: a file of those that are trusted; nil for the system's.
  init(_ url: String, _ address: HTTPAddress, timeout: Duration, authorities: String?) throws(HTTPError) {
    guard CurlLibrary.startResult == CURLE_OK, let handle = curl_easy_init() else {
      throw HTTPError(.transferFailed, .notSent, "libcurl gave no handle")
    }
    // What curl calls http is the same TCP or TLS connection.
    let plain = (address.isPlain ? "http" : "https") + url.drop { $0 != ":" }
    let milliseconds = max(1, Int(timeout.wholeMilliseconds))
    var settings: [CURLcode] = [
      plain.withCString { autotrader_curl_set_pointer(handle, CURLOPT_URL, $0) },
      autotrader_curl_set_long(handle, CURLOPT_CONNECT_ONLY, 1),
      autotrader_curl_set_long(handle, CURLOPT_NOSIGNAL, 1),
      autotrader_curl_set_long(handle, CURLOPT_QUICK_EXIT, 1),
      autotrader_curl_set_long(handle, CURLOPT_TCP_KEEPALIVE, 1),
      autotrader_curl_set_long(handle, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1)),
      autotrader_curl_set_long(handle, CURLOPT_TIMEOUT_MS, milliseconds),
      autotrader_curl_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, milliseconds),
    ]
    // A proxy from the environment must not see what is meant for this machine or a private network.
    if address.isPlain { settings.append("".withCString { autotrader_curl_set_pointer(handle, CURLOPT_PROXY, $0) }) }
    if let authorities { settings.append(authorities.withCString { autotrader_curl_set_pointer(handle, CURLOPT_CAINFO, $0) }) }
    var socket: curl_socket_t = -1
    let result = settings.first { $0 != CURLE_OK } ?? curl_easy_perform(handle)
    guard result == CURLE_OK, autotrader_curl_get_socket(handle, CURLINFO_ACTIVESOCKET, &socket) == CURLE_OK, socket >= 0 else {
      let failure = CurlFailure(result)
      curl_easy_cleanup(handle)
      throw HTTPError(HTTPError.Code(result), .notSent, failure.text, cause: failure)
    }
    self.handle = handle
    self.socket = socket
  }

  deinit { curl_easy_cleanup(handle) }

  /// Waits for bytes or for the wake-up. - Returns: false when neither came in time.
  func wait(_ wake: Int32, atMost limit: Duration) throws(HTTPError) -> Bool {
    var waiting = [
      pollfd(fd: socket, events: Int16(POLLIN), revents: 0), pollfd(fd: wake, events: Int16(POLLIN), revents: 0),
    ]
    let milliseconds = Int32(clamping: max(1, limit.wholeMilliseconds))
    let count = poll(&waiting, 2, milliseconds)
    guard count >= 0 || errno == EINTR else { throw HTTPError(.transferFailed, .outcomeUnknown, "poll failed (error \(errno))") }
    return count > 0
  }

  /// Everything that has arrived; empty when nothing has.
  func read() throws(HTTPError) -> [UInt8] {
    var bytes: [UInt8] = []
    while true {
      var count = 0
      // TLS may hold decoded bytes that no poll reports: read until it says "again".
      let result: CURLcode = withUnsafeTemporaryAllocation(byteCount: 16_384, alignment: 1) { chunk in
        let code = curl_easy_recv(handle, chunk.baseAddress, chunk.count, &count)
        if code == CURLE_OK { bytes.append(contentsOf: chunk[..<count]) }
        return code
      }
      if result == CURLE_AGAIN { return bytes }
      guard result == CURLE_OK else {
        let failure = CurlFailure(result)
        throw HTTPError(.connectionLost, .outcomeUnknown, failure.text, cause: failure)
      }
      guard count > 0 else {
        if !bytes.isEmpty { return bytes }
        throw HTTPError(.connectionLost, .outcomeUnknown, "the peer closed the connection without a word")
      }
    }
  }

  func write(_ bytes: [UInt8], within limit: Duration) throws(HTTPError) {
    let deadline = TimeSource.system.now + limit
    var sent = 0
    while sent < bytes.count {
      var count = 0
      let result = bytes.withUnsafeBytes { curl_easy_send(handle, $0.baseAddress?.advanced(by: sent), bytes.count - sent, &count) }
      sent += count
      switch result {
      case CURLE_OK: continue
      case CURLE_AGAIN:
        let left = deadline - TimeSource.system.now
        guard left > .zero else { throw HTTPError(.timedOut, .outcomeUnknown, "the peer takes no bytes") }
        var waiting = pollfd(fd: socket, events: Int16(POLLOUT), revents: 0)
        poll(&waiting, 1, Int32(clamping: max(1, left.wholeMilliseconds)))
      default:
        let failure = CurlFailure(result)
        throw HTTPError(.connectionLost, .outcomeUnknown, failure.text, cause: failure)
      }
    }
  }
}
