import Glibc

/// Starts a detached thread that owns `value` from then on. When `body` has returned, the value is destroyed, and only then is `end` told:
/// after the end the value's sockets are closed and their addresses are free.
func startThread<Value: ~Copyable>(
  _ value: consuming Value, end: ThreadEnd, _ body: @escaping @Sendable (inout Value) -> Void
) {
  let box = Unmanaged.passRetained(ThreadBox(value, end, body) as AnyObject)
  var thread = pthread_t()
  let result = pthread_create(
    &thread, nil,
    { pointer in
      guard let pointer, let box = Unmanaged<AnyObject>.fromOpaque(pointer).takeRetainedValue() as? any Runnable else { return nil }
      box.run()
      return nil
    }, box.toOpaque())
  precondition(result == 0, "pthread_create failed with \(result)")
  pthread_detach(thread)
}

private protocol Runnable {
  func run()
}

/// Carries a value to its thread; it is touched by one thread at a time, before and after the start.
private final class ThreadBox<Value: ~Copyable>: Runnable {
  private var value: Value?
  private let end: ThreadEnd
  private let body: @Sendable (inout Value) -> Void

  init(_ value: consuming Value, _ end: ThreadEnd, _ body: @escaping @Sendable (inout Value) -> Void) {
    self.value = consume value
    self.end = end
    self.body = body
  }

  func run() {
    runAndDestroy()
    end.finish()
  }

  private func runAndDestroy() {
    guard var owned = value.take() else { return }
    body(&owned)
  }
}
