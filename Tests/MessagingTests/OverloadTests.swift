import Messages
import Messaging
import Model
import TestKit
import Testing

@Suite(.timeLimit(.minutes(10))) struct OverloadTests {
  /// What Shared/Messaging/README.md promises.
  private static let bound = 2000

  /// How requests ended, in that order.
  private actor Ends {
    private(set) var codes: [BusError.Code] = []
    func add(_ code: BusError.Code) { codes.append(code) }
  }

  @Test func `of one request more than the bound exactly one fails at once, and the others wait on`() async throws {
    let addresses = try TestBus.addresses()
    // It listens and does not answer.
    let silent = try BusPair.bus(addresses, listening: .executor)
    let client = try BusPair.bus(addresses)
    let ends = Ends()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0...Self.bound {
        group.addTask {
          do {
            _ = try await client.ask(Ping(), of: .executor, within: .seconds(300))
          } catch let error as BusError {
            await ends.add(error.code)
          }
        }
      }
      try await eventually("one has failed") { await !ends.codes.isEmpty }
      #expect(await ends.codes == [.overloaded])
      await client.close()
      try await group.waitForAll()
    }
    let codes = await ends.codes
    #expect(codes.count == Self.bound + 1 && codes.dropFirst().allSatisfy { $0 == .closed })
    await silent.close()
  }
}
