import HTTPClient
import Model
import Testing

@Suite struct RetryPolicyTests {
  private let now = Timestamp(milliseconds: 1_700_000_000_000)
  private var far: Timestamp { now + .seconds(1000) }

  @Test func `pauses double from one second and end after three tries`() {
    let policy = RetryPolicy()
    #expect(policy.pause(after: 1, jitter: 0, now: now, deadline: far) == .seconds(1))
    #expect(policy.pause(after: 2, jitter: 0, now: now, deadline: far) == .seconds(2))
    #expect(policy.pause(after: 3, jitter: 0, now: now, deadline: far) == nil)
  }

  @Test func `jitter lengthens a pause by up to a half`() {
    #expect(RetryPolicy().pause(after: 1, jitter: 0.5, now: now, deadline: far) == .milliseconds(1250))
  }

  @Test func `the server's wish is a lower bound`() {
    let policy = RetryPolicy()
    #expect(policy.pause(after: 1, jitter: 0, retryAfter: .seconds(7), now: now, deadline: far) == .seconds(7))
    #expect(policy.pause(after: 2, jitter: 0, retryAfter: .seconds(1), now: now, deadline: far) == .seconds(2))
  }

  @Test func `no pause reaches the deadline`() {
    #expect(RetryPolicy().pause(after: 1, jitter: 0, now: now, deadline: now + .seconds(1)) == nil)
    #expect(RetryPolicy().pause(after: 1, jitter: 0, now: now, deadline: now + .milliseconds(1001)) == .seconds(1))
    #expect(RetryPolicy().pause(after: 1, jitter: 0, retryAfter: .seconds(60), now: now, deadline: now + .seconds(5)) == nil)
  }

  @Test func `a long row of tries stays below the longest pause`() {
    let policy = RetryPolicy(tries: 100, longest: .seconds(30))
    #expect(policy.pause(after: 60, jitter: 0, now: now, deadline: far) == .seconds(30))
  }

  // 1700000000 s = Tue, 14 Nov 2023 22:13:20 GMT
  @Test(arguments: [
    ("7", Duration.seconds(7)), ("Tue, 14 Nov 2023 22:13:50 GMT", .seconds(30)), ("Tue, 14 Nov 2023 22:13:00 GMT", .zero),
    ("999999999999999999", .seconds(86_400)), ("-1", nil), ("soon", nil),
  ])
  func `Retry-After is read as seconds or as a date`(text: String, expected: Duration?) {
    let response = HTTPResponse(status: 429, headers: HTTPHeaders([("retry-after", text)]), body: [], duration: .zero)
    #expect(response.retryAfter(now: now) == expected)
  }
}
