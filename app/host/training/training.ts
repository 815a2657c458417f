/** The contract's `training` area. */
import { cancelJob, digestAhead, jobFolder, readJob, readJobsAhead, resumeJob } from '@understudy/engine';
import { os } from '../context.ts';
import { choicesFor } from './choices.ts';
import { curvesAhead, curvesOf } from './curves.ts';
import { follow } from './follow.ts';
import { jobLines, jobView } from './jobs.ts';
import { resumeLive } from './live.ts';
import { pythonOf } from './python.ts';
import { recipes } from './recipes.ts';
import { planOf, startTraining } from './start.ts';
import { watch } from './watch.ts';

export const training = os.training.router({
  list: os.training.list.handler(async ({ context }) => {
    await readJobsAhead(context.workspace);
    return jobLines(context);
  }),
  get: os.training.get.handler(async ({ context, input }) => {
    await digestAhead(jobFolder(context.workspace, input.id));
    return jobView(context, input.id);
  }),
  curves: os.training.curves.handler(async ({ context, input }) => {
    const folder = jobFolder(context.workspace, input.id);
    await curvesAhead(folder);
    await digestAhead(folder);
    return curvesOf(folder, readJob(folder, input.id).seq).series();
  }),
  watch: os.training.watch.handler(({ context, input, signal }) => watch(context, input, signal)),
  choices: os.training.choices.handler(({ context }) => choicesFor(context)),
  recipes,
  plan: os.training.plan.handler(({ context, input, signal }) => planOf(context, input, signal)),
  start: os.training.start.handler(({ context, input }) => startTraining(context, input)),
  cancel: os.training.cancel.handler(({ context, input: { id, force } }) => {
    cancelJob(jobFolder(context.workspace, id), { force });
    context.changes.announce('jobs', id);
    return undefined;
  }),
  resume: os.training.resume.handler(async ({ context, input: { id } }) => {
    const folder = jobFolder(context.workspace, id);
    const python = await pythonOf(context);
    if ((readJob(folder, id).about?.live ?? null) === null) await resumeJob(folder, { python, id });
    else await resumeLive(context, folder, { python, id });
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
