/// Whom to ask, how, and how many must agree.
struct AnalystPlan: Sendable {
  enum EnsembleKind: String, Sendable, CaseIterable {
    /// The same question several times.
    case samples
    /// Each member begins with another model.
    case models
  }

  let promptName: String
  /// In the order of preference; not empty.
  let models: [ModelProfile]
  let detail: ImageDetail
  let effort: String?
  /// nil: down the ladder.
  let format: AnswerFormat?
  let members: Int
  let ensembleKind: EnsembleKind
  let agreement: Int
  let readingLimit: Double

  /// The models that a member asks, one after the other.
  func models(ofMember index: Int) -> [ModelProfile] {
    guard ensembleKind == .models else { return models }
    let start = index % models.count
    // The others stand in for its own only as far as they are no member's first choice, or two members would give one model's answer.
    return [models[start]] + models.dropFirst(members)
  }

  /// Which of several samples of one question a member asks for.
  func sample(ofMember index: Int) -> Int { ensembleKind == .samples ? index : index / models.count }
}
