/// The latest changes of all rooms, for sockets that come back. Bounded: who asks for more than it holds is told to load everything anew.
package struct RoomLog<Entry: Sendable>: Sendable {
  package enum Missed: Sendable {
    case entries([Entry])
    /// The id is of another run of this process, or too old: what was missed is not known.
    case unknown
  }

  package static var capacity: Int { 5000 }

  /// Changes with each start: numbers of an earlier run mean nothing.
  package let epoch: String
  package private(set) var last: Int64 = 0
  private var entries: [(number: Int64, rooms: [Room], entry: Entry)] = []

  package init(epoch: String) { self.epoch = epoch }

  package var lastID: String { "\(epoch)-\(last)" }

  /// - Parameter make: builds the entry from its id.
  package mutating func append(_ rooms: [Room], _ make: (String) throws -> Entry) rethrows -> Entry {
    let entry = try make("\(epoch)-\(last + 1)")
    last += 1
    entries.append((last, rooms, entry))
    // Dropped in blocks: shifting the whole array for each change would cost more than the changes.
    if entries.count > Self.capacity + Self.capacity / 4 { entries.removeFirst(entries.count - Self.capacity) }
    return entry
  }

  /// What was told in some rooms after an id.
  package func after(_ id: String, in rooms: Set<Room>) -> Missed {
    let parts = id.split(separator: "-", maxSplits: 1)
    guard parts.count == 2, parts[0] == epoch, let number = Int64(parts[1]), number >= 0, number <= last else { return .unknown }
    if let first = entries.first?.number, first > number + 1 { return .unknown }
    return .entries(entries.filter { $0.number > number && !rooms.isDisjoint(with: $0.rooms) }.map(\.entry))
  }
}
