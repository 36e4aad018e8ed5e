import Database
import Logging
import Messaging
import Model
import Synchronization

/// What a service is given at its start: its connections, its clock, its configuration.
package struct ServiceRuntime: Sendable {
  package let name: ServiceName
  /// The name of this process among its replicas; job claims carry it.
  package let instance: String
  package let settings: Settings
  package let bus: Bus
  /// For requests and workers. Events are handled on a connection of their own, the lease is kept on a third.
  package let database: Database
  /// Asked before anything that takes effect outside.
  package let leadership: Leadership
  package let time: TimeSource
  package let logger: Logger
  package let killPoints: KillPoints
  let wakeUps: WakeUps

  /// Work may have been added: the workers look.
  package func wakeWorkers() { wakeUps.signalAll() }
}

/// The signals of a service's workers.
final class WakeUps: Sendable {
  private let signals = Mutex<[Signal]>([])

  func add() -> Signal {
    let signal = Signal()
    signals.withLock { $0.append(signal) }
    return signal
  }

  func signalAll() {
    for signal in signals.withLock({ $0 }) { signal.signal() }
  }
}
