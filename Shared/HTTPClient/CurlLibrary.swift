import CCurl

/// libcurl's own start, once a process; thread-safe since libcurl 7.84.
enum CurlLibrary {
  static let startResult = curl_global_init(Int(CURL_GLOBAL_ALL))
}
