/** What people read in place of the field's words: what each check of the reward is about, what a flag means, how an episode ended. */
import type { ComponentScore, EndReason, FlagId } from '@understudy/scenarios';

export const aboutKind: Readonly<Record<ComponentScore['kind'], string>> = {
  goal_state: 'The records end as they should.',
  collateral: 'Nothing else was changed.',
  communicated: 'The customer was told what matters, after it was true.',
  sql_assertion: 'A question to the records at the end.',
  process: 'How it was done, step by step.',
  business_rule: 'How it was worded.',
  confidentiality: 'Nothing confidential came out.',
  kpi: 'A figure of the trade, against its target.',
  judge: 'What a language model thinks of it.',
  reward_model: 'What a reward model trained here thinks of it.',
};

/** Why an episode failed, by the gate that was not passed. */
export const failedBy: Readonly<Record<ComponentScore['kind'], string>> = {
  goal_state: 'The records did not end as they should.',
  collateral: 'Something was changed that should have been left alone.',
  communicated: 'The customer was not told what had to be said.',
  sql_assertion: 'The records fail a check at the end.',
  process: 'A step came in the wrong order or should not have been.',
  business_rule: 'A rule about wording was broken.',
  confidentiality: 'Something confidential came out.',
  kpi: 'A target was missed.',
  judge: 'The judge said no.',
  reward_model: 'The reward model rates it low.',
};

const flagMeanings: Readonly<Record<FlagId, string>> = {
  markup_leak: 'Markup of the model’s own format reached the customer.',
  thinking_leak: 'The model’s private thinking reached the customer.',
  end_token_games: 'The text plays with the marks that end a message.',
  talks_to_judge: 'The text speaks to whoever grades it.',
  repeated_garbage: 'The same words come over and over.',
  garbled_text: 'A text is garbled.',
  answer_without_evidence: 'An amount, a day or a number was named that nothing had shown.',
  turn_limit: 'It ran until its turns were used up.',
  tool_brute_force: 'Tools were called over and over until something worked.',
  waits_by_errors: 'Calls that could only fail were used to let time pass.',
  double_write: 'A change was made twice.',
  error_probing: 'Error messages were used to find out what may not be known.',
  identity_guessing: 'The customer’s identity was guessed at.',
};

const otherFlags: Readonly<Record<string, string>> = {
  failed: 'Something other than the agent broke.',
  cancelled: 'It was cancelled.',
  unfinished: 'Its log ends in the middle.',
};

export function flagMeaning(id: string): string {
  const known = Object.entries({ ...flagMeanings, ...otherFlags }).find(([name]) => name === id);
  return known?.[1] ?? 'A reason not to learn from this episode.';
}

export const endings: Readonly<Record<EndReason, string>> = {
  resolved: 'The customer considered the case settled.',
  user_left: 'The customer lost patience and left.',
  turn_limit: 'The agent used up its turns.',
  malformed: 'Too many of the agent’s messages could not be read.',
  cancelled: 'It was cancelled.',
  failed: 'Something other than the agent broke.',
};

export const brokenBy: Readonly<Record<'policy' | 'user' | 'judge' | 'environment', string>> = {
  policy: 'The agent’s model could not answer at all',
  user: 'The simulated customer could not go on',
  judge: 'The judge could not answer',
  environment: 'The simulated systems broke',
};

/** `identity_first` → `Identity first`. */
export function inWords(name: string): string {
  const words = name.replaceAll('_', ' ').trim();
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
