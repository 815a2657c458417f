/** The library of wordings: what users say where a pack does not say it in words of its own. */
import type { SpeechAct } from '../../schema/user.ts';
import type { Wordings } from '../../schema/words.ts';

/**
 * Wordings of each act and split. Places: `{facts}` what is told, `{asked}` the labels asked for, `{goal}` an infinitive that follows
 * "I want to", `{reading}` what the user's own tool showed, `{action}` its label. `did` has wordings with a reading and without.
 */
export type Speech = Readonly<Record<SpeechAct, Wordings>>;
