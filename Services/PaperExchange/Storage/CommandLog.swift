/// Where accepted commands are made durable before they are answered.
protocol CommandLog {
  func append(_ command: Command, at time: Int64) throws
}

extension StateLog: CommandLog {}
