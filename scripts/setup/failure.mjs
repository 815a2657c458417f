// The one error of the set-up that a person reads: what failed, where the log is, what to do.

export class SetupFailure extends Error {
  /**
   * @param {string} what One sentence: which step failed and how.
   * @param {string} remedy What the reader can do about it.
   * @param {string} [log] Path of the log file with the tool's own words.
   */
  constructor(what, remedy, log) {
    super([what, log && `  log:    ${log}`, `  remedy: ${remedy}`].filter(Boolean).join('\n'));
    this.name = 'SetupFailure';
    this.what = what;
  }
}
