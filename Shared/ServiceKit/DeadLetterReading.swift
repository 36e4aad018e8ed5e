import Database
import Messages
import Model

/// Answers `ListDeadLetters`.
struct DeadLetterList: ReadHandler {
  let database: Database

  func answer(_ request: ListDeadLetters) async throws -> ListDeadLetters.Reply {
    let limit = min(max(request.limit, 1), 500)
    return try await database.transaction { transaction in
      ListDeadLetters.Reply(
        letters: try DeadLetters.list(limit: limit, transaction), total: try DeadLetters.count(transaction))
    }
  }
}

/// Answers `GetDeadLetter`.
struct DeadLetterDetail: ReadHandler {
  let database: Database

  func answer(_ request: GetDeadLetter) async throws -> GetDeadLetter.Reply {
    try await database.transaction { transaction in
      let found = try DeadLetters.find(request.eventID, transaction)
      return GetDeadLetter.Reply(letter: found?.letter, wire: found?.wire)
    }
  }
}
