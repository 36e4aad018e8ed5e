import Model

/// The most that a question can cost, known before it is asked: reserved then, replaced by what was used.
package struct CostEstimate: Equatable, Sendable {
  package let imageTokens: Int
  package let textTokens: Int
  package let replyTokens: Int
  package let dollars: Dollars

  /// nil when the image is no PNG.
  package init?(_ question: Question) {
    guard let size = PNGSize(question.png) else { return nil }
    imageTokens = question.model.imageTokens.tokens(width: size.width, height: size.height, detail: question.detail)
    // English and JSON have three to four bytes a token; two are an upper bound. Schema and roles count too.
    textTokens = (question.systemText.utf8.count + question.userText.utf8.count + AnswerSchema.text.utf8.count) / 2 + 64
    replyTokens = question.model.replyTokens
    dollars = question.model.prices.most(promptTokens: imageTokens + textTokens, replyTokens: replyTokens)
  }
}
