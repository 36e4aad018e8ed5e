/// USDT for one unit of the base coin.
package struct Price: FixedPointValue {
  package let fixedPoint: FixedPoint
  package init(_ fixedPoint: FixedPoint) { self.fixedPoint = fixedPoint }
}
