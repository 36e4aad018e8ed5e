import Foundation
import Glibc
import Instance
import Synchronization

/// A started process.
///
/// A thread of its own starts it and waits for it. Linux sends the parent-death signal when the *thread* that made the child ends, and
/// the pool's threads end when they are idle, so the starter must live as long as the child.
final class ChildProcess: Sendable {
  private struct State {
    var exit: ChildExit?
    var waiters: [CheckedContinuation<ChildExit, Never>] = []
  }

  let pid: pid_t
  /// Where this process's part of the log begins.
  let logStart: UInt64
  private let state = Mutex(State())

  private init(pid: pid_t, logStart: UInt64) {
    self.pid = pid
    self.logStart = logStart
  }

  /// - Throws: ``CommandFailure`` when the program cannot be started.
  static func start(_ command: ChildCommand) async throws -> ChildProcess {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread { @Sendable in
        do {
          var status = stat()
          let logStart = stat(command.log, &status) == 0 ? UInt64(status.st_size) : 0
          let child = ChildProcess(pid: try spawn(command), logStart: logStart)
          continuation.resume(returning: child)
          child.reap()
        } catch {
          continuation.resume(throwing: error)
        }
      }
    }
  }

  /// Sends a signal, unless the process has ended: then its id may belong to another one.
  func signal(_ number: Int32) {
    state.withLock { state in
      if state.exit == nil { _ = kill(pid, number) }
    }
  }

  func waitForExit() async -> ChildExit {
    await withCheckedContinuation { continuation in
      let exit = state.withLock { state -> ChildExit? in
        if state.exit == nil { state.waiters.append(continuation) }
        return state.exit
      }
      if let exit { continuation.resume(returning: exit) }
    }
  }

  /// Sends `number`, and SIGKILL if the process has not ended after `limit`.
  func stop(_ number: Int32, within limit: Duration) async {
    signal(number)
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        do { try await Task.sleep(for: limit) } catch { return }
        self.signal(SIGKILL)
      }
      _ = await waitForExit()
      group.cancelAll()
    }
  }

  private func reap() {
    var information = siginfo_t()
    // Wait without collecting, then collect under the lock: `signal` never meets an id that is already free.
    while waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) < 0 && errno == EINTR {}
    let (exit, waiters) = state.withLock { state -> (ChildExit, [CheckedContinuation<ChildExit, Never>]) in
      var status: Int32 = 0
      while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
      let exit = ChildExit(status: status)
      defer { state.waiters = [] }
      state.exit = exit
      return (exit, state.waiters)
    }
    for waiter in waiters { waiter.resume(returning: exit) }
  }

  private static func spawn(_ command: ChildCommand) throws(CommandFailure) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, command.log, O_WRONLY | O_CREAT | O_APPEND, 0o644)
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
    // What this process has open besides is marked close-on-exec where it is opened.

    // Its own process group, so that Ctrl-C reaches the supervisor only; its own signals, whatever the supervisor ignores or blocks.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    posix_spawnattr_setpgroup(&attributes, 0)
    var mask = sigset_t()
    sigemptyset(&mask)
    posix_spawnattr_setsigmask(&attributes, &mask)
    for signal in [SIGTERM, SIGINT, SIGHUP, SIGPIPE, SIGQUIT, SIGCHLD] { sigaddset(&mask, signal) }
    posix_spawnattr_setsigdefault(&attributes, &mask)

    let arguments = command.commandLine.map { strdup($0) }
    let environment = command.environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") }
    defer { (arguments + environment).forEach { free($0) } }
    var pid: pid_t = 0
    let result = posix_spawn(&pid, command.commandLine[0], &actions, &attributes, arguments + [nil], environment + [nil])
    guard result == 0 else {
      throw CommandFailure(.failed, "\(command.name) cannot be started: \(String(cString: strerror(result))) (log \(command.log))")
    }
    return pid
  }
}
