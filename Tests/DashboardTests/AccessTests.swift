import Database
import FoundationEssentials
import Messages
import Model
import ServiceKit
import TestKit
import Testing

@testable import Dashboard

/// Who gets in, and what is refused, on a real PostgreSQL.
@Suite struct AccessTests {
  private static let halting = ScriptedOwners(replies: [
    SetTradingState.name: { _ in
      SetTradingState.Reply(
        accepted: true, message: "halted",
        state: TradingStateReport(level: .halted, since: Fixture.start, dailyLossLimit: 0.05, drawdownLimit: 0.15))
    }
  ])

  @Test("Without a login pages lead to the login and the API refuses; after it both answer")
  func login() async throws {
    let room = try await Site(Self.halting)
    let page = await room.send("GET", "/dashboard/live")
    #expect(page.status == 303 && page.headers.contains { $0 == ("Location", "/login") })
    #expect(await room.send("POST", "/api/v1/trading/halt").status == 401)
    let session = try await room.login()
    #expect(await room.send("GET", "/dashboard/live", session).status == 200)
    #expect(await room.send("POST", "/api/v1/trading/halt", session).status == 200)
  }

  @Test("The session's cookie is out of reach of scripts and other sites, and its secret is not in the table")
  func cookie() async throws {
    let room = try await Site()
    let answer = await room.send("POST", "/login", body: "password=correct+horse+battery+staple")
    let cookie = try #require(answer.headers.first { $0.name == "Set-Cookie" }?.value)
    #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"))
    // Called as 127.0.0.1 without TLS, whatever is bound: not every browser would send it back otherwise.
    #expect(!cookie.contains("Secure"))
    let secret = try #require(cookie.split(separator: "=").dropFirst().first?.split(separator: ";").first)
    let stored = try await room.database.transaction {
      try $0.execute("SELECT key FROM sessions").map { try $0.read("key", as: String.self) }
    }
    #expect(stored.count == 1 && stored.first != String(secret))
  }

  @Test(
    "A post from another site, without an origin, or without the page's value changes nothing",
    arguments: [
      ["origin": "https://evil.example"], ["origin": nil], ["x-csrf-token": nil], ["x-csrf-token": "0"],
    ] as [[String: String?]])
  func crossSite(_ change: [String: String?]) async throws {
    let room = try await Site(Self.halting)
    let headers = try await room.login().merging(change) { _, new in new }
    #expect(await room.send("POST", "/api/v1/trading/halt", headers).status == 403)
  }

  @Test("A login from another site is refused")
  func crossSiteLogin() async throws {
    let room = try await Site()
    let answer = await room.send("POST", "/login", ["origin": "https://evil.example"], body: "password=correct+horse+battery+staple")
    #expect(answer.status == 403 && !answer.headers.contains { $0.name == "Set-Cookie" })
  }

  @Test("A name that was pointed at this machine is refused")
  func rebinding() async throws {
    #expect(await (try await Site()).send("GET", "/login", ["host": "evil.example:8080"]).status == 421)
  }

  @Test("A session ends after its hours and at the logout")
  func sessionEnds() async throws {
    let room = try await Site()
    let first = try await room.login()
    #expect(await room.send("POST", "/logout", first).status == 204)
    #expect(await room.send("GET", "/api/v1/tokens", first).status == 401)
    let second = try await room.login()
    #expect(await room.send("GET", "/api/v1/tokens", second).status == 200)
    room.clock.advance(by: .seconds(12 * 3600))
    #expect(await room.send("GET", "/api/v1/tokens", second).status == 401)
  }

  @Test("After five wrong passwords the right one has to wait as well")
  func limited() async throws {
    let room = try await Site()
    for _ in 0..<5 { #expect(await room.send("POST", "/login", body: "password=wrong").status == 401) }
    let right = "password=correct+horse+battery+staple"
    #expect(await room.send("POST", "/login", body: right).status == 429)
    room.clock.advance(by: LoginLimiter.window)
    #expect(await room.send("POST", "/login", body: right).status == 303)
  }

  @Test("A login in another shape than the form's is no guess: it is answered so, and does not count")
  func notTheForm() async throws {
    let room = try await Site()
    for _ in 0..<6 {
      let answer = await room.send(
        "POST", "/login", ["content-type": "application/json"], body: #"{"password":"correct horse battery staple"}"#)
      #expect(answer.status == 400 && answer.text.contains("field 'password' of a form"), "\(answer.text)")
    }
    #expect(await room.send("POST", "/login", body: "").status == 400)
    #expect(await room.send("POST", "/login", body: "password=").status == 401)
    #expect(await room.send("POST", "/login", body: "password=correct+horse+battery+staple").status == 303)
  }

  @Test("A changed password ends every session, whether it was configured or made at the first start; tokens stay")
  func changedPassword() async throws {
    let room = try await Site()
    func gatekeeper(_ password: String?) -> Gatekeeper {
      Gatekeeper(database: room.database, time: room.clock.source, configuredPassword: password, lasting: .seconds(3600))
    }
    func isIn(_ headers: [String: String], _ password: String?) async throws -> Bool {
      let request = WebRequest(method: "GET", target: "/", headers: headers)
      return try await gatekeeper(password).principal(request) != nil
    }
    let made = try #require(try await gatekeeper(nil).makePassword())
    let token = ["authorization": "Bearer \(try await room.gatekeeper.makeToken("bot", .read, lasting: nil))"]
    for (old, new) in [("first", "second"), ("first", nil), (nil, "second")] as [(String?, String?)] {
      let secret = try await gatekeeper(old).login(password: old ?? made, remote: "127.0.0.1")
      let session = ["cookie": "\(Gatekeeper.cookie)=\(secret)"]
      #expect(try await [isIn(session, old), isIn(token, old)] == [true, true])
      #expect(try await [isIn(session, new), isIn(token, new)] == [false, true], "\(old ?? "made") to \(new ?? "made")")
    }
  }

  @Test("What the database could not check is no wrong guess")
  func outage() async throws {
    let nowhere = Database(DatabaseConfiguration(address: "host=/nowhere", applicationName: "test"))
    let clock = TestClock(Fixture.start)
    let gatekeeper = Gatekeeper(database: nowhere, time: clock.source, configuredPassword: nil, lasting: .seconds(60))
    for _ in 0...LoginLimiter.failuresPerAddress {
      do {
        _ = try await gatekeeper.login(password: "right", remote: "127.0.0.1")
        Issue.record("nobody can be let in")
      } catch {
        #expect(!(error is APIProblem), "\(error)")
      }
    }
  }

  @Test("A token acts within its scope without origin, and not when it is wrong, revoked or expired")
  func tokens() async throws {
    let room = try await Site(Self.halting)
    let session = try await room.login()
    func make(_ name: String, _ scope: String) async throws -> [String: String?] {
      let answer = await room.send(
        "POST", "/api/v1/tokens", session, body: #"{"name":"\#(name)","scope":"\#(scope)","days":1}"#)
      #expect(answer.status == 201)
      let text = try #require(answer.text.split(separator: "\"token\":\"").last?.prefix { $0 != "\"" })
      return ["authorization": "Bearer \(text)", "origin": nil]
    }
    let (reading, trading) = (try await make("reader", "read"), try await make("bot", "trade"))
    #expect(await room.send("POST", "/api/v1/trading/halt", reading).status == 403)
    #expect(await room.send("POST", "/api/v1/trading/halt", trading).status == 200)
    #expect(await room.send("GET", "/api/v1/tokens", trading).status == 403)
    #expect(await room.send("POST", "/api/v1/trading/halt", ["authorization": "Bearer at_0"]).status == 401)
    #expect(await room.send("DELETE", "/api/v1/tokens/reader", session).status == 204)
    #expect(await room.send("GET", "/api/v1/positions", reading).status == 401)
    room.clock.advance(by: .seconds(86_400))
    #expect(await room.send("POST", "/api/v1/trading/halt", trading).status == 401)
  }

  @Test("Who asked for what, and what came of it, is in the audit")
  func audit() async throws {
    let room = try await Site(Self.halting)
    _ = await room.send("POST", "/login", body: "password=wrong")
    let session = try await room.login()
    _ = await room.send("POST", "/api/v1/trading/halt", session)
    let answer = await room.send("GET", "/api/v1/audit?limit=3", session)
    struct Body: Decodable { let audit: [[String: JSONValue]] }
    let entries = try Wire.decoder.decode(Body.self, from: Data(answer.body)).audit
    #expect(entries.map { $0["action"] } == [.string("halt"), .string("login"), .string("login")])
    #expect(entries.map { $0["outcome"] } == [.string("halted"), .string("ok"), .string("wrong password")])
    #expect(entries.allSatisfy { $0["at"] == .integer(Fixture.start.nanoseconds) })
    let token = try await room.gatekeeper.makeToken("bot", .trade, lasting: nil)
    #expect(await room.send("GET", "/api/v1/audit", ["authorization": "Bearer \(token)"]).status == 403)
  }

  @Test("The first start without a configured password makes one, once, and keeps its hash only")
  func firstPassword() async throws {
    let room = try await Site()
    let gatekeeper = Gatekeeper(database: room.database, time: room.clock.source, configuredPassword: nil, lasting: .seconds(60))
    let password = try #require(try await gatekeeper.makePassword())
    #expect(password.count == 32)
    #expect(try await gatekeeper.makePassword() == nil)
    _ = try await gatekeeper.login(password: password, remote: "127.0.0.1")
    await #expect(throws: APIProblem.self) { try await gatekeeper.login(password: password + "x", remote: "127.0.0.1") }
  }

  @Test("Sessions that have ended and audit rows older than a year are deleted, tokens and the rest stay")
  func retention() async throws {
    let room = try await Site()
    _ = try await room.login()
    _ = try await room.gatekeeper.makeToken("old", .read, lasting: .seconds(60))
    let pruning = HourlyPruning("test", database: room.database, time: room.clock.source, AccessRetention.prune)
    func rows(_ table: String) async throws -> Int {
      try await room.database.transaction { try $0.execute("SELECT 1 FROM \(table)").count }
    }
    _ = try await pruning.step()
    #expect(try await [rows("sessions"), rows("audit"), rows("tokens")] == [1, 1, 1])
    room.clock.advance(by: .seconds(12 * 3600))
    _ = try await pruning.step()
    #expect(try await [rows("sessions"), rows("audit"), rows("tokens")] == [0, 1, 1])
    room.clock.advance(by: AccessRetention.audit)
    _ = try await pruning.step()
    #expect(try await [rows("audit"), rows("tokens")] == [0, 1])
    // A name that the audit may tell of is not given to somebody else.
    await #expect(throws: APIProblem.self) { try await room.gatekeeper.makeToken("old", .trade, lasting: nil) }
  }

  @Test("What a model or a caller has written is told as JSON that no browser takes for a page", arguments: ["<script>alert(1)</script>"])
  func markup(_ text: String) async throws {
    let owners = ScriptedOwners(replies: [
      DecideProposal.name: { _ in DecideProposal.Reply(accepted: false, status: .rejected, message: text) }
    ])
    let room = try await Site(owners)
    let session = try await room.login()
    let encoded = "%3Cscript%3Ealert(1)%3C%2Fscript%3E"
    for (method, path, status) in [
      ("POST", "/api/v1/approvals/\(ProposalID.random())/approve", 409), ("GET", "/api/v1/trades/\(encoded)", 400),
      ("GET", "/api/v1/klines?symbol=\(encoded)&timeframe=1m", 400), ("GET", "/\(encoded)", 404),
    ] {
      let answer = await room.send(method, path, session)
      #expect(answer.status == status && answer.type?.hasPrefix("application/json") == true, "\(path)")
    }
    #expect(SecurityHeaders.all.contains { $0 == ("X-Content-Type-Options", "nosniff") })
  }

  @Test("Another address than loopback is refused with a weak password", arguments: ["short", "aaaaaaaaaaaaaaaa", "my-password-1234567"])
  func weak(_ password: String) throws {
    let environment = ["AUTOTRADER_DASHBOARD_LISTEN": "0.0.0.0:8080", "AUTOTRADER_DASHBOARD_PASSWORD": password]
    let settings = try Settings.load(environment: environment)
    #expect(throws: ConfigurationError.self) { try DashboardConfiguration(settings) }
  }
}
