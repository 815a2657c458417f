/** An episode as a person reads it: who said what, which tools were called, what changed, and what it earned. */
import type { EpisodeRecord } from '@understudy/engine';
import type { EpisodeEvent } from '@understudy/scenarios';
import pc from 'picocolors';
import { clean, cleanLine } from './clean.ts';

type Change = Extract<EpisodeEvent, { type: 'tool_result' }>['changes'][number];

export function transcript(
  episode: EpisodeRecord,
  events: readonly EpisodeEvent[],
  options: { readonly tokens: boolean },
): string {
  const lines = [
    pc.bold(cleanLine(episode.id)),
    cleanLine(
      `task ${episode.taskId} · ${episode.split} · policy ${episode.policyId} · seed ${String(episode.seed)}`,
    ),
    '',
  ];
  for (const event of events) lines.push(...describe(event, options));
  lines.push('', ...rewardLines(episode));
  return `${lines.join('\n')}\n`;
}

function describe(event: EpisodeEvent, options: { readonly tokens: boolean }): readonly string[] {
  switch (event.type) {
    case 'opened':
      return [pc.dim(clean(event.system)), pc.dim(cleanLine(`tools: ${event.tools.join(', ')}`)), ''];
    case 'user_message': {
      const how = event.voice === 'llm' ? ', spoken by a model' : '';
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
