/** The contract's `training` area. */
import { cancelJob, jobFolder, listRecipes, readJob, resumeJob } from '@understudy/engine';
import { os } from '../context.ts';
import { curvesOf } from './curves.ts';
import { follow } from './follow.ts';
import { jobLines, jobView } from './jobs.ts';
import { choicesFor, planOf, pythonOf, startTraining } from './start.ts';
import { watch } from './watch.ts';

export const training = os.training.router({
  list: os.training.list.handler(({ context }) => jobLines(context)),
  get: os.training.get.handler(({ context, input }) => jobView(context, input.id)),
  curves: os.training.curves.handler(({ context, input }) => {
    const folder = jobFolder(context.workspace, input.id);
    return curvesOf(folder, readJob(folder, input.id).seq).series();
  }),
  watch: os.training.watch.handler(({ context, input, signal }) => watch(context, input, signal)),
  choices: os.training.choices.handler(({ context }) => choicesFor(context)),
  recipes: os.training.recipes.handler(() =>
    listRecipes().map(({ name, title, explanation, whenToUse, watch: look, sources, stages }) => ({
      ...{ name, title, explanation, whenToUse, watch: look, sources },
      stages: stages.map((stage) => ({ title: stage.title, explanation: stage.explanation })),
    })),
  ),
  plan: os.training.plan.handler(({ context, input, signal }) => planOf(context, input, signal)),
  start: os.training.start.handler(({ context, input }) => startTraining(context, input)),
  cancel: os.training.cancel.handler(({ context, input: { id, force } }) => {
    cancelJob(jobFolder(context.workspace, id), { force });
    context.changes.announce('jobs', id);
    return undefined;
  }),
  resume: os.training.resume.handler(async ({ context, input: { id } }) => {
    await resumeJob(jobFolder(context.workspace, id), { python: await pythonOf(context), id });
    follow(context, id);
    context.changes.announce('jobs', id);
    return undefined;
  }),
  finish: os.training.finish.handler(({ context, input: { id } }) => {
    follow(context, id);
    context.changes.announce('jobs', id);
    return undefined;
  }),
});
