import Database
import Logging
import Model

/// Takes the service's lease when it is free, renews it, and gives it back.
///
/// On a connection of its own: nothing that the service does can hold up a renewal.
struct LeaseKeeper: Sendable {
  static let renewal = Duration.milliseconds(250)
  /// How often a standby looks; at the lease's end it looks at once.
  static let look = Duration.milliseconds(100)

  let database: Database
  let leadership: Leadership
  let instance: String
  let position: OutboxPosition
  let logger: Logger
  /// How long the lease lasts without a renewal.
  var length = Duration.milliseconds(2500)

  /// Waits until this process leads. - Returns: its epoch; nil when cancelled.
  func take() async -> Int64? {
    var failures = 0
    while !Task.isCancelled {
      var pause = Self.look
      do {
        // Before the question: the lease's end in the database is computed later.
        let before = leadership.now
        let (standing, epoch) = try await database.transaction { transaction in
          let standing = try LeaderLease.standing(transaction)
          guard standing.remaining <= .zero else { return (standing, Int64?.none) }
          return (standing, try LeaderLease.take(length, by: instance, transaction))
        }
        failures = 0
        position.advance(to: standing.lastNumber)
        if let epoch {
          leadership.begin(epoch, certainUntil: before + length)
          return epoch
        }
        if standing.remaining > .zero { pause = min(Self.look, standing.remaining) }
      } catch {
        failures += 1
        if failures == 1 { logger.warning("the lease cannot be read, trying again", metadata: ["error": "\(error)"]) }
      }
      do { try await Task.sleep(for: pause) } catch { return nil }
    }
    return nil
  }

  /// Renews until the lease is lost. - Returns: why, or that it was cancelled.
  func renew(_ epoch: Int64) async -> String {
    while !Task.isCancelled {
      let before = leadership.now
      do {
        guard try await database.transaction({ try LeaderLease.renew(epoch, length, $0) }) else {
          leadership.end(epoch)
          return "the lease had ended before it could be renewed"
        }
        leadership.renewed(epoch, certainUntil: before + length)
      } catch {
        logger.warning("the lease could not be renewed, trying again", metadata: ["error": "\(error)"])
      }
      do { try await Task.sleep(until: before + Self.renewal, clock: .continuous) } catch { break }
    }
    return "cancelled"
  }

  /// Returns when it is not certain any more that the lease holds, even while a renewal waits for a database that does not answer.
  func waitForEnd(of epoch: Int64) async -> String {
    while leadership.epoch == epoch {
      // Looked at often, because a refused transaction ends it as well.
      do { try await Task.sleep(for: min(Self.look, leadership.remaining)) } catch { return "cancelled" }
    }
    return "the lease could not be renewed in time"
  }

  /// After the end of all work: a standby need not wait for the lease's end.
  func release(_ epoch: Int64) async {
    leadership.end(epoch)
    do {
      try await database.transaction { try LeaderLease.release(epoch, $0) }
    } catch {
      logger.warning("the lease could not be released, it ends by itself", metadata: ["error": "\(error)"])
    }
  }
}
