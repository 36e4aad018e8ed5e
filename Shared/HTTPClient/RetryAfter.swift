import Model

/// Reads the value of `Retry-After` (RFC 9110, 10.2.3).
package enum RetryAfter {
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
  /// Longer waits are a server's mistake or worse, and would overflow a timestamp.
  private static let longest: Int64 = 86_400

  package static func parse(_ text: String, now: Timestamp) -> Duration? {
    if let seconds = Int64(text) { return seconds < 0 ? nil : .seconds(min(seconds, longest)) }
    // Sun, 06 Nov 1994 08:49:37 GMT
    let parts = text.split(separator: " ")
    guard parts.count == 6, parts[5] == "GMT", let month = months.firstIndex(of: String(parts[2])) else { return nil }
    let number = month + 1 < 10 ? "0\(month + 1)" : String(month + 1)
    guard let date = Timestamp(utc: "\(parts[3])-\(number)-\(parts[1]) \(parts[4])Z") else { return nil }
    return min(max(date - now, .zero), .seconds(longest))
  }
}
