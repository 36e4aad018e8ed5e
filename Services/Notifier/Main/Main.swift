import Notifier
import ServiceKit

@main
struct Main {
  static func main() async { await ServiceProcess.run(NotifierService.definition) }
}
