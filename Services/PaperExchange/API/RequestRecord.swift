import Model

/// The last requests, for tests to look at. When full, the oldest goes.
struct RequestRecord: Sendable {
  struct Entry: Sendable {
    let method: String
    /// As received, the API key replaced.
    let target: String
    let time: Timestamp
    let retCode: Int
  }

  static let capacity = 10_000
  private let key: String
  private var ring: [Entry] = []
  private var oldest = 0

  init(redacting key: String) { self.key = key }

  mutating func add(_ request: APIRequest, at time: Timestamp, retCode: Int) {
    let target = key.isEmpty ? request.target : request.target.replacing(key, with: "***")
    let entry = Entry(method: request.method, target: target, time: time, retCode: retCode)
    if ring.count < Self.capacity {
      ring.append(entry)
    } else {
      ring[oldest] = entry
      oldest = (oldest + 1) % Self.capacity
    }
  }

  /// Oldest first.
  var entries: [Entry] { Array(ring[oldest...] + ring[..<oldest]) }
}
