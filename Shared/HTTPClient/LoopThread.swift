import Glibc

/// A thread of its own for a loop that blocks, outside the cooperative pool. It ends when its body returns.
enum LoopThread {
  /// Carries the body across the C boundary.
  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// SIGPIPE is blocked on the thread: TLS writes to a closed socket may raise it, and libcurl leaves it to the caller when it may not
  /// touch signals.
  /// - Throws: ``HTTPError`` `transferFailed` when the system gives no thread; the body does not run then.
  static func start(_ run: @escaping @Sendable () -> Void) throws(HTTPError) {
    let context = Unmanaged.passRetained(Body(run))
    var thread = pthread_t()
    let result = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
        return nil
      }, context.toOpaque())
    guard result == 0 else {
      context.release()
      throw HTTPError(.transferFailed, .notSent, "no thread for a connection (error \(result))")
    }
    pthread_detach(thread)
  }
}
