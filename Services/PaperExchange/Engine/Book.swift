import Model

/// The open orders of one symbol, of all accounts, in the orders in which they are reached.
struct Book: Sendable {
  /// Resting limit orders: what clients trade against one another.
  private(set) var bids = LevelQueue(.highestFirst)
  private(set) var asks = LevelQueue(.lowestFirst)
  /// Orders that wait for the played price to fall or to rise to their level: resting limits and conditional orders.
  private(set) var falling = LevelQueue(.highestFirst)
  private(set) var rising = LevelQueue(.lowestFirst)
  /// Large resting orders that the market has filled in part, with the moment at which it goes on.
  private(set) var rounds: [(time: Int64, index: Int)] = []
  /// Trailing stops; few, and each looked at on its own.
  private(set) var trailing: [Int] = []
  var use = DepthUse()
  /// Where each order stands, so that it can be found again after it has changed.
  private var places: [Int: Place] = [:]

  private struct Place {
    let entry: LevelQueue.Entry
    let isResting: Bool
    let isBid: Bool
    let falls: Bool
  }

  /// - Parameter opensAt: nil to be reached as soon as the price is there, otherwise not before this moment.
  mutating func insert(_ order: Order, index: Int, contract: Contract, opensAt: Int64? = nil) {
    if order.trail != nil {
      trailing.append(index)
      return
    }
    let waits = order.status == .untriggered
    let level = waits ? order.triggerPrice ?? order.price : order.price
    let falls = waits ? order.triggerDirection == .fall : order.side == .buy
    let entry = LevelQueue.Entry(ticks: contract.ticks(level), priority: order.priority, index: index)
    places[index] = Place(entry: entry, isResting: !waits, isBid: order.side == .buy, falls: falls)
    if !waits {
      if order.side == .buy { bids.insert(entry) } else { asks.insert(entry) }
    }
    if let opensAt {
      wait(index, until: opensAt)
    } else if falls {
      falling.insert(entry)
    } else {
      rising.insert(entry)
    }
  }

  mutating func remove(_ index: Int) {
    trailing.removeAll { $0 == index }
    guard let place = places.removeValue(forKey: index) else { return }
    if place.isResting {
      if place.isBid { bids.remove(place.entry) } else { asks.remove(place.entry) }
    }
    if place.falls { falling.remove(place.entry) } else { rising.remove(place.entry) }
    rounds.removeAll { $0.index == index }
  }

  /// The market has filled a part; it comes back at `time`.
  mutating func wait(_ index: Int, until time: Int64) {
    guard let place = places[index] else { return }
    if place.falls { falling.remove(place.entry) } else { rising.remove(place.entry) }
    rounds.append((time, index))
  }

  /// The wait of an order is over.
  mutating func goOn(_ index: Int) {
    rounds.removeAll { $0.index == index }
    guard let place = places[index] else { return }
    if place.falls { falling.insert(place.entry) } else { rising.insert(place.entry) }
  }

  var isEmpty: Bool { places.isEmpty && trailing.isEmpty }
}
