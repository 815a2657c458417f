/**
 * The environment side of reinforcement learning alone: gold agents play training tasks over HTTP, many episodes a request, against the
 * server in its thread, as a trainer does. Prints episodes and turns a second, and how much of the time the client itself took.
 *
 *     node bench/environment.ts [pack, default helpdesk-refunds] [episodes, default 2000] [at once, default 64]
 */
import { loadPack, openSplit } from '@understudy/engine';
import { conversationOf, environmentClient, startEnvironmentThread } from '@understudy/host/environment';
import type { ClientReply } from '@understudy/host/environment';
import { createRng } from '@understudy/kernel';
import { goldAgent } from '@understudy/scenarios';
import type { AdmittedTask, Message } from '@understudy/scenarios';
import { line, print, printMachine, spread } from './measure.ts';

const scenario = process.argv[2] ?? 'helpdesk-refunds';
const count = Number(process.argv[3] ?? 2000);
const atOnce = Number(process.argv[4] ?? 64);
const ROUNDS = 5;

const { arena, tasks } = await openSplit(loadPack(scenario), 'train');
const environment = await startEnvironmentThread({ scenario });
const client = environmentClient(environment);
const policy = { id: 'gold', version: 0 };
const rng = createRng('bench');

interface Playing {
  readonly task: AdmittedTask;
  readonly conversation: Message[];
  turn: number;
}

interface Measured {
  readonly seconds: number;
  /** Seconds waited for answers, reading them included. */
  readonly waited: number;
  readonly turns: number;
  readonly earned: number;
  /** Processor seconds of server and client together. */
  readonly cpu: number;
}

function act({ task, conversation, turn }: Playing): object {
  const chosen = goldAgent({ task, conversation, tools: arena.specs, turn, rng });
  return 'say' in chosen
    ? { text: chosen.say }
    : { text: null, toolCalls: [{ name: chosen.call, arguments: chosen.arguments }] };
}

/** Plays `count` episodes, `atOnce` of them side by side, and as many opened anew as have ended. */
async function play(seed: number): Promise<Measured> {
  const playing = new Map<string, Playing>();
  const before = process.cpuUsage();
  const started = performance.now();
  let waited = 0;
  let next = 0;
  let turns = 0;
  let earned = 0;
  const ask = async <T>(work: Promise<T>): Promise<T> => {
    const from = performance.now();
    const answer = await work;
    waited += performance.now() - from;
    return answer;
  };
  const take = (replies: readonly ClientReply[], opened: readonly AdmittedTask[] | null): void => {
    for (const [i, reply] of replies.entries()) {
      if (!reply.ok) throw new Error(reply.error.message);
      const task = opened?.[i];
      if (task !== undefined) playing.set(reply.id, { task, conversation: [], turn: -1 });
      const episode = playing.get(reply.id);
      if (episode === undefined) throw new Error(`${reply.id} is unknown`);
      episode.conversation.push(...conversationOf(reply));
      episode.turn += 1;
      if (!reply.done) continue;
      playing.delete(reply.id);
      earned += reply.outcome?.reward ?? 0;
    }
  };
  for (;;) {
    const wanted = Math.min(atOnce - playing.size, count - next);
    if (wanted > 0) {
      const places = Array.from({ length: wanted }, (_, i) => (next + i) % tasks.length);
      next += wanted;
      const opened = places.flatMap((place) => tasks[place] ?? []);
      take(
        await ask(
          client.start(
            policy,
            places.map((task) => ({ task, seed: seed + task })),
          ),
        ),
        opened,
      );
    }
    if (playing.size === 0) break;
    const steps = [...playing].map(([id, episode]) => ({ id, ...act(episode) }));
    turns += steps.length;
    take(await ask(client.step(steps)), null);
  }
  const { user, system } = process.cpuUsage(before);
  const seconds = (performance.now() - started) / 1000;
  return { seconds, waited: waited / 1000, turns, earned, cpu: (user + system) / 1e6 };
}

await play(0);
const runs: Measured[] = [];
for (let round = 1; round <= ROUNDS; round += 1) runs.push(await play(round));
await environment.close();

printMachine();
print(
  `${scenario}: ${count} episodes of the gold agent over HTTP, ${atOnce} at once, median of ${ROUNDS} (spread)`,
);
const show = (name: string, digits: number, figure: (run: Measured) => number): void => {
  line(name, spread(runs.map(figure), digits));
};
show('live episodes/s', 0, ({ seconds }) => count / seconds);
show('turns/s', 0, ({ turns, seconds }) => turns / seconds);
show('episodes/s, client time left out', 0, ({ waited }) => count / waited);
show('episodes a processor second', 0, ({ cpu }) => count / cpu);
show('mean reward', 3, ({ earned }) => earned / count);
