/** The thread in which packs are tried out while somebody writes them: one question after the other, each can be cancelled. */
import { setImmediate } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import type { Cell, Split } from '@understudy/kernel';
import { flips, openArena, parsePack, ScenarioError, type Arena, type Pack } from '@understudy/scenarios';
import { toTryOutSchema, type FromTryOut, type TryOut } from './try-out-protocol.ts';
import { auditFamily, sampleTasks, sampleVoice } from './try-out-work.ts';

const cancelled = new Set<number>();
let open: { readonly key: string; readonly arena: Arena } | null = null;
let turn: Promise<void> = Promise.resolve();

/** The world of the last question mostly serves the next one too: only some fields of a pack decide what is in it. */
async function arenaOf(pack: Pack, split: Split): Promise<Arena> {
  const actions = pack.families.flatMap(({ user }) => user.actions.map(({ call }) => call));
  const key = JSON.stringify([split, pack.systems, pack.population, pack.tools, pack.distractors, actions]);
  if (open?.key !== key) {
    open?.arena.world.close();
    open = null;
    open = { key, arena: await openArena(pack, split) };
  }
  open.arena.world.reset();
  return open.arena;
}

async function answer(id: number, request: TryOut): Promise<unknown> {
  const pack = parsePack(request.pack, 'the draft');
  const arena = await arenaOf(pack, request.what === 'tasks' ? request.split : 'train');
  switch (request.what) {
    case 'tasks':
      return sampleTasks(pack, arena, request);
    case 'voice':
      return sampleVoice(pack, arena, request);
    case 'audit':
      return auditFamily(pack, arena, request, async () => {
        await setImmediate();
        return !cancelled.has(id);
      });
    case 'flips': {
      const before = parsePack(request.before, 'the version');
      const changes: Record<string, Cell> = Object.fromEntries(
        Object.entries(pack.parameters).filter(
          ([name, value]) => name in before.parameters && before.parameters[name] !== value,
        ),
      );
      const old: Pack = { ...pack, parameters: { ...pack.parameters, ...before.parameters } };
      return flips(old, 'train', changes, arena, Math.min(request.count, pack.tasks.train));
    }
  }
}

async function reply(id: number, request: TryOut): Promise<void> {
  if (cancelled.delete(id)) return;
  let message: FromTryOut;
  try {
    message = { id, ok: true, answer: await answer(id, request) };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    message = { id, ok: false, message: text, known: error instanceof ScenarioError };
  }
  cancelled.delete(id);
  parentPort?.postMessage(message);
}

parentPort?.on('message', (raw: unknown) => {
  const message = toTryOutSchema.parse(raw);
  if (message.type === 'cancel') cancelled.add(message.id);
  else turn = turn.then(async () => reply(message.id, message.request));
});
