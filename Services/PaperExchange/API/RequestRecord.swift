import Model

/// The last requests, for audits and tests; everything older is in the file beside the state log. When full, the oldest goes.
struct RequestRecord: Sendable {
  struct Entry: Sendable {
    /// Counted from 1 since the start.
    let number: Int
    let method: String
    /// As received, API keys replaced.
    let target: String
    let body: String
    let time: Timestamp
    let status: Int
    let retCode: Int
    /// The fault that struck; nil without one.
    let fault: String?

    var json: ReplyJSON {
      [
        "number": .integer(Int64(number)), "method": .string(method), "target": .string(target), "body": .string(body),
        "time": .integer(time.milliseconds), "status": .integer(Int64(status)), "retCode": .integer(Int64(retCode)),
        "fault": fault.map { .string($0) } ?? .null,
      ]
    }
  }

  static let capacity = 10_000
  /// Bytes of a body that are kept.
  private static let longestBody = 2000
  private let keys: [String]
  private var ring: [Entry] = []
  private var oldest = 0
  private var count = 0

  init(redacting keys: [String]) { self.keys = keys.filter { !$0.isEmpty } }

  /// - Returns: what was recorded.
  @discardableResult
  mutating func add(_ request: APIRequest, at time: Timestamp, status: Int, retCode: Int, fault: String? = nil) -> Entry {
    count += 1
    let target = keys.reduce(request.target) { $0.replacing($1, with: "***") }
    let body = String(decoding: request.body.prefix(Self.longestBody), as: UTF8.self)
    let entry = Entry(
      number: count, method: request.method, target: target, body: body, time: time, status: status, retCode: retCode, fault: fault)
    if ring.count < Self.capacity {
      ring.append(entry)
    } else {
      ring[oldest] = entry
      oldest = (oldest + 1) % Self.capacity
    }
    return entry
  }

  /// Oldest first.
  var entries: [Entry] { Array(ring[oldest...] + ring[..<oldest]) }
}
