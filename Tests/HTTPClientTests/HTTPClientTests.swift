import HTTPClient
import Logging
import Synchronization
import TestKit
import Testing

private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

private func failure(_ client: HTTPClient, _ request: HTTPRequest) async -> HTTPError? {
  do throws(HTTPError) {
    _ = try await client.send(request)
    return nil
  } catch { return error }
}

@Suite(.timeLimit(.minutes(10))) struct HTTPClientTests {
  @Test func `a request arrives as given and the reply comes back whole`() async throws {
    let server = try ScriptedHTTPServer([.init("hello", status: 201, headers: [("X-One", "1"), ("x-one", "2")])])
    defer { server.stop() }
    let client = try HTTPClient(logger: quiet)
    let request = HTTPRequest(
      method: .post, url: server.baseURL + "/a/b?x=%20y&z=1,2", headers: HTTPHeaders([("X-Key", "k"), ("X-Empty", "")]),
      body: Array("{\"a\":1}".utf8))
    let response = try await client.send(request)
    #expect(response.status == 201)
    #expect(response.body == Array("hello".utf8))
    #expect(response.headers.values("X-ONE") == ["1", "2"])
    #expect(response.duration > .zero)
    let seen = try #require(server.requests.first)
    #expect(seen.method == "POST")
    #expect(seen.target == "/a/b?x=%20y&z=1,2")
    #expect(seen.body == "{\"a\":1}")
    #expect(seen.header("x-key") == "k")
    #expect(seen.header("X-Empty") == "")
    #expect(seen.header("Expect") == nil)
    #expect(seen.header("Content-Type") == nil)
    await client.close()
  }

  @Test func `a second request uses the same connection`() async throws {
    let server = try ScriptedHTTPServer([.init("x")])
    defer { server.stop() }
    let client = try HTTPClient(logger: quiet)
    for _ in 0..<2 { _ = try await client.send(HTTPRequest(url: server.baseURL)) }
    #expect(server.requests.map(\.connection) == [0, 0])
  }

  @Test func `an order whose kept connection dies is not sent again`() async throws {
    let server = try ScriptedHTTPServer([.init("x"), .fault(.close), .init("second copy answered")])
    defer { server.stop() }
    let client = try HTTPClient(logger: quiet)
    _ = try await client.send(HTTPRequest(method: .post, url: server.baseURL, body: [49]))
    let error = await failure(client, HTTPRequest(method: .post, url: server.baseURL, body: [50]))
    #expect(error?.code == .connectionLost)
    #expect(error?.delivery == .outcomeUnknown)
    #expect(server.requests.map(\.body) == ["1", "2"])
  }

  @Test func `a redirect is a reply and is not followed`() async throws {
    let server = try ScriptedHTTPServer([.init("", status: 302, headers: [("Location", "/elsewhere")])])
    defer { server.stop() }
    let client = try HTTPClient(logger: quiet)
    let response = try await client.send(HTTPRequest(url: server.baseURL + "/start"))
    #expect(response.status == 302)
    #expect(server.requests.map(\.target) == ["/start"])
  }

  @Test func `a timeout after sending leaves the outcome unknown`() async throws {
    let server = try ScriptedHTTPServer([.fault(.silence)])
    defer { server.stop() }
    let client = try HTTPClient(logger: quiet)
    let error = await failure(client, HTTPRequest(method: .post, url: server.baseURL, body: [1], timeout: .seconds(2)))
    #expect(error?.code == .timedOut)
    #expect(error?.delivery == .outcomeUnknown)
    #expect(error?.cause is CurlFailure)
  }

  @Test func `a timeout of zero sends nothing`() async throws {
    let server = try ScriptedHTTPServer([.init("x")])
    defer { server.stop() }
    let client = try HTTPClient(logger: quiet)
    let error = await failure(client, HTTPRequest(url: server.baseURL, timeout: .zero))
    #expect(error?.code == .timedOut)
    #expect(error?.delivery == .notSent)
    #expect(server.requests.isEmpty)
  }

  @Test func `a reset before the reply leaves the outcome unknown`() async throws {
    let server = try ScriptedHTTPServer([.fault(.reset)])
    defer { server.stop() }
    let client = try HTTPClient(logger: quiet)
    let error = await failure(client, HTTPRequest(method: .post, url: server.baseURL, body: [1]))
    #expect(error?.code == .connectionLost)
    #expect(error?.delivery == .outcomeUnknown)
  }

  @Test func `a body that ends early is an error and not a short reply`() async throws {
    let server = try ScriptedHTTPServer([.init("0123456789", behaviour: .truncate(bytes: 4))])
    defer { server.stop() }
    let client = try HTTPClient(logger: quiet)
    let error = await failure(client, HTTPRequest(url: server.baseURL))
    #expect(error?.code == .bodyTruncated)
    #expect(error?.delivery == .outcomeUnknown)
  }

  @Test func `a refused connection was certainly not sent`() async throws {
    let server = try ScriptedHTTPServer([.init("x")])
    defer { server.stop() }
    let url = server.baseURL
    let client = try HTTPClient(logger: quiet)
    _ = try await client.send(HTTPRequest(url: url))
    server.stop()
    // The kept connection and then the port are gone; the first try may still meet the dying listener.
    var error: HTTPError?
    for _ in 0..<50 where error?.code != .connectFailed { error = await failure(client, HTTPRequest(url: url)) }
    #expect(error?.code == .connectFailed)
    #expect(error?.delivery == .notSent)
  }

  @Test func `a name that does not resolve was certainly not sent`() async throws {
    let client = try HTTPClient(logger: quiet)
    let error = await failure(client, HTTPRequest(url: "https://does-not-exist.invalid/"))
    // A machine behind a proxy may fail at the proxy instead; either way nothing was sent.
    #expect(error?.delivery == .notSent)
  }

  @Test func `a server without TLS fails the handshake before anything is sent`() async throws {
    let server = try ScriptedHTTPServer([.init("x")])
    defer { server.stop() }
    let client = try HTTPClient(logger: quiet)
    let error = await failure(client, HTTPRequest(method: .post, url: "https://localhost:\(server.port)/", body: [1], timeout: .seconds(2)))
    #expect(error?.delivery == .notSent)
    #expect(server.requests.isEmpty)
  }

  @Test func `a reply beyond the limit is refused and one at the limit is not`() async throws {
    let server = try ScriptedHTTPServer([.init("0123456789"), .init("01234567890")])
    defer { server.stop() }
    let client = try HTTPClient(HTTPClientConfiguration(maximumResponseSize: 10), logger: quiet)
    #expect(try await client.send(HTTPRequest(url: server.baseURL)).body.count == 10)
    #expect(await failure(client, HTTPRequest(url: server.baseURL))?.code == .responseTooLarge)
  }

  @Test func `cancelling the task aborts the transfer`() async throws {
    let server = try ScriptedHTTPServer([.fault(.silence)])
    defer { server.stop() }
    let client = try HTTPClient(logger: quiet)
    let url = server.baseURL
    let error = await withTaskGroup(of: HTTPError?.self) { group in
      group.addTask { await failure(client, HTTPRequest(url: url, timeout: .seconds(500))) }
      await server.waitForRequests(1)
      group.cancelAll()
      return await group.next() ?? nil
    }
    #expect(error?.code == .cancelled)
    #expect(error?.delivery == .outcomeUnknown)
  }

  @Test func `a task cancelled beforehand sends nothing`() async throws {
    let server = try ScriptedHTTPServer([.init("x")])
    defer { server.stop() }
    let client = try HTTPClient(logger: quiet)
    let url = server.baseURL
    let error = await withTaskGroup(of: HTTPError?.self) { group in
      group.cancelAll()
      group.addTask { await failure(client, HTTPRequest(url: url)) }
      return await group.next() ?? nil
    }
    #expect(error?.code == .cancelled)
    #expect(error?.delivery == .notSent)
    #expect(server.requests.isEmpty)
  }

  @Test func `closing fails what is pending and refuses what follows`() async throws {
    let server = try ScriptedHTTPServer([.fault(.silence)])
    defer { server.stop() }
    let client = try HTTPClient(logger: quiet)
    let url = server.baseURL
    let pending = await withTaskGroup(of: HTTPError?.self) { group in
      group.addTask { await failure(client, HTTPRequest(url: url, timeout: .seconds(500))) }
      await server.waitForRequests(1)
      await client.close()
      return await group.next() ?? nil
    }
    #expect(pending?.code == .closed)
    #expect(pending?.delivery == .outcomeUnknown)
    let later = await failure(client, HTTPRequest(url: url))
    #expect(later?.code == .closed)
    #expect(later?.delivery == .notSent)
    await client.close()
  }

  @Test func `one transfer too many is refused at once`() async throws {
    let server = try ScriptedHTTPServer([.fault(.silence)])
    defer { server.stop() }
    let client = try HTTPClient(HTTPClientConfiguration(maximumTransfers: 1), logger: quiet)
    let url = server.baseURL
    await withTaskGroup(of: Void.self) { group in
      group.addTask { _ = await failure(client, HTTPRequest(url: url, timeout: .seconds(500))) }
      await server.waitForRequests(1)
      let error = await failure(client, HTTPRequest(url: url))
      #expect(error?.code == .busy)
      #expect(error?.delivery == .notSent)
      group.cancelAll()
    }
  }

  @Test func `many requests at once each get their own reply`() async throws {
    let server = try ScriptedHTTPServer { request in .init(request.target) }
    defer { server.stop() }
    let client = try HTTPClient(logger: quiet)
    let url = server.baseURL
    let replies = try await withThrowingTaskGroup(of: (String, String).self) { group in
      for number in 0..<40 {
        group.addTask {
          let response = try await client.send(HTTPRequest(url: url + "/\(number)"))
          return ("/\(number)", String(decoding: response.body, as: UTF8.self))
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(replies.count == 40)
    #expect(replies.allSatisfy { $0.0 == $0.1 })
  }

  @Test(arguments: [
    "http://api.bybit.com/", "http://10.0.0.1/", "http://127.0.0.1.example.com/", "http://127.0.0.1@example.com/", "ftp://127.0.0.1/",
    "file:///etc/passwd", "ws://127.0.0.1/", "127.0.0.1", "http://127.0.0.1/ x", "http:///path",
  ])
  func `a URL outside the rules is refused before anything is sent`(url: String) async throws {
    let client = try HTTPClient(logger: quiet)
    let error = await failure(client, HTTPRequest(url: url))
    #expect(error?.code == .invalidRequest || error?.code == .plainHTTPRefused)
    #expect(error?.delivery == .notSent)
  }

  @Test func `a line break in a header cannot start another header`() async throws {
    let server = try ScriptedHTTPServer([.init("x")])
    defer { server.stop() }
    let client = try HTTPClient(logger: quiet)
    let error = await failure(client, HTTPRequest(url: server.baseURL, headers: HTTPHeaders([("X-A", "1\r\nX-B: 2")])))
    #expect(error?.code == .invalidRequest)
    #expect(server.requests.isEmpty)
  }
}
