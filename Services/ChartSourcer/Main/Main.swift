import ChartSourcer
import ServiceKit

@main
struct Main {
  static func main() async { await ServiceProcess.run(ChartSourcerService.definition) }
}
