package struct APIResponse: Sendable {
  package let status: Int
  package let headers: [(name: String, value: String)]
  package let body: [UInt8]
  package let retCode: Int

  func with(body: [UInt8]) -> APIResponse { APIResponse(status: status, headers: headers, body: body, retCode: retCode) }
}
