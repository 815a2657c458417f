/** The `understudy` command. */
import { Command, CommanderError } from 'commander';
import { addDoctor } from './commands/doctor.ts';
import { addFlywheel } from './commands/flywheel.ts';
import { addRun } from './commands/run.ts';
import { addScenarios } from './commands/scenarios.ts';
import { addShow } from './commands/show.ts';
import { addSystems } from './commands/systems.ts';
import { addTraces } from './commands/traces.ts';
import { addTrain } from './commands/train.ts';
import { report } from './errors.ts';
import { exitCodeHelp, exitCodes } from './exit-codes.ts';

const program = new Command('understudy')
  .description('A gym in which LLM agents rehearse enterprise work before they touch production.')
  .addHelpText('after', exitCodeHelp)
  .showSuggestionAfterError()
  .exitOverride();

addSystems(program);
addScenarios(program);
addRun(program);
addShow(program);
addTraces(program);
addTrain(program);
addFlywheel(program);
addDoctor(program);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode =
    error instanceof CommanderError ? (error.exitCode === 0 ? exitCodes.ok : exitCodes.input) : report(error);
}
