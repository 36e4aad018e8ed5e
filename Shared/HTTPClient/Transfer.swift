import CCurl
import Model

/// One easy handle and what arrives on it. Touched by the transfer thread alone; a class because libcurl's callbacks need an address.
final class Transfer {
  let handle: UnsafeMutableRawPointer
  let submission: Submission
  private let limit: Int
  /// A file of the trusted ones; nil for the system's.
  private let authorities: String?
  private var headerList: UnsafeMutablePointer<curl_slist>?
  private let errorText: UnsafeMutablePointer<CChar>
  private var sent = 0
  private var headers = HTTPHeaders()
  private var headerBytes = 0
  private var body: [UInt8] = []
  private var isTooLarge = false

  private static let maximumHeaderBytes = 256 << 10

  init?(_ submission: Submission, _ configuration: HTTPClientConfiguration) {
    guard let handle = curl_easy_init() else { return nil }
    self.handle = handle
    self.submission = submission
    limit = configuration.maximumResponseSize
    authorities = configuration.authorities
    errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
  }

  deinit {
    curl_easy_cleanup(handle)
    curl_slist_free_all(headerList)
    errorText.deallocate()
  }

  /// - Throws: ``CurlFailure`` when libcurl refuses an option.
  func configure() throws(CurlFailure) {
    let request = submission.request
    try set(CURLOPT_ERRORBUFFER, errorText)
    try set(CURLOPT_NOSIGNAL, 1)
    try set(CURLOPT_FOLLOWLOCATION, 0)
    try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    try set(CURLOPT_TCP_KEEPALIVE, 1)
    // Without it, giving up a name look-up that hangs would hold the thread until the look-up ends.
    try set(CURLOPT_QUICK_EXIT, 1)
    try set(CURLOPT_TIMEOUT_MS, max(1, Int(request.timeout.wholeMilliseconds)))
    try set(CURLOPT_CONNECTTIMEOUT_MS, max(1, Int(request.connectTimeout.wholeMilliseconds)))
    try set(CURLOPT_PROTOCOLS_STR, text: "http,https")
    try set(CURLOPT_URL, text: request.url)
    if let authorities { try set(CURLOPT_CAINFO, text: authorities) }
    // A proxy from the environment must not see what is meant for this machine or a private network.
    if submission.isPlain { try set(CURLOPT_PROXY, text: "") }
    let context = Unmanaged.passUnretained(self).toOpaque()
    try setBody(request, context)
    try setHeaders(request)
    try set(CURLOPT_WRITEDATA, context)
    try check(autotrader_curl_set_write(handle, CURLOPT_WRITEFUNCTION) { Transfer.at($3)?.receiveBody($0, $1 * $2) ?? 0 })
    try set(CURLOPT_HEADERDATA, context)
    try check(autotrader_curl_set_write(handle, CURLOPT_HEADERFUNCTION) { Transfer.at($3)?.receiveHeader($0, $1 * $2) ?? 0 })
  }

  /// The body is given by a callback that cannot rewind. libcurl repeats a request when a kept connection turns out to be dead; without
  /// a rewind it cannot repeat one whose body has left, so an order is never sent twice behind the caller's back.
  private func setBody(_ request: HTTPRequest, _ context: UnsafeMutableRawPointer) throws(CurlFailure) {
    guard request.method == .post else { return }
    try set(CURLOPT_POST, 1)
    try set(CURLOPT_POSTFIELDSIZE, request.body.count)
    try set(CURLOPT_READDATA, context)
    try check(autotrader_curl_set_write(handle, CURLOPT_READFUNCTION) { Transfer.at($3)?.giveBody($0, $1 * $2) ?? 0 })
  }

  private func setHeaders(_ request: HTTPRequest) throws(CurlFailure) {
    var lines = request.headers.fields.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
    lines.append("Expect:")
    if request.headers["User-Agent"] == nil { lines.append("User-Agent: autotrader") }
    if request.method == .post, request.headers["Content-Type"] == nil { lines.append("Content-Type:") }
    for line in lines {
      guard let longer = curl_slist_append(headerList, line) else { throw CurlFailure(CURLE_OUT_OF_MEMORY) }
      headerList = longer
    }
    try set(CURLOPT_HTTPHEADER, headerList)
  }

  private static func at(_ context: UnsafeMutableRawPointer?) -> Transfer? {
    context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
  }

  private func giveBody(_ target: UnsafeMutablePointer<CChar>?, _ capacity: Int) -> Int {
    let count = min(capacity, submission.request.body.count - sent)
    guard let target, count > 0 else { return 0 }
    submission.request.body.withUnsafeBytes { source in
      UnsafeMutableRawBufferPointer(start: target, count: count).copyMemory(
        from: UnsafeRawBufferPointer(rebasing: source[sent..<sent + count]))
    }
    sent += count
    return count
  }

  /// Anything but `count` as result makes libcurl end the transfer.
  private func receiveBody(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
    guard body.count + count <= limit else {
      isTooLarge = true
      return 0
    }
    body.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: count))
    return count
  }

  private func receiveHeader(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
    headerBytes += count
    guard headerBytes <= Self.maximumHeaderBytes else {
      isTooLarge = true
      return 0
    }
    let line = String(decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
    // A status line starts a new reply: an interim one (100) came before it.
    if line.hasPrefix("HTTP/") {
      headers.removeAll()
    } else if let colon = line.firstIndex(of: ":") {
      headers.add(Self.trim(line[..<colon]), Self.trim(line[line.index(after: colon)...]))
    }
    return count
  }

  private static func trim(_ text: Substring) -> String {
    var bytes = text.utf8[...]
    while let first = bytes.first, first <= 0x20 { bytes.removeFirst() }
    while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
    return String(Substring(bytes))
  }
}

extension Transfer {
  func outcome(_ result: CURLcode) -> Submission.Outcome {
    guard result == CURLE_OK else { return .failure(error(result)) }
    var status = 0
    var seconds = 0.0
    guard autotrader_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK,
      autotrader_curl_get_double(handle, CURLINFO_TOTAL_TIME, &seconds) == CURLE_OK
    else { return .failure(HTTPError(.transferFailed, .outcomeUnknown, "libcurl gave no status")) }
    return .success(HTTPResponse(status: status, headers: headers, body: body, duration: .seconds(seconds)))
  }

  /// Whether a byte of the request has been written. An unreadable answer counts as written.
  var delivery: HTTPError.Delivery {
    var written = 0
    return autotrader_curl_get_long(handle, CURLINFO_REQUEST_SIZE, &written) == CURLE_OK && written == 0 ? .notSent : .outcomeUnknown
  }

  private func error(_ result: CURLcode) -> HTTPError {
    let failure = CurlFailure(result, String(cString: errorText))
    if isTooLarge { return HTTPError(.responseTooLarge, delivery, "the reply is larger than \(limit) bytes", cause: failure) }
    return HTTPError(HTTPError.Code(result), delivery, failure.text, cause: failure)
  }

  private func check(_ code: CURLcode) throws(CurlFailure) {
    guard code == CURLE_OK else { throw CurlFailure(code) }
  }

  private func set(_ option: CURLoption, _ value: Int) throws(CurlFailure) {
    try check(autotrader_curl_set_long(handle, option, value))
  }

  private func set(_ option: CURLoption, _ value: UnsafeRawPointer?) throws(CurlFailure) {
    try check(autotrader_curl_set_pointer(handle, option, value))
  }

  /// libcurl copies the text.
  private func set(_ option: CURLoption, text: String) throws(CurlFailure) {
    let code = text.withCString { autotrader_curl_set_pointer(handle, option, $0) }
    try check(code)
  }
}
