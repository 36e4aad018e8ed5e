import CZeroMQ
import FoundationEssentials

/// Answers ZeroMQ's question who may connect (ZAP, RFC 27): the public keys of the installation, nobody else.
///
/// It is polled by the thread that owns the listening sockets of the same context. ZeroMQ lets nobody in before the answer, and nobody at
/// all while there is no authenticator (`ZAP_ENFORCE_DOMAIN`).
final class Authenticator {
  private let socket: Socket
  private let allowed: Set<Data>

  static let domain = "autotrader"

  /// Must exist before the first secured socket is bound.
  init(_ context: ZeroMQContext, _ keys: BusKeys) throws(BusError) {
    var allowed: Set<Data> = []
    for key in keys.allowed { allowed.insert(Data(try CurveKeyPair.bytes(of: key))) }
    self.allowed = allowed
    socket = try Socket(context, ZMQ_REP)
    try socket.listen("inproc://zeromq.zap.01")
  }

  var handle: UnsafeMutableRawPointer { socket.handle }

  /// Answers all questions that wait.
  func answer() {
    while let frames = socket.receive() {
      _ = socket.send(Self.reply(to: frames, allowed))
    }
  }

  /// Frames of a question: version, request id, domain, address, identity, mechanism, credentials.
  static func reply(to frames: [Data], _ allowed: Set<Data>) -> [Data] {
    let isAllowed =
      frames.count == 7 && frames[2] == Data(domain.utf8) && frames[5] == Data("CURVE".utf8) && allowed.contains(frames[6])
    let (code, text) = isAllowed ? ("200", "OK") : ("400", "this key is not on the list")
    return [Data("1.0".utf8), frames.count > 1 ? frames[1] : Data(), Data(code.utf8), Data(text.utf8), Data(), Data()]
  }
}
