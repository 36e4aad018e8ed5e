/// What a process may do with its slice, asked at the start of each transaction.
package enum WritePermission: Sendable, Equatable {
  /// It leads: a transaction that writes commits only while the slice's epoch is this one.
  case leading(epoch: Int64)
  /// Another replica leads, or may: the server refuses every write.
  case readOnly
}

/// Keeps a process that does not lead its service any more from writing (DESIGN §4, Replicas).
package protocol WriteFence: Sendable {
  var permission: WritePermission { get }
  /// A transaction under this epoch was refused: another replica has led since.
  func refused(_ epoch: Int64)
}
