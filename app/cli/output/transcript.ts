/** An episode as a person reads it: who said what, which tools were called, what changed, and what it earned. */
import type { EpisodeRecord } from '@understudy/engine';
import type { EpisodeEvent } from '@understudy/scenarios';
import pc from 'picocolors';
import { clean, cleanLine } from './clean.ts';

type Change = Extract<EpisodeEvent, { type: 'tool_result' }>['changes'][number];

/** What the reward gives and takes for one turn of the agent. */
export interface StepCredit {
  /** Process score, -1..0. */
  readonly score: number;
  readonly reasons: readonly string[];
  /** Shaped reward of the turn, gamma 1. */
  readonly shaped: number;
}

interface TranscriptOptions {
  readonly tokens: boolean;
  /** One for each turn of the agent. */
  readonly steps?: readonly StepCredit[];
}

export function transcript(
  episode: EpisodeRecord,
  events: readonly EpisodeEvent[],
  options: TranscriptOptions,
): string {
  const lines = [
    pc.bold(cleanLine(episode.id)),
    cleanLine(
      `task ${episode.taskId} · ${episode.split} · policy ${episode.policyId} · seed ${String(episode.seed)}`,
    ),
    '',
  ];
  let turn = 0;
  for (const event of events) {
    lines.push(...describe(event, options));
    if (event.type !== 'agent_turn') continue;
    lines.push(...creditLines(turn, options.steps?.[turn]));
    turn += 1;
  }
  lines.push('', ...rewardLines(episode), ...creditSums(options.steps));
  return `${lines.join('\n')}\n`;
}

/** The events of a case in a shift stand behind its number. */
function describe(event: EpisodeEvent, options: TranscriptOptions): readonly string[] {
  const lines = described(event, options);
  if (event.case === undefined) return lines;
  const mark = pc.blue(`CASE${String(event.case)} `.padEnd(7));
  // The policy stands at the top of the shift already.
  return event.type === 'opened' ? [`${mark}${cleanLine(event.taskId)}`] : lines.map((line) => mark + line);
}

function described(event: EpisodeEvent, options: TranscriptOptions): readonly string[] {
  switch (event.type) {
    case 'opened':
      return [pc.dim(clean(event.system)), pc.dim(cleanLine(`tools: ${event.tools.join(', ')}`)), ''];
    case 'user_message': {
      const how = { template: '', llm: ', spoken by a model', person: ', written by a person' }[event.voice];
      const told = event.disclosed.length > 0 ? `, tells ${event.disclosed.join(' and ')}` : '';
      return [
        `${pc.cyan('user ')} ${said(event.text)}`,
        pc.dim(
          cleanLine(
            `      ${event.act}${told}${how}; patience ${String(event.patience)}, mood ${event.mood.toFixed(1)}`,
          ),
        ),
        ...event.guarded.map(({ text, reason }) =>
          pc.dim(cleanLine(`      held back: "${text}" (${reason})`)),
        ),
      ];
    }
    case 'agent_turn': {
      const lines: string[] = [];
      if (event.text !== null && event.text !== '') lines.push(`${pc.green('agent')} ${said(event.text)}`);
      if (event.malformed !== undefined)
        lines.push(pc.red(`agent unreadable: ${cleanLine(event.malformed)}`));
      if (options.tokens && event.tokens !== undefined)
        lines.push(pc.dim(`      ${tokenLine(event.tokens)}`));
      return lines;
    }
    case 'tool_result': {
      const args = Object.entries(event.arguments).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
      const call = `${pc.yellow('tool ')} ${cleanLine(`${event.name}(${args.join(', ')})`)}`;
      const answer = event.outcome.ok
        ? `      → ${cleanLine(JSON.stringify(event.outcome.result))}`
        : pc.red(`      → ${event.outcome.error.code}: ${cleanLine(event.outcome.error.message)}`);
      return [
        call,
        answer,
        ...event.changes.map((change) => `      ${pc.magenta('Δ')} ${cleanLine(changeLine(change))}`),
      ];
    }
    case 'timer':
      return [pc.dim(cleanLine(`timer ${event.event} of ${event.subject}`))];
    case 'closed':
      return [
        pc.dim(
          `ended: ${event.reason}${event.failure === undefined ? '' : ` (${event.failure.source}: ${cleanLine(event.failure.message)})`}`,
        ),
      ];
  }
}

function creditLines(turn: number, credit: StepCredit | undefined): readonly string[] {
  if (credit === undefined) return [];
  const { score, reasons, shaped } = credit;
  const line = `      turn ${String(turn + 1)}: process ${signed(score)}, shaped ${signed(shaped)}`;
  return [
    score < 0 ? pc.red(line) : shaped > 0 ? pc.green(line) : pc.dim(line),
    ...reasons.map((reason) => pc.red(`        ${cleanLine(reason)}`)),
  ];
}

function creditSums(steps: readonly StepCredit[] | undefined): readonly string[] {
  if (steps === undefined) return [];
  const sum = (of: (credit: StepCredit) => number): string =>
    signed(steps.reduce((total, credit) => total + of(credit), 0));
  return [
    pc.dim(
      `turns together: process ${sum(({ score }) => score)}, shaped ${sum(({ shaped }) => shaped)} (shaping moves credit between turns and adds nothing)`,
    ),
  ];
}

/** `+0.35`, `-0.20`, `0.00`. */
function signed(value: number): string {
  const text = Math.abs(value).toFixed(2);
  return text === '0.00' ? text : `${value < 0 ? '-' : '+'}${text}`;
}

/** What somebody said, indented, so that no line of it can pass for one of the transcript's own. */
function said(text: string): string {
  return clean(text).replaceAll('\n', '\n      ');
}

function tokenLine(tokens: {
  readonly prefix: number;
  readonly promptIds: readonly number[];
  readonly sampledIds: readonly number[];
  readonly logprobs: readonly number[];
}): string {
  const sum = tokens.logprobs.reduce((total, value) => total + value, 0);
  return `${String(tokens.prefix)} ids kept + ${String(tokens.promptIds.length)} new → ${String(tokens.sampledIds.length)} sampled, log p ${sum.toFixed(2)}`;
}

function changeLine({ table, key, before, after }: Change): string {
  if (before === null) return `${table} ${String(key)} added ${JSON.stringify(after)}`;
  if (after === null) return `${table} ${String(key)} removed`;
  const columns = Object.keys(after).filter((column) => before[column] !== after[column]);
  return `${table} ${String(key)}: ${columns.map((column) => `${column} ${String(before[column])} → ${String(after[column])}`).join(', ')}`;
}

function rewardLines({ reward }: EpisodeRecord): readonly string[] {
  if (reward === null) return ['reward: not scored yet'];
  const value = reward.value === null ? 'null: the episode could not be judged' : reward.value.toFixed(3);
  return [
    `${pc.bold(`reward ${value}`)}${reward.success === true ? pc.green(' success') : ''}`,
    ...reward.components.flatMap(({ id, score, gate, evidence }) => [
      `  ${score === 1 ? pc.green('✓') : pc.red('✗')} ${cleanLine(id)}${gate ? ' (gate)' : ''} ${score === null ? 'null' : score.toFixed(2)}`,
      ...evidence.map((line) => pc.dim(`      ${cleanLine(line)}`)),
    ]),
    ...(reward.flags.length > 0 ? [pc.red(cleanLine(`  flags: ${reward.flags.join(', ')}`))] : []),
  ];
}
