import MessageBus

@main
struct Main {
  static func main() async { await MessageBusProcess.run() }
}
