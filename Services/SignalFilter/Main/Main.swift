import ServiceKit
import SignalFilter

@main
struct Main {
  static func main() async { await ServiceProcess.run(SignalFilterService.definition) }
}
