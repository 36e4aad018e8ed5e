import Executor
import ServiceKit

@main
struct Main {
  static func main() async { await ServiceProcess.run(ExecutorService.definition) }
}
