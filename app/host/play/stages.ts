/**
 * All live episodes of this host. Play, the designer's rehearsal and playing on from a step put theirs here, and the stage's
 * procedures (`play.follow`, `play.call`, …) work for all of them by the id they get.
 */
import { randomUUID } from 'node:crypto';
import type { LiveEpisode } from '@understudy/engine';
import { toolSpec } from '@understudy/kernel';
import { forkPolicies } from '../episodes/fork.ts';
import type { HostContext } from '../context.ts';
import { RequestError } from '../errors.ts';
import type { StageView } from '../contract/play.ts';
import { createBench, type Bench } from './policies.ts';
import { createStage, type Stage } from './stage.ts';

export interface Stages {
  /** Puts a live episode on a stage and returns the stage's id. The arena is closed when nobody needs it any more. */
  open(staging: Staging): string;
  /** Throws RequestError for a stage that is not there. */
  get(id: string): Stage;
  /** The stage on which an episode of the store is being played; null where there is none. */
  playing(episodeId: string): Stage | null;
  close(): Promise<void>;
}

export interface Staging {
  readonly live: LiveEpisode;
  /** What the recorded episode says of who plays the agent (`openLive`'s). */
  readonly policyId: string;
  readonly seats: StageView['seats'];
  /** Who plays the agent when no person does, as `play.choices` names it; null where nobody was chosen. */
  readonly policy: string | null;
  /** Policies that are open already; the stage closes them. */
  readonly bench?: Bench;
}

/** Stages that are over and still shown to whoever comes back to them. */
const REMEMBERED = 20;

interface Held {
  readonly stage: Stage;
  readonly staging: Staging;
}

export function createStages(context: Pick<HostContext, 'workspace' | 'changes'>): Stages {
  const { workspace, changes } = context;
  const held = new Map<string, Held>();
  const forget = (): void => {
    const over = [...held].filter(([, { stage }]) => stage.over);
    for (const [id] of over.slice(0, Math.max(0, over.length - REMEMBERED))) held.delete(id);
  };
  return {
    open: (staging) => {
      const { live, policyId, seats, policy } = staging;
      const { pack, task, arena } = live;
      const id = randomUUID();
      const family = pack.families.find((one) => one.id === task.family);
      const stage = createStage({
        ...{ id, live, policyId, seats, policy },
        bench: staging.bench ?? createBench(context, task),
        setting: {
          id,
          episodeId: live.episodeId,
          scenario: { id: pack.id, title: pack.title },
          family: { id: task.family, title: family?.title ?? task.family },
          taskId: task.id,
          turnLimit: pack.limits.agent_turns,
          instructions: task.system,
          tools: arena.tools.map((tool) => ({ ...toolSpec(tool), effect: tool.effect })),
          policies: forkPolicies(workspace),
        },
        changed: (over) => {
          if (!over) return;
          arena.world.close();
          forget();
          if (live.episodeId !== null) changes.announce('episodes', live.episodeId);
        },
      });
      held.set(id, { stage, staging });
      if (live.episodeId !== null) changes.announce('episodes', live.episodeId);
      return id;
    },
    get: (id) => {
      const found = held.get(id);
      if (found !== undefined) return found.stage;
      throw new RequestError(
        'NOT_FOUND',
        'Nobody plays here any more.',
        'Go on with it from your earlier plays, or start another one.',
      );
    },
    playing: (episodeId) =>
      [...held.values()].find(({ stage }) => stage.episodeId === episodeId && !stage.over)?.stage ?? null,
    close: async () => {
      for (const { stage, staging } of held.values()) {
        await stage.close();
        if (!stage.over) staging.live.arena.world.close();
      }
      held.clear();
    },
  };
}
