import FoundationEssentials
import Messages
import Messaging

/// Answers one kind of request. It may wait for the outside world; a refusal is a reply, a throw means that something broke.
package protocol RequestHandler<Asked>: Sendable {
  associatedtype Asked: Request
  func answer(_ request: Asked) async throws -> Asked.Reply
}

/// Answers from rows alone: a standby may do so in place of the leader.
package protocol ReadHandler<Asked>: RequestHandler where Asked: ReadRequest {}

/// A handler with its request's type erased.
struct AnyRequestHandler: Sendable {
  let name: String
  let version: Int
  /// Whether a standby answers it too.
  let isRead: Bool
  let answer: @Sendable (Data) async throws -> Data

  init<Handler: RequestHandler>(_ handler: Handler) {
    name = Handler.Asked.name
    version = Handler.Asked.version
    isRead = handler is any ReadHandler
    answer = { payload in
      let request = try Wire.decoder.decode(Handler.Asked.self, from: payload)
      return try Wire.encoder.encode(try await handler.answer(request))
    }
  }
}
