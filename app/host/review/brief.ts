/** What a reviewer judges by: the case, what the rules demand in it, what had to be told. Nothing of how the episode was scored. */
import { isShift } from '@understudy/scenarios';
import type { ReviewBrief } from '../contract/review.ts';
import type { HostContext } from '../context.ts';
import { inWords } from '../episodes/words.ts';
import { withPlayed } from '../episodes/played.ts';
import { RequestError } from '../errors.ts';

const demands = {
  act: 'The rules allow what the customer wants: it should be done.',
  refuse: 'The rules forbid what the customer wants: it must be refused.',
  escalate: 'It is not for the agent to decide: it must be handed on.',
} as const;

export async function briefOf(context: HostContext, id: string): Promise<ReviewBrief> {
  const { store } = context;
  const record = store.episode(id);
  if (record === null)
    throw new RequestError('NOT_FOUND', `There is no episode ${id}.`, 'Choose one from the queue.');
  const [opened] = store.events(id);
  const plain = {
    scenario: store.run(record.runId)?.scenario ?? '',
    title: inWords(record.family),
    description: '',
    ...{ demands: null, goal: null, mustTell: [] },
    policy: opened?.type === 'opened' ? opened.system : '',
  };
  try {
    return await withPlayed(context, id, ({ pack, task, changedSince }): ReviewBrief => {
      const family = pack.families.find((one) => one.id === record.family);
      const told = { ...plain, scenario: pack.title, title: family?.title ?? plain.title };
      // What the scenario says today may not be what was played.
      if (isShift(task) || changedSince) return told;
      return {
        ...told,
        description: family?.description ?? '',
        demands: demands[task.outcome],
        goal: task.user.goal,
        mustTell: task.communicate,
      };
    });
  } catch (error) {
    // The scenario is gone: the transcript and the rules that it opened with can be judged all the same.
    if (error instanceof RequestError || (error instanceof Error && error.name === 'ScenarioError'))
      return plain;
    throw error;
  }
}
