import Messages
import Messaging
import Model

/// Where the slots are looked at again at the approval.
protocol SlotSource: Sendable {
  func slots() async throws -> CheckSlots.Reply
}

struct BusSlotSource: SlotSource {
  let bus: Bus
  func slots() async throws -> CheckSlots.Reply { try await bus.ask(CheckSlots(), within: .seconds(2)) }
}
