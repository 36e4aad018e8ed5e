import Foundation
import Model

/// The recorded candles of one symbol, read from `SYMBOL-INTERVAL.csv[.gz]`.
struct CandleFile {
  let contract: Contract
  let candles: [TickCandle]
  let startIndex: Int

  /// Reads the finest interval of each symbol in a folder and lines all symbols up on the same source moment.
  static func load(folder: String, start: Timestamp?) throws -> [CandleFile] {
    let paths = try finestFiles(in: folder)
    guard !paths.isEmpty else {
      throw StartFailure.usage("bad market: \(folder) holds no file named SYMBOL-INTERVAL.csv or SYMBOL-INTERVAL.csv.gz")
    }
    let series = try paths.map { ($0.symbol, try CandleText.parse(contents(of: $0.path), name: $0.path)) }
    let moment = start?.milliseconds ?? series.map { $0.1.times[defaultIndex(count: $0.1.times.count)] }.max() ?? 0
    return try series.map { symbol, rows in
      guard let index = rows.times.firstIndex(where: { $0 >= moment }), index > 0 || rows.times[0] == moment else {
        throw StartFailure.usage(
          "bad market: the candles of \(symbol) run from \(Timestamp(milliseconds: rows.times[0])) to"
            + " \(Timestamp(milliseconds: rows.times[rows.times.count - 1])), which does not include the start"
            + " \(Timestamp(milliseconds: moment))")
      }
      let contract = Contract.terms(of: symbol, near: Price(FixedPoint(units: Int128(rows.candles[index].open))))
      let tick = Int64(contract.instrument.tickSize.fixedPoint.units)
      func ticks(_ units: Int64) -> Int64 { max(1, (2 * units + tick) / (2 * tick)) }
      let candles = rows.candles.map {
        TickCandle(open: ticks($0.open), high: ticks($0.high), low: ticks($0.low), close: ticks($0.close), volume: $0.volume)
      }
      return CandleFile(contract: contract, candles: candles, startIndex: index)
    }
  }

  /// Candle 1000, or the middle of a shorter file.
  private static func defaultIndex(count: Int) -> Int { count > 1000 ? 1000 : count / 2 }

  private static func finestFiles(in folder: String) throws -> [(symbol: Symbol, path: String)] {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    } catch {
      throw StartFailure.usage("bad market: cannot read the folder \(folder)")
    }
    var best: [Symbol: (timeframe: Timeframe, path: String)] = [:]
    for name in names {
      let stem = name.hasSuffix(".csv.gz") ? name.dropLast(7) : name.hasSuffix(".csv") ? name.dropLast(4) : ""
      let parts = stem.split(separator: "-")
      guard parts.count == 2, let symbol = Symbol(String(parts[0])), let timeframe = Timeframe(rawValue: String(parts[1])) else { continue }
      if let known = best[symbol], known.timeframe.seconds <= timeframe.seconds { continue }
      best[symbol] = (timeframe, folder + "/" + name)
    }
    return best.map { ($0.key, $0.value.path) }.sorted { $0.symbol < $1.symbol }
  }

  private static func contents(of path: String) throws -> Data {
    do {
      guard path.hasSuffix(".gz") else { return try Data(contentsOf: URL(fileURLWithPath: path)) }
      let process = Process()
      let output = Pipe()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = ["gzip", "-dc", path]
      process.standardOutput = output
      process.standardError = FileHandle.nullDevice
      try process.run()
      let data = try output.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      guard process.terminationStatus == 0 else {
        throw StartFailure.environment("cannot decompress \(path): gzip ended with status \(process.terminationStatus)")
      }
      return data
    } catch let failure as StartFailure {
      throw failure
    } catch {
      throw StartFailure.environment("cannot read \(path): \(error.localizedDescription)")
    }
  }
}
