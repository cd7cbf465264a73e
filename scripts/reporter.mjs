// Ends the output with the one plain line that says how it went: `N passed, N failed, N skipped`.
// With NONE_SKIPPED in the environment a skipped test counts as a failed one: where everything is installed there is no reason to skip.
export default class ClosingLine {
  onTestRunEnd(modules) {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    for (const module of modules) for (const test of module.children.allTests()) count[test.result().state]++;
    for (const module of modules) {
      if (module.errors().length > 0) count.failed++;
      // What a suite does before or after its tests fails as well.
      for (const suite of module.children.allSuites()) if (suite.errors().length > 0) count.failed++;
    }
    if (process.env.NONE_SKIPPED && count.skipped > 0) {
      count.failed += count.skipped;
      process.exitCode = 1;
    }
    process.stdout.write(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`);
  }
}
