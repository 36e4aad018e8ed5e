/// Where accepted commands are made durable before they are answered.
protocol CommandLog {
  /// - Parameter isDurable: wait until the disk has it, and everything before it.
  func append(_ command: Command, account: Int, at time: Int64, isDurable: Bool) throws
}

extension StateLog: CommandLog {}
