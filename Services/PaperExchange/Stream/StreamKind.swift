/// The two endpoints.
enum StreamKind: String, Sendable {
  case publicLinear = "/v5/public/linear"
  case privateAll = "/v5/private"
}
