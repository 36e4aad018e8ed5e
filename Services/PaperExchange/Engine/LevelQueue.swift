/// Orders sorted by a price level, and by time where levels are equal. The next one stands at the end, so that taking it is cheap.
struct LevelQueue: Sendable {
  struct Entry: Hashable, Sendable {
    let ticks: Int64
    /// Smaller is earlier.
    let priority: Int
    let index: Int
  }

  enum Order: Sendable {
    /// The lowest level comes first.
    case lowestFirst
    /// The highest level comes first.
    case highestFirst
  }

  private let order: Order
  /// The next one last.
  private(set) var entries: [Entry] = []

  init(_ order: Order) { self.order = order }

  var next: Entry? { entries.last }

  mutating func insert(_ entry: Entry) { entries.insert(entry, at: place(of: entry)) }

  /// Removing what is not there changes nothing.
  mutating func remove(_ entry: Entry) {
    let place = place(of: entry)
    if place < entries.count, entries[place] == entry { entries.remove(at: place) }
  }

  /// The first place whose entry does not come after `entry`.
  private func place(of entry: Entry) -> Int {
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if comesAfter(entries[middle], entry) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func comesAfter(_ left: Entry, _ right: Entry) -> Bool {
    if left.ticks != right.ticks { return order == .lowestFirst ? left.ticks > right.ticks : left.ticks < right.ticks }
    return left.priority > right.priority
  }
}
