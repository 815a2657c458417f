/** Which steps a line of evidence points to: the call it numbers, the row it names, the words it quotes. Pure. */
import type { ComponentScore, EpisodeEvent } from '@understudy/scenarios';
import type { ComponentView, EvidenceLine } from '../contract/episodes.ts';
import { plainEvidence } from './plain.ts';
import { aboutKind, inWords } from './words.ts';

export function componentViews(
  components: readonly ComponentScore[],
  events: readonly EpisodeEvent[],
): readonly ComponentView[] {
  return components.map((component) => ({
    ...component,
    title: inWords(component.id),
    about: aboutKind[component.kind],
    evidence: component.evidence.map((text) => ({
      text: plainEvidence(text),
      steps: stepsOf(component.kind, text, events),
    })),
  }));
}

export function stepsOf(
  kind: ComponentScore['kind'],
  text: string,
  events: readonly EpisodeEvent[],
): EvidenceLine['steps'] {
  const numbered = /^step (\d+)\b/.exec(text)?.[1];
  if (numbered !== undefined) {
    const call = agentCalls(events)[Number(numbered) - 1];
    return call === undefined ? [] : [call.seq];
  }
  if (kind === 'goal_state' || kind === 'collateral') return rowSteps(text, events);
  if (kind === 'communicated') return toldSteps(text, events);
  if (kind === 'confidentiality' || kind === 'business_rule') return quotedSteps(text, events);
  if (kind === 'process' && text === 'a turn could not be read')
    return events.filter((event) => event.type === 'agent_turn' && event.malformed !== undefined).map(seqOf);
  return [];
}

function agentCalls(events: readonly EpisodeEvent[]): readonly EpisodeEvent[] {
  return events.filter((event) => event.type === 'tool_result' && event.trajectory === 'agent');
}

function seqOf({ seq }: EpisodeEvent): number {
  return seq;
}

/** `there: refunds insert {…}`, `not expected: tickets update 923219 {…}`: the steps that changed such a row. */
function rowSteps(text: string, events: readonly EpisodeEvent[]): readonly number[] {
  const [, table, what, key] = /: ([a-z][a-z0-9_]*) (insert|delete|update)(?: (-?\d+))?/.exec(text) ?? [];
  if (table === undefined) return [];
  return events
    .filter(
      (event) =>
        (event.type === 'tool_result' || event.type === 'timer') &&
        (event.changes ?? []).some((change) => {
          if (change.table !== table) return false;
          if (what === 'insert') return change.before === null;
          return what === 'delete' ? change.after === null : String(change.key) === key;
        }),
    )
    .map(seqOf);
}

/** What the customer was told: the lines of the agent that hold it. */
function toldSteps(text: string, events: readonly EpisodeEvent[]): readonly number[] {
  const told = /^told: ([\s\S]*)$/.exec(text)?.[1];
  if (told === undefined) return [];
  const lines = told.split('\n');
  return events
    .filter((event) => event.type === 'agent_turn' && event.text !== null && isOneOf(event.text, told, lines))
    .map(seqOf);
}

function isOneOf(line: string, told: string, lines: readonly string[]): boolean {
  return line !== '' && (lines.includes(line) || (line.includes('\n') && told.includes(line)));
}

/** `said: refund`, `told, though confidential: 30209`: the turns in whose text or arguments the words stand. */
function quotedSteps(text: string, events: readonly EpisodeEvent[]): readonly number[] {
  const quoted = /^[^:]+: ([\s\S]+)$/.exec(text)?.[1]?.toLowerCase();
  if (quoted === undefined || quoted.length < 2) return [];
  return events
    .filter((event) => {
      if (event.type === 'agent_turn') return (event.text ?? '').toLowerCase().includes(quoted);
      if (event.type !== 'tool_result' || event.trajectory !== 'agent') return false;
      return `${event.name} ${JSON.stringify(event.arguments)}`.toLowerCase().includes(quoted);
    })
    .map(seqOf);
}
