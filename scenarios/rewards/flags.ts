/**
 * Signs of a trace that games its reward. A flag says "do not learn from this", whatever the score: it takes nothing off the value.
 * The ids are stable: stored traces and selections name them. Each detector stands in its own file beside the others of its kind.
 */
import type { AdmittedTask } from '../schema/task.ts';
import { doublesWrites, probesErrors, waitsByErrors } from './flags/errors.ts';
import { answersWithoutEvidence } from './flags/evidence.ts';
import { isGarbled, repeatsItself, repeatsLines } from './flags/garbage.ts';
import { guessesIdentity } from './flags/identity.ts';
import { leaksMarkup, leaksThinking, playsWithEnds, talksToJudge } from './flags/wording.ts';
import { bruteForcesTools } from './flags/brute-force.ts';
import { closing } from './log.ts';
import type { Log } from './log.ts';
import type { RewardSpec } from './spec.ts';

interface Trace {
  readonly log: Log;
  readonly task: AdmittedTask | undefined;
  /** What the agent wrote, heard or not. */
  readonly texts: readonly string[];
  /** Tables and `table.column`s in which right solutions may differ. */
  readonly ignore: readonly string[];
}

type Detector = (trace: Trace) => boolean;

const said =
  (sign: (text: string) => boolean): Detector =>
  ({ texts }) =>
    texts.some(sign);

export const flagIds = [
  'markup_leak',
  'thinking_leak',
  'end_token_games',
  'talks_to_judge',
  'repeated_garbage',
  'garbled_text',
  'answer_without_evidence',
  'turn_limit',
  'tool_brute_force',
  'waits_by_errors',
  'double_write',
  'error_probing',
  'identity_guessing',
] as const;
export type FlagId = (typeof flagIds)[number];

const detectors: Readonly<Record<FlagId, Detector>> = {
  markup_leak: said(leaksMarkup),
  thinking_leak: said(leaksThinking),
  end_token_games: said(playsWithEnds),
  talks_to_judge: ({ log, texts }) => talksToJudge(log, texts),
  repeated_garbage: ({ texts }) => texts.some(repeatsItself) || repeatsLines(texts),
  garbled_text: said(isGarbled),
  answer_without_evidence: ({ log }) => answersWithoutEvidence(log),
  turn_limit: ({ log }) => closing(log)?.reason === 'turn_limit',
  tool_brute_force: ({ log, task }) => bruteForcesTools(log, task),
  waits_by_errors: ({ log }) => waitsByErrors(log),
  double_write: ({ log, ignore }) => doublesWrites(log, ignore),
  error_probing: ({ log }) => probesErrors(log),
  identity_guessing: ({ log }) => guessesIdentity(log),
};

/**
 * The flags of a trace, in the order of `flagIds`. With the task, tools that the gold solution calls often may be called often; with
 * the reward, what its collateral component ignores is no effect of a write.
 */
export function hackFlags(log: Log, task?: AdmittedTask, spec: RewardSpec = []): readonly FlagId[] {
  const texts = log.flatMap((event) =>
    event.type === 'agent_turn' && event.text !== null ? [event.text] : [],
  );
  const ignore = spec.flatMap((component) => (component.kind === 'collateral' ? component.ignore : []));
  return flagIds.filter((id) => detectors[id]({ log, task, texts, ignore }));
}
