import HTTPClient
import Testing

@Suite struct HTTPAddressTests {
  @Test(arguments: [
    ("http://127.0.0.1:8080/x", true, true), ("http://localhost/", true, true), ("http://[::1]:80/", true, true),
    ("http://127.9.9.9/", true, true), ("http://10.1.2.3/", false, true), ("http://172.16.0.1/", false, true),
    ("http://172.32.0.1/", false, false), ("http://192.168.0.9/", false, true), ("http://paper-exchange:9000/", false, true),
    ("http://paper.default.svc/", false, true), ("http://8.8.8.8/", false, false), ("http://127.0.0.1.example.com/", false, false),
    ("http://localhost.example.com/", false, false), ("http://api.bybit.com/", false, false),
  ])
  func `loopback and private hosts are told apart from public ones`(url: String, isLoopback: Bool, isPrivate: Bool) throws {
    let address = try HTTPAddress(url)
    #expect(address.isLoopback == isLoopback)
    #expect(address.isPrivate == isPrivate)
  }

  @Test func `host names are compared in lower case without the final dot`() throws {
    let address = try HTTPAddress("HTTPS://API.Bybit.COM.:443/v5")
    #expect(address.scheme == "https")
    #expect(address.host == "api.bybit.com")
    #expect(address.port == 443)
  }

  @Test func `a URL with a user name is refused`() {
    #expect(throws: HTTPError.self) { try HTTPAddress("https://api.bybit.com@example.com/") }
  }
}
