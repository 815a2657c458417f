/** What the exit code of `understudy` means. Scripts rely on it: a number never changes its meaning. */

export const exitCodes = {
  ok: 0,
  /** A fault of Understudy itself: the stack is printed. */
  bug: 1,
  /** Bad input: an option, a scenario, a selection, a dataset or model file, an address, a name. */
  input: 2,
  /** Interrupted; run the same command again to go on. */
  cancelled: 3,
  /** Nothing to learn from: the selection kept no episode, or the data does not fit the job. */
  data: 4,
  /** The trainer ran out of memory. */
  memory: 5,
  /** Training needs Python, its packages or the model's weights, which are not there; a flywheel has written its dataset. */
  trainerMissing: 6,
  /** The workspace is in use, full, read-only or damaged. */
  workspace: 7,
  /** A model or an endpoint does not answer, or the trainer failed. */
  unavailable: 8,
} as const;

export const exitCodeHelp = `
Exit codes:
  0  done
  1  a fault of Understudy itself
  2  bad input: an option, scenario, selection, dataset, model file, address or name
  3  interrupted; the same command goes on where it stopped
  4  nothing to learn from: no episode was kept, or the data does not fit
  5  the trainer ran out of memory
  6  training needs Python, its packages or the model's weights; flywheel has written its dataset by then
  7  the workspace is in use, full, read-only or damaged
  8  a model or endpoint does not answer, or the trainer failed
`;
