import Model

extension Engine {
  /// The clients' resting orders and the market's own liquidity, merged by price. Each side has at least one level.
  mutating func depth(_ contract: Contract, levels: Int) -> BookDepth {
    let own = Depth(contract: contract, last: lastPrice(contract))
    let book = books[contract.symbol] ?? Book()
    return BookDepth(
      bids: side(.sell, own, book.bids, book.use, levels), asks: side(.buy, own, book.asks, book.use, levels))
  }

  /// - Parameter taker: the side of the orders that would take from here.
  private func side(_ taker: Side, _ own: Depth, _ queue: LevelQueue, _ use: DepthUse, _ count: Int) -> [BookDepth.Level] {
    var levels: [BookDepth.Level] = []
    var used = use.amount(taker, at: now)
    for level in 0..<Depth.levels where levels.count < count {
      let size = own.size(level)
      guard used < size || level == Depth.levels - 1 else {
        used -= size
        continue
      }
      levels.append(BookDepth.Level(price: own.quoted(taker, level), quantity: max(own.contract.instrument.quantityStep, size - used)))
      used = .zero
    }
    var clients: [BookDepth.Level] = []
    for entry in queue.entries.reversed() {
      let price = own.contract.price(ticks: entry.ticks)
      let quantity = orders[entry.index].remaining
      if clients.last?.price == price {
        clients[clients.count - 1].quantity += quantity
      } else {
        if clients.count == count { break }
        clients.append(BookDepth.Level(price: price, quantity: quantity))
      }
    }
    guard !clients.isEmpty else { return levels }
    var merged: [Price: Quantity] = [:]
    for level in levels + clients { merged[level.price, default: .zero] += level.quantity }
    let sorted = merged.sorted { taker == .buy ? $0.key < $1.key : $0.key > $1.key }
    return sorted.prefix(count).map { BookDepth.Level(price: $0.key, quantity: $0.value) }
  }
}
