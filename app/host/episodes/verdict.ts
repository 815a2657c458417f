/** How an episode went, as a person would say it. Pure: a record and its events in, sentences out. */
import type { EpisodeRecord } from '@understudy/engine';
import type { EpisodeEvent, Reward } from '@understudy/scenarios';
import type { Verdict } from '../contract/episodes.ts';
import { plainEvidence } from './plain.ts';
import { brokenBy, endings, failedBy, inWords } from './words.ts';

export function verdictOf(
  { status, reward, endReason }: Pick<EpisodeRecord, 'status' | 'reward' | 'endReason'>,
  events: readonly EpisodeEvent[],
): Verdict {
  if (status === 'running')
    return { kind: 'running', headline: 'Being played', because: ['It is not over yet.'] };
  const ending = endReason === null ? [] : [endings[endReason]];
  const closed = events.findLast((event) => event.type === 'closed');
  if (closed?.failure !== undefined) {
    const { source, message } = closed.failure;
    return unjudged([
      `${brokenBy[source]}: ${message}`,
      'That says nothing about the agent, so there is no score.',
    ]);
  }
  if (status === 'abandoned')
    return unjudged(['It was cut short, or another try took its place.', ...ending.slice(0, 1)]);
  if (reward === null) return unjudged(['It has not been scored yet.', ...ending]);
  if (reward.value === null) return unjudged([...unscored(reward), ...ending]);
  return reward.success === true ? passed(reward, ending) : failed(reward, ending);
}

function unjudged(because: readonly string[]): Verdict {
  return { kind: 'unjudged', headline: 'Could not be judged', because };
}

function passed(reward: Reward, ending: readonly string[]): Verdict {
  const lost = reward.components.filter(({ gate, score }) => !gate && score !== null && score < 1);
  const cost = lost.map(({ id, score, evidence }) => {
    const [first] = evidence;
    const why = first === undefined ? '' : ` ${plainEvidence(first)}`;
    return `${inWords(id)} got ${(score ?? 0).toFixed(2)} of 1.${why}`;
  });
  return {
    kind: 'passed',
    headline: 'Passed',
    because: ['Everything that had to hold held.', ...cost, ...ending],
  };
}

function failed(reward: Reward, ending: readonly string[]): Verdict {
  const missed = reward.components.filter(({ gate, score }) => gate && score !== 1);
  const why = missed.map(({ kind, evidence }) => {
    const [first] = evidence;
    return first === undefined ? failedBy[kind] : `${failedBy[kind]} ${plainEvidence(first)}`;
  });
  return { kind: 'failed', headline: 'Failed', because: [...why, ...ending] };
}

function unscored(reward: Reward): readonly string[] {
  const without = reward.components.filter(({ score }) => score === null);
  return without.length === 0
    ? ['Nothing can be said about it.']
    : without.map(
        ({ id, evidence }) => `${inWords(id)} has no score: ${evidence.join('; ') || 'nothing to look at'}`,
      );
}
