/** `understudy policies`: the policies a workspace knows: the embedded model, files and endpoints that were added, what was trained. */
import { addEndpoint, addGguf, listPolicies, removePolicy } from '@understudy/engine';
import type { PolicyEvaluation, RegisteredPolicy } from '@understudy/engine';
import type { Command } from 'commander';
import { notify } from '../output/notice.ts';
import { textTable } from '../output/table.ts';
import { fileName, wholeNumber, workspaceOption } from './options.ts';
import { workspaceBeside } from './workspace-beside.ts';

interface Options {
  readonly workspace: string;
  readonly json?: boolean;
}

interface AddOptions extends Options {
  readonly name: string;
  readonly title?: string;
  readonly copy?: boolean;
  readonly key?: string;
  readonly rpm?: number;
}

export function addPolicies(program: Command): void {
  const policies = program
    .command('policies')
    .description('the policies of a workspace: list them (default), add or remove one');
  policies
    .command('list', { isDefault: true })
    .description('the embedded model, added files and endpoints, and what was trained')
    .option('--json', 'print JSON')
    .addOption(workspaceOption())
    .action(({ workspace, json }: Options) => {
      const found = listPolicies(workspaceBeside(workspace, { make: true }), (file, reason) =>
        notify(`${file} describes no policy: ${reason}`),
      );
      process.stdout.write(json === true ? `${JSON.stringify(found, null, 2)}\n` : `${table(found)}\n`);
    });
  policies
    .command('add <model>')
    .description('add a .gguf file, or an endpoint as http(s)://host/v1#model')
    .requiredOption('--name <name>', 'what to call it', fileName)
    .option('--title <text>', 'a longer name for people')
    .option('--copy', 'copy the file into the workspace (default: play it where it lies)')
    .option('--key <variable>', "environment variable that holds the endpoint's key")
    .option('--rpm <number>', 'requests a minute the endpoint may get', wholeNumber(1, 1_000_000))
    .addOption(workspaceOption())
    .action(add);
  policies
    .command('remove <policy>')
    .description('forget a policy; a file that was copied for it goes too, what a job made stays')
    .addOption(workspaceOption())
    .action((id: string, options: Options) => {
      removePolicy(workspaceBeside(options.workspace, { make: false }), id);
      process.stdout.write(`${id} is removed.\n`);
    });
}

async function add(model: string, options: AddOptions): Promise<void> {
  const workspace = workspaceBeside(options.workspace, { make: true });
  const common = { id: options.name, ...(options.title === undefined ? {} : { title: options.title }) };
  const added = /^https?:\/\//.test(model)
    ? addEndpoint(workspace, {
        ...common,
        address: model,
        keyVariable: options.key ?? null,
        requestsPerMinute: options.rpm ?? null,
      })
    : await addGguf(workspace, { ...common, path: model, copy: options.copy === true });
  process.stdout.write(`${added.id}\n`);
}

function table(policies: readonly RegisteredPolicy[]): string {
  const rows = policies.map((policy) => [
    policy.id,
    policy.title,
    kindOf(policy),
    policy.state,
    heldoutOf(policy),
  ]);
  return textTable(['policy', 'title', 'kind', 'state', 'held-out success'], rows);
}

function kindOf({ source }: RegisteredPolicy): string {
  if (source.kind !== 'trained') return source.kind;
  return `trained by ${source.job.id} from ${source.base ?? 'an unknown base'}`;
}

function heldoutOf({ source }: RegisteredPolicy): string {
  if (source.kind !== 'trained') return '';
  const { before, after } = source.heldout;
  return [before, after].flatMap((one) => (one === null ? [] : [rateOf(one)])).join(' → ');
}

function rateOf({ success }: PolicyEvaluation): string {
  if (success === null) return 'not judged';
  const percent = (rate: number): string => (100 * rate).toFixed(1);
  return `${percent(success.rate)}% [${percent(success.low)}, ${percent(success.high)}]`;
}
