// The import arrows of the house, as a table and the ESLint rule that holds them. A folder may import the packages
// it names here and nothing else of ours; another package only by its name, never by a path into it.
import { isBuiltin } from 'node:module';
import path from 'node:path';

const kernel = '@understudy/kernel';
const people = '@understudy/people';
const crm = '@understudy/crm';
const helpdesk = '@understudy/helpdesk';
const scenarios = '@understudy/scenarios';
const engine = '@understudy/engine';
const host = '@understudy/host';
/** The contract alone: shapes without the engine behind them. */
const contract = '@understudy/host/contract';
/** The open protocols: live episodes for a trainer, a local model behind an endpoint. */
const environment = '@understudy/host/environment';
const modelServer = '@understudy/host/model-server';
/** Where the parts of a statechart go: a pure function, nothing of the host behind it. */
const statechart = '@understudy/host/statechart';
const desktop = '@understudy/desktop';
/** What the shell offers the screens, as types. */
const bridge = '@understudy/desktop/bridge';

/** Folder → its package name, what it may import, and whether it is pure: no clock, file, network or model. */
export const arrows = {
  'sims/kernel': { name: kernel, may: [], pure: true },
  'sims/people': { name: people, may: [kernel], pure: true },
  'sims/crm': { name: crm, may: [kernel, people], pure: true },
  'sims/helpdesk': { name: helpdesk, may: [kernel, people], pure: true },
  scenarios: { name: scenarios, may: [kernel, people, crm, helpdesk], pure: true },
  'app/engine': { name: engine, may: [kernel, people, crm, helpdesk, scenarios], pure: false },
  'app/host': { name: host, may: [kernel, people, crm, helpdesk, scenarios, engine], pure: false },
  'app/cli': {
    name: 'understudy',
    may: [kernel, people, crm, helpdesk, scenarios, engine, host, environment, modelServer, statechart],
    pure: false,
  },
  'app/desktop': { name: desktop, may: [host], pure: false },
  'app/ui': { name: '@understudy/ui', may: [contract, statechart, bridge], pure: false },
  e2e: { may: [kernel, people, crm, helpdesk, scenarios, engine, host, desktop], pure: false },
  models: { may: [kernel, people, crm, helpdesk, scenarios, engine], pure: false },
  bench: { may: [kernel, people, crm, helpdesk, scenarios, engine, host, environment], pure: false },
};

/** Packages that read a clock, a file, the network or run a model. */
const impurePackages = ['node-llama-cpp', 'hyparquet-writer'];

/** What a pure folder may take from Node: functions of their arguments alone. */
const pureBuiltins = { 'node:crypto': ['createHash', 'hash'] };

export const pureFolders = Object.keys(arrows).filter((folder) => arrows[folder].pure);

const ours = new Set(Object.values(arrows).flatMap(({ name }) => (name === undefined ? [] : [name])));

function folderOf(file) {
  return Object.keys(arrows).find((folder) => file === folder || file.startsWith(`${folder}/`));
}

/**
 * What is wrong with an import, as a sentence, or undefined.
 * @param {string} file the importing file, relative to the root, with forward slashes
 * @param {string} specifier where it imports from
 * @param {string[] | undefined} names what it imports from there, where that can be told
 */
export function wrongImport(file, specifier, names) {
  const folder = folderOf(file);
  if (folder === undefined) return undefined;
  const { name, may, pure } = arrows[folder];
  const allowed = may.length === 0 ? 'no package of ours' : may.join(', ');

  if (specifier.startsWith('.')) {
    const target = path.posix.join(path.posix.dirname(file), specifier);
    if (target.startsWith(`${folder}/`)) return undefined;
    return `"${specifier}" leaves ${folder}: import another package by its name (${folder} may import ${allowed}).`;
  }
  const parts = specifier.split('/');
  const packageName = specifier.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0];
  if (ours.has(packageName)) {
    if (packageName === name) return `${folder} imports itself by name: use a relative path.`;
    if (may.includes(specifier)) return undefined;
    if (!may.includes(packageName)) return `${folder} may import ${allowed}, not ${packageName}.`;
    if (packageName !== specifier) return `"${specifier}" reaches into a package: import ${packageName}.`;
    return undefined;
  }
  const test = /\.test\.ts$/.test(file);
  if (pure && !test && (isBuiltin(specifier) || impurePackages.includes(packageName))) {
    const harmless = pureBuiltins[specifier];
    if (harmless !== undefined && names?.every((imported) => harmless.includes(imported))) return undefined;
    const what = names === undefined || names.length === 0 ? 'anything' : names.join(', ');
    return `${folder} is pure (no clock, file, network or model), so it may not import ${what} from ${specifier}.`;
  }
  return undefined;
}

export const arrowsRule = {
  meta: {
    type: 'problem',
    docs: { description: 'imports follow the arrows of the house' },
    schema: [],
    messages: { wrong: '{{reason}}' },
  },
  create(context) {
    const file = path.relative(context.cwd, context.filename).split(path.sep).join('/');
    const check = (source, names) => {
      if (typeof source?.value !== 'string') return;
      const reason = wrongImport(file, source.value, names);
      if (reason !== undefined) context.report({ node: source, messageId: 'wrong', data: { reason } });
    };
    return {
      ImportDeclaration: (node) => {
        const names = node.specifiers.map((one) => one.imported?.name ?? '*');
        check(node.source, names);
      },
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      TSImportType: (node) => check(node.source),
    };
  },
};
