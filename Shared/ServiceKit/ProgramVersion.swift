/// The version of all executables; they are built and released together.
package enum ProgramVersion {
  package static let current = "0.1.0"
}
