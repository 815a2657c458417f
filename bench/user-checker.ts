/**
 * How often simulated users go wrong: episodes over all built-in packs, both splits, with agents good and bad, read by the independent
 * checker. Prints a Markdown table of rates with 95% intervals (Wilson), and what was found.
 *
 *   user-checker.ts [--episodes 1000] [--scenario PACK …] [--voice embedded|FILE.gguf|http://host/v1#model] [--seed 0] [--show 3]
 *                   [--unguarded]
 */
import { parseArgs } from 'node:util';
import { openPolicy, openSplit, loadPack, policyVoice, wilson } from '@understudy/engine';
import {
  builtInPacks,
  checkUser,
  goldAgent,
  isCritical,
  knowledgeOf,
  namedStrategies,
  openSession,
  populationOf,
  scriptedMove,
  speak,
  speakTemplate,
  tallyUsers,
} from '@understudy/scenarios';
import type {
  Agent,
  EpisodeEvent,
  Finding,
  Session,
  SpokenLine,
  Voice,
  VoiceRequest,
} from '@understudy/scenarios';

const { values } = parseArgs({
  options: {
    episodes: { type: 'string', default: '1000' },
    scenario: { type: 'string', multiple: true },
    voice: { type: 'string' },
    seed: { type: 'string', default: '0' },
    show: { type: 'string', default: '3' },
    /** What the voice would say without the guard: to see that the checker sees what the guard holds back. */
    unguarded: { type: 'boolean', default: false },
  },
});
const episodes = whole('episodes', values.episodes);
const seed = whole('seed', values.seed);
const show = whole('show', values.show);
const signal = new AbortController().signal;

/** Asks for one thing at a time, by its name and nothing else. */
const terse: Agent = (view) => {
  const act = goldAgent(view);
  if (!('say' in act)) return act;
  const wanted = view.task.user.facts.find(({ label }) => act.say.includes(label));
  return { say: wanted === undefined ? act.say : `${wanted.askedBy[0] ?? wanted.label}?` };
};
const agents = { gold: goldAgent, terse, random: namedStrategies.random, spam: namedStrategies.spam };

interface Checked {
  readonly pack: string;
  readonly agent: string;
  /** What the user writes in. */
  readonly language: string;
  readonly log: readonly EpisodeEvent[];
  readonly findings: readonly Finding[];
}

const packs = (values.scenario ?? builtInPacks.map(({ id }) => id)).map(loadPack);
const policy =
  values.voice === undefined
    ? null
    : await openPolicy({ name: values.voice, temperature: 1, processes: 2 }, [], signal);
const voice = policy === null ? null : policyVoice(policy);
const checked: Checked[] = [];
const started = performance.now();
const share = episodes / (packs.length * 2 * Object.keys(agents).length);
for (const pack of packs)
  for (const split of ['train', 'heldout'] as const) {
    const { arena, tasks } = await openSplit(pack, split, Math.max(1, Math.ceil(share)));
    const population = populationOf(arena);
    const jobs = Object.entries(agents).flatMap(([id, agent]) =>
      Array.from({ length: Math.ceil(share) }, (_, i) => ({ id, agent, i })),
    );
    const next = jobs.values();
    const work = async (): Promise<void> => {
      for (const { id, agent, i } of next) {
        const task = tasks[i % tasks.length];
        if (task === undefined) throw new Error(`${pack.id} has no task in ${split}`);
        const draw = seed + Math.floor(i / tasks.length);
        const session = openSession(pack, task, arena, { policyId: id, seed: draw });
        while (session.next.who !== 'nobody') await step(session, agent, draw);
        const log = session.drain().map((event, seq): EpisodeEvent => ({ ...event, seq, wallTime: 0 }));
        const findings = checkUser(task, log, knowledgeOf(pack, task, population));
        const { language } = task.user.persona;
        checked.push({ pack: pack.id, agent: id, language, log, findings });
      }
    };
    async function step(session: Session, agent: Agent, draw: number): Promise<void> {
      const { next: turn } = session;
      if (turn.who === 'agent') session.agentMoves(scriptedMove(agent, session, arena, draw));
      if (turn.who === 'user') session.userSays(await line(voice, turn.request));
    }
    await Promise.all(Array.from({ length: policy?.concurrency ?? 1 }, work));
    arena.world.close();
  }
await policy?.close();

async function line(speaker: Voice | null, request: VoiceRequest): Promise<SpokenLine> {
  if (speaker === null) return speakTemplate(request);
  if (!values.unguarded) return speak(speaker, request, signal);
  try {
    return { text: await speaker.say(request, 0, signal), voice: 'llm', guarded: [] };
  } catch {
    return speakTemplate(request);
  }
}

const seconds = (performance.now() - started) / 1000;
print(
  `${checked.length} episodes, voice ${policy?.id ?? 'templates'}${values.unguarded ? ' without the guard' : ''}, seed ${seed}, ${seconds.toFixed(0)} s`,
);
print('');
print('| | episodes | with a critical error | lines | critical | minor | by a model | held back |');
print('|---|---|---|---|---|---|---|---|');
for (const key of ['pack', 'agent', 'language'] as const)
  for (const name of new Set(checked.map((one) => one[key])))
    print(
      row(
        name,
        checked.filter((one) => one[key] === name),
      ),
    );
print(row('**all**', checked));
print('');
const all = checked.flatMap(({ findings }) => findings);
const kinds = [...new Set(all.map(({ kind }) => kind))];
if (kinds.length === 0) print('Nothing was found.');
for (const kind of kinds) {
  const found = all.filter((finding) => finding.kind === kind);
  print(`- ${kind}${found.some(isCritical) ? ', critical' : ', minor'}: ${found.length}`);
  for (const { what } of found.slice(0, show)) print(`  - ${what.replaceAll('\n', ' ')}`);
}

function row(name: string, part: readonly Checked[]): string {
  const {
    episodes: n,
    lines,
    criticalEpisodes,
    criticalLines,
    minorLines,
    spoken,
    heldBack,
  } = tallyUsers(part);
  const cells = [
    rate(criticalEpisodes, n),
    lines,
    rate(criticalLines, lines),
    rate(minorLines, lines),
    spoken,
    heldBack,
  ];
  return `| ${name} | ${n} | ${cells.join(' | ')} |`;
}

function rate(count: number, of: number): string {
  if (of === 0) return '–';
  const { low, high } = wilson(count / of, of);
  return `${count} (${percent(count / of)}, ${percent(low)} to ${percent(high)})`;
}

function percent(part: number): string {
  return `${(100 * part).toFixed(2)}%`;
}

function whole(name: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new RangeError(`--${name} is a whole number, not "${text}"`);
  return Number(text);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
