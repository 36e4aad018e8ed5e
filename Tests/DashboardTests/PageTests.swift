import Crypto
import FoundationEssentials
import TestKit
import Testing

@testable import Dashboard

/// The first paint waits for the page alone: no script, no style and no font comes before it.
@Suite struct PageTests {
  @Test(
    "Each page carries its style, which its policy lets in by its hash, and no script that runs before the paint",
    arguments: ["/login", "/dashboard/live", "/dashboard/trades"])
  func first(_ path: String) async throws {
    let site = try await Site()
    let page = await site.send("GET", path, try await site.login())
    let style = try #require(page.text.split(separator: "<style>").last?.split(separator: "</style>").first)
    #expect(style.contains("color-scheme: dark"))
    let hash = Data(SHA256.hash(data: Data(style.utf8))).base64EncodedString()
    let policies = page.headers.filter { $0.name == "Content-Security-Policy" }.map(\.value)
    #expect(policies.count == 1 && policies[0].contains("style-src 'sha256-\(hash)';") && policies[0].contains("script-src 'self';"))
    #expect(!policies[0].contains("unsafe"))
    let head = try #require(page.text.split(separator: "</head>").first)
    #expect(!head.contains("rel=\"stylesheet\""))
    for script in head.split(separator: "<script").dropFirst() { #expect(script.hasPrefix(" type=\"module\" src=\"/assets/")) }
    #expect(!page.text.contains("{{"))
  }

  @Test("The chosen theme is in the page, nothing else of its cookie is")
  func theme() async throws {
    let site = try await Site()
    func mark(_ cookie: String?) async -> String? {
      let page = await site.send("GET", "/login", ["cookie": cookie]).text
      return page.split(separator: "<html lang=\"en\"").last?.split(separator: ">").first.map(String.init)
    }
    #expect(await mark("theme=dark") == " data-theme=\"dark\"")
    #expect(await mark("a=b; theme=light") == " data-theme=\"light\"")
    for cookie in ["theme=\"><script>", "theme=blue", "theme="] { #expect(await mark(cookie)?.hasPrefix("\n<head") == true, "\(cookie)") }
    #expect(await mark(nil)?.hasPrefix("\n<head") == true)
  }

  @Test("A page of alerts is asked of their owner, and a place that is none is refused")
  func alerts() async throws {
    let site = try await Site()
    let login = try await site.login()
    for query in ["beforeTime=1", "beforeID=x&beforeTime=1", "beforeTime=x&beforeID=0b5e5c1a-6d0e-4c58-9f3b-2a7d11c0a003", "limit=201"] {
      #expect(await site.send("GET", "/api/v1/alerts?\(query)", login).status == 400, "\(query)")
    }
    // Nobody answers.
    #expect(await site.send("GET", "/api/v1/alerts", login).status == 503)
  }
}
