import Logging
import Testing

@testable import HTTPClient

@Suite(.timeLimit(.minutes(10))) struct TransferLoopTests {
  @Test func `the thread ends with its client`() async throws {
    var client: HTTPClient? = try HTTPClient(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let loop = try #require(client?.loop)
    client = nil
    await loop.waitForEnd()
    await confirmation("a request after the end is answered") { answered in
      let outcome = await withCheckedContinuation { continuation in
        loop.submit(
          Submission(request: HTTPRequest(url: "http://127.0.0.1"), isPlain: true, ticket: Ticket(), continuation: continuation))
      }
      if case .failure(let error) = outcome, error.code == .closed { answered() }
    }
  }
}
