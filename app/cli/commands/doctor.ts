/** `understudy doctor`: what is installed, which devices there are, and what to do about what is missing. */
import { existsSync } from 'node:fs';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { embeddedModel, inspectGguf, trainerStatus } from '@understudy/engine';
import type { Command } from 'commander';
import pc from 'picocolors';

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('what is installed, which devices there are, and what to do about what is missing')
    .option('--json', 'print JSON')
    .action(async (options: { json?: boolean }) => {
      const findings = [...machine(), await model(), ...(await trainer())];
      const text = options.json === true ? JSON.stringify(findings, null, 2) : findings.map(line).join('\n');
      process.stdout.write(`${text}\n`);
    });
}

interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly found: string;
  readonly remedy?: string;
}

function line({ what, ok, found, remedy }: Finding): string {
  const head = `${ok ? pc.green('✓') : pc.red('✗')} ${what.padEnd(16)} ${found}`;
  return remedy === undefined ? head : `${head}\n  ${' '.repeat(17)}${remedy}`;
}

function machine(): readonly Finding[] {
  const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  return [
    { what: 'Node', ok: true, found: process.version },
    {
      what: 'cores, memory',
      ok: true,
      found: `${String(availableParallelism())} cores, ${gib(totalmem())} (${gib(freemem())} free)`,
    },
  ];
}

async function model(): Promise<Finding> {
  const what = 'embedded model';
  if (!existsSync(embeddedModel.gguf))
    return {
      what,
      ok: false,
      found: 'missing',
      remedy: `Restore ${embeddedModel.gguf} from the repository, or build it: npm run model:build`,
    };
  try {
    const { contextLength } = await inspectGguf(embeddedModel.gguf);
    return { what, ok: true, found: `${embeddedModel.gguf}, context ${String(contextLength)}` };
  } catch (error) {
    return {
      what,
      ok: false,
      found: error instanceof Error ? error.message : String(error),
      remedy: 'Restore it from the repository.',
    };
  }
}

async function trainer(): Promise<readonly Finding[]> {
  const status = await trainerStatus();
  if (status.kind === 'missing')
    return [{ what: 'trainer', ok: false, found: status.reason, remedy: status.remedy }];
  const { doctor, python } = status;
  return [
    { what: 'trainer', ok: doctor.ok, found: `Python ${doctor.python.version} at ${python}` },
    ...doctor.devices.map((device): Finding => ({
      what: 'training device',
      ok: true,
      found: `${device.type} ${device.name}`,
    })),
    ...doctor.optional.map((one): Finding =>
      one.found === null
        ? { what: one.name, ok: true, found: `none: ${one.without}`, remedy: one.get }
        : { what: one.name, ok: true, found: one.found },
    ),
    ...doctor.missing.map((one): Finding => ({
      what: one.package,
      ok: false,
      found: `missing, needed for ${one.for}`,
      remedy: one.get,
    })),
  ];
}
