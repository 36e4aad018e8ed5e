import FoundationEssentials

/// The body of a chat completion. Written out, because the schema goes in as it stands; no sampling parameters are sent, reasoning
/// models refuse them.
package enum ChatRequest {
  package static func body(_ question: Question, _ server: ServerKind) throws -> String {
    let detail = server.takesDetail ? #","detail":\#(try quoted(question.detail.rawValue))"# : ""
    let image = "data:image/png;base64,\(question.png.base64EncodedString())"
    var fields = [
      #""model":\#(try quoted(question.model.name))"#,
      #""\#(server.replyLimitKey)":\#(question.model.replyTokens)"#,
      #""messages":[{"role":"system","content":\#(try quoted(question.systemText))},"#
        + #"{"role":"user","content":[{"type":"text","text":\#(try quoted(question.userText))},"#
        + #"{"type":"image_url","image_url":{"url":"\#(image)"\#(detail)}}]}]"#,
    ]
    switch question.format {
    case .jsonSchema:
      fields.append(
        #""response_format":{"type":"json_schema","json_schema":{"name":"\#(AnswerSchema.name)","strict":true,"schema":\#(AnswerSchema.text)}}"#
      )
    case .jsonObject: fields.append(#""response_format":{"type":"json_object"}"#)
    case .text: break
    }
    if let effort = question.effort, question.model.reasons, server.takesEffort {
      fields.append(#""reasoning_effort":\#(try quoted(effort))"#)
    }
    return "{\(fields.joined(separator: ","))}"
  }

  private static func quoted(_ text: String) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    return String(decoding: try encoder.encode(text), as: UTF8.self)
  }
}
