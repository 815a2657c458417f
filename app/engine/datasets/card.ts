/** The Hugging Face dataset card of a dataset: metadata for the Hub, and what a reader must know. Nothing that was not counted. */
import type { SelectionSpec } from '../selection/spec.ts';
import type { DatasetManifest } from './manifest.ts';

/** The text of README.md. The metadata follows https://huggingface.co/docs/hub/datasets-cards. */
export function datasetCard(
  manifest: Omit<DatasetManifest, 'files' | 'createdAt'>,
  spec: SelectionSpec,
): string {
  const { name, version, counts, license, scenario, policies, modelHash } = manifest;
  const families = Object.entries(counts.families).map(([family, count]) => `| ${family} | ${count} |`);
  const dropped = Object.entries(counts.dropped).map(([code, count]) => `| ${code} | ${count} |`);
  return `---
license: ${license}
pretty_name: ${name} ${version}
language:
- en
task_categories:
- text-generation
size_categories:
- ${sizeCategory(counts.episodes)}
tags:
- agent
- tool-use
- function-calling
- customer-service
- synthetic
- understudy
configs:
- config_name: default
  data_files:
  - split: train
    path: data.parquet
---

# ${name}, version ${version}

Conversations of a language-model agent with simulated users in the scenario \`${scenario}\`, with tool calls, played in
Understudy and chosen by their reward. All customers, orders and messages are made up: no real person's data is in it.

| | |
|---|---|
| episodes | ${counts.episodes} |
| tasks | ${counts.tasks} |
| rows of exact tokens | ${counts.tokenRows} |
| tokens, of these with loss | ${counts.tokens}, ${counts.supervisedTokens} |
${preferenceCounts(counts)}| played by | ${policies.join(', ')} |
| model | ${modelHash ?? 'not known'} |

| task family | episodes |
|---|---|
${families.join('\n')}

## How it was made

The agent played training tasks; a reward of checks on the final state of the world and on the conversation scored each
episode. Of ${counts.considered} episodes ${counts.episodes} were kept by this selection:

\`\`\`json
${JSON.stringify(spec, null, 2)}
\`\`\`

| dropped because | episodes |
|---|---|
${dropped.length === 0 ? '| nothing was dropped | 0 |' : dropped.join('\n')}

Tasks held out for evaluation are never in it: writing refuses them. \`selection.json\` gives the reason for every kept and
dropped episode.

## Files

- \`train.jsonl\`: \`messages\` (OpenAI shape, arguments as JSON text), \`tools\`, \`provenance\`.
- \`tokens.jsonl\`: \`id\`, \`input_ids\`, \`loss_mask\` (1 exactly at tokens that the model sampled), as recorded, not tokenised again.
- \`data.parquet\`: both, with \`messages_json\` and \`tools_json\` as text. Where a prompt started afresh in mid-episode, the episode
  has several rows, told apart by \`segment\`.
${preferenceText(counts)}- \`selection.json\`, and \`manifest.json\` with the sha256 of every file.

## Limits

The agent is as good as its model was: an accepted episode passed every check that was made, which is not to say that each step
was the best one. Users are simulated. Easy tasks are passed more often; the cap per task counters that only in part.
`;
}

function preferenceCounts({ pairs, kto, labels }: DatasetManifest['counts']): string {
  const rows = [
    ['pairs of a better and a worse answer', pairs],
    ['answers labelled good or bad', kto],
    ['answers with a grade', labels],
  ] as const;
  return rows.map(([name, count]) => (count === undefined ? '' : `| ${name} | ${count} |\n`)).join('');
}

function preferenceText({ pairs, kto, labels }: DatasetManifest['counts']): string {
  const texts = [
    pairs === undefined
      ? ''
      : '- `pairs.jsonl`: `prompt_ids`, `chosen_ids`, `chosen_mask`, `rejected_ids`, `rejected_mask`, `margin` (of the rewards), `group` (the task).\n',
    kto === undefined
      ? ''
      : '- `kto.jsonl`: `prompt_ids`, `completion_ids`, `completion_mask`, `label` true or false, `group`.\n',
    labels === undefined ? '' : '- `labels.jsonl`: the same with a grade from 0 to 1 as `label`.\n',
    pairs === undefined && kto === undefined && labels === undefined
      ? ''
      : '- `preferences.json`: for each of these, why an episode is in none of its rows.\n',
  ];
  return texts.join('');
}

/** The Hub's size classes. */
function sizeCategory(rows: number): string {
  if (rows < 1_000) return 'n<1K';
  if (rows < 10_000) return '1K<n<10K';
  if (rows < 100_000) return '10K<n<100K';
  return rows < 1_000_000 ? '100K<n<1M' : '1M<n<10M';
}
