/** A live episode as those who sit there see it. Pure. */
import { HUMAN, type LiveEpisode } from '@understudy/engine';
import { speakTemplate, toldFacts, type EpisodeEvent, type VoiceRequest } from '@understudy/scenarios';
import { componentViews } from '../episodes/evidence.ts';
import { verdictOf } from '../episodes/verdict.ts';
import { flagMeaning } from '../episodes/words.ts';
import type { CallOutcome, Holder, StageLine, StageOutcome, UserBrief } from '../contract/play.ts';

/**
 * What was said and done. Somebody in the agent's seat does not see what the user does with its own hands before it is over; a model
 * in that seat does not see it either.
 */
export function linesOf(live: LiveEpisode, policyId: string, agent: Holder): readonly StageLine[] {
  const lines: StageLine[] = [];
  let holder: Holder = 'machine';
  for (const event of live.events) {
    if (event.type === 'agent_turn') holder = (event.by ?? policyId) === HUMAN ? 'person' : 'machine';
    lines.push(...lineOf(event, holder));
  }
  const blind = agent === 'person' && live.next !== 'nobody';
  return blind ? lines.filter((line) => !(line.kind === 'called' && line.who === 'user')) : lines;
}

function lineOf(event: EpisodeEvent, agent: Holder): readonly StageLine[] {
  const { seq } = event;
  switch (event.type) {
    case 'user_message': {
      const holder = event.voice === 'person' ? 'person' : 'machine';
      return [{ kind: 'said', seq, who: 'user', holder, text: event.text }];
    }
    case 'agent_turn': {
      const said = event.text === null ? [] : [sayOf(seq, agent, event.text)];
      return event.malformed === undefined
        ? said
        : [...said, { kind: 'unreadable', seq, text: event.malformed }];
    }
    case 'tool_result':
      return [
        {
          kind: 'called',
          seq,
          who: event.trajectory,
          holder: event.trajectory === 'agent' ? agent : 'machine',
          tool: event.name,
          arguments: event.arguments,
          outcome: outcomeOf(event.outcome),
        },
      ];
    case 'opened':
    case 'timer':
    case 'closed':
      return [];
  }
}

function sayOf(seq: number, holder: Holder, text: string): StageLine {
  return { kind: 'said', seq, who: 'agent', holder, text };
}

type Outcome = Extract<EpisodeEvent, { type: 'tool_result' }>['outcome'];

export function outcomeOf(outcome: Outcome): CallOutcome {
  if (outcome.ok) return outcome;
  const { code, message, hint } = outcome.error;
  return { ok: false, code, message, hint: hint ?? null };
}

/** Null while it is played: a reward is not readable during an episode. */
export function endOf(live: LiveEpisode): StageOutcome | null {
  const { outcome, events } = live;
  if (outcome === null) return null;
  const { reward, summary } = outcome;
  const status = summary.endReason === 'cancelled' ? 'abandoned' : 'finished';
  return {
    verdict: verdictOf({ status, reward, endReason: summary.endReason }, events),
    value: reward.value,
    components: componentViews(reward.components, events),
    flags: reward.flags.map((id) => ({ id, meaning: flagMeaning(id) })),
  };
}

export function briefOf(request: VoiceRequest): UserBrief {
  const { user, move, told } = request;
  const { performed } = move;
  const isTold = new Set([...told, ...toldFacts(user, move.state)].map(({ id }) => id));
  const before = new Set(told.map(({ id }) => id));
  return {
    goal: user.goal,
    manner: mannerOf(user.persona),
    facts: user.facts.map(({ id, label, value, unknown }) => ({
      label,
      value: unknown ? null : value,
      told: before.has(id) && isTold.has(id),
    })),
    did:
      performed === null
        ? null
        : { label: performed.action.label, reading: performed.reading, ok: performed.ok },
    suggestion: suggestionOf(request),
  };
}

function suggestionOf(request: VoiceRequest): string {
  try {
    return speakTemplate(request).text;
  } catch {
    // A wording of the scenario that breaks the user's own facts: a person finds words of its own.
    return '';
  }
}

function mannerOf(persona: VoiceRequest['user']['persona']): string {
  const { mood, patience, language } = persona;
  const temper = mood < -0.5 ? 'Angry' : mood < -0.1 ? 'Annoyed' : mood > 0.3 ? 'Friendly' : 'Matter-of-fact';
  const wait = patience <= 2 ? 'in a hurry' : patience >= 6 ? 'patient' : 'of ordinary patience';
  const tongue = language === 'en' ? '' : `; speaks ${languages[language]}`;
  return `${temper}, ${wait}${tongue}.`;
}

const languages = { en: 'English', de: 'German', fr: 'French', es: 'Spanish', it: 'Italian', nl: 'Dutch' };
