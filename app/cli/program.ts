/** The `understudy` command: its parts, put together. */
import { Command, CommanderError } from 'commander';
import { addApp } from './commands/app.ts';
import { addAudit } from './commands/audit.ts';
import { addDoctor } from './commands/doctor.ts';
import { addFlywheel } from './commands/flywheel.ts';
import { addGrpo } from './commands/grpo.ts';
import { addJobs } from './commands/jobs.ts';
import { addJudge } from './commands/judge.ts';
import { addLabels } from './commands/labels.ts';
import { addPolicies } from './commands/policies.ts';
import { addRecipes } from './commands/recipes.ts';
import { addRun } from './commands/run.ts';
import { addScenarios } from './commands/scenarios.ts';
import { addServeModel } from './commands/serve-model.ts';
import { addShare } from './commands/share.ts';
import { addShow } from './commands/show.ts';
import { addSystems } from './commands/systems.ts';
import { addTraces } from './commands/traces.ts';
import { addTrain } from './commands/train.ts';
import { report } from './errors.ts';
import { exitCodeHelp, exitCodes } from './exit-codes.ts';
import { stopBars } from './output/progress.ts';

/** Runs one command line (without the program's name) and returns its exit code; what there is to say has been printed. */
export async function understudy(args: readonly string[]): Promise<number> {
  const program = new Command('understudy')
    .description('A gym in which LLM agents rehearse enterprise work before they touch production.')
    .addHelpText('after', exitCodeHelp)
    .showSuggestionAfterError()
    .exitOverride();
  for (const add of commands) add(program);
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCodes.ok;
  } catch (error) {
    // What is to be read comes after the bar, not behind it.
    stopBars();
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.input;
    return report(error);
  }
}

const commands = [
  addApp,
  addSystems,
  addScenarios,
  addAudit,
  addJudge,
  addRun,
  addShow,
  addShare,
  addTraces,
  addLabels,
  addTrain,
  addGrpo,
  addFlywheel,
  addJobs,
  addPolicies,
  addRecipes,
  addServeModel,
  addDoctor,
];
