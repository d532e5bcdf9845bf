//! The workshop: code generation, tests, benchmarks. Nothing to install first.

fn main() {}
