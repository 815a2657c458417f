/** The contract's `play` area. */
import { allPacks, judgeComponents, outcomes } from '@understudy/engine';
import { familiesOf, taskKeys, type Pack } from '@understudy/scenarios';
import { os, type HostContext } from '../context.ts';
import type { EarlierPlay, PlayScenario } from '../contract/play.ts';
import { forkPolicies, readyModels } from '../episodes/fork.ts';
import { goOn, handRun, startPlay } from './start.ts';

export const play = os.play.router({
  choices: os.play.choices.handler(({ context: { workspace } }) => ({
    scenarios: allPacks(workspace).map(scenarioOf),
    policies: forkPolicies(workspace),
    models: readyModels(workspace),
  })),
  earlier: os.play.earlier.handler(({ context }) => earlier(context)),
  start: os.play.start.handler(async ({ context, input }) => ({ stage: await startPlay(context, input) })),
  goOn: os.play.goOn.handler(async ({ context, input }) => ({ stage: await goOn(context, input) })),
  setting: os.play.setting.handler(({ context, input }) => context.stages.get(input.id).setting()),
  follow: os.play.follow.handler(({ context, input, signal }) => context.stages.get(input.id).follow(signal)),
  call: os.play.call.handler(({ context, input }) => {
    context.stages.get(input.id).byHand('agent', (live) => live.call(input.tool, input.arguments));
  }),
  say: os.play.say.handler(({ context, input }) => {
    context.stages.get(input.id).byHand('agent', (live) => live.say(input.text));
  }),
  speak: os.play.speak.handler(({ context, input }) => {
    const { text, ends } = input;
    context.stages.get(input.id).byHand('user', (live) => live.userSays(text, ends ?? undefined));
  }),
  sit: os.play.sit.handler(async ({ context, input }) => {
    await context.stages.get(input.id).sit(input.seat, input.holder, input.policy);
  }),
  lend: os.play.lend.handler(async ({ context, input }) => {
    await context.stages.get(input.id).lend(input.policy);
  }),
  retry: os.play.retry.handler(({ context, input }) => {
    context.stages.get(input.id).retry();
  }),
  stop: os.play.stop.handler(async ({ context, input }) => {
    await context.stages.get(input.id).stop();
  }),
});

function scenarioOf(pack: Pack): PlayScenario {
  const { id, title, description } = pack;
  const count = (split: 'train' | 'heldout'): ReadonlyMap<string, number> => {
    const counts = new Map(familiesOf(pack, split).map((family) => [family.id, 0]));
    for (const { family } of taskKeys(pack, split)) counts.set(family, (counts.get(family) ?? 0) + 1);
    return counts;
  };
  const [train, heldout] = [count('train'), count('heldout')];
  return {
    id,
    title,
    description,
    judged: judgeComponents(pack),
    families: pack.families.map((family) => ({
      id: family.id,
      title: family.title,
      train: train.get(family.id) ?? 0,
      heldout: heldout.get(family.id) ?? 0,
    })),
  };
}

const SHOWN = 200;

function earlier({ store, stages }: HostContext): readonly EarlierPlay[] {
  const runs = store.runs().filter(({ settings }) => handRun(settings) !== null);
  if (runs.length === 0) return [];
  const found = store.find(
    { runs: runs.map(({ id }) => id), outcomes: [...outcomes], sort: 'newest' },
    { offset: 0, limit: SHOWN },
  );
  const goneOn = new Set(found.map(({ forkedFrom }) => forkedFrom));
  return found.map((line) => {
    const stage = stages.playing(line.id);
    return {
      episodeId: line.id,
      scenario: line.scenario,
      family: line.family,
      taskId: line.taskId,
      policyId: line.policyId,
      startedAt: line.startedAt,
      turns: line.turns,
      status: line.status,
      success: line.success,
      reward: line.reward,
      endReason: line.endReason,
      stage: stage?.id ?? null,
      resumable: stage === null && line.endReason === null && !goneOn.has(line.id),
    };
  });
}
