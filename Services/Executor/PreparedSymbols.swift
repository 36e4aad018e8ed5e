import Model
import Synchronization

/// The symbols whose position mode this process has set. A class because visits to several trades share it.
final class PreparedSymbols: Sendable {
  private let symbols = Mutex<Set<Symbol>>([])

  func contains(_ symbol: Symbol) -> Bool { symbols.withLock { $0.contains(symbol) } }
  func add(_ symbol: Symbol) { symbols.withLock { _ = $0.insert(symbol) } }
}
