/// Sent with every answer. Scripts come from files of this server only and styles are its own, so markup that slips into a page runs nothing.
enum SecurityHeaders {
  static let all: [(name: String, value: String)] = [
    (policyName, policy(styles: "'self'")),
    ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"), ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"), ("Cross-Origin-Resource-Policy", "same-origin"),
  ]

  /// For a page with one style inside: that text and no other.
  /// - Parameter hash: of the text, SHA-256 in Base64.
  static func page(style hash: String) -> (name: String, value: String) { (policyName, policy(styles: "'sha256-\(hash)'")) }

  private static let policyName = "Content-Security-Policy"

  private static func policy(styles: String) -> String {
    "default-src 'none'; script-src 'self'; style-src \(styles); img-src 'self'; connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
  }
}
