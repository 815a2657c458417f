/**
 * An episode as one HTML file that can be read anywhere: no network, no script, nothing but text and a style. What was said and done in the
 * episode is untrusted: it comes in through `html`, which escapes it, and a policy in the file forbids it to do anything anyway.
 */
import type { EpisodePage, Step } from '../contract/episodes.ts';
import { html, nothing, type Safe } from './html.ts';
import { endings } from './words.ts';

/** `gold-demo--helpdesk-refunds-damaged_refund-train-0-0.html` */
export function shareFileName(id: string): string {
  return `${id.replaceAll(/[^\w.-]+/g, '-').slice(0, 120)}.html`;
}

export function shareHtml(page: EpisodePage): string {
  const { record, verdict, steps, components, flags } = page;
  const value = record.reward?.value ?? null;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
        />
        <title>${record.taskId} · Understudy</title>
        <style>
          ${{ safe: style }}
        </style>
      </head>
      <body>
        <main>
          <h1>${record.taskId}</h1>
          <p class="dim">
            Episode ${record.id}, played by ${record.policyId}, ${record.turns} turns, ${record.toolCalls}
            tool calls
          </p>
          <section class="verdict ${verdict.kind}">
            <h2>${verdict.headline}${value === null ? '' : `: reward ${value.toFixed(2)}`}</h2>
            <ul>
              ${verdict.because.map((line) => html`<li>${line}</li>`)}
            </ul>
            ${flags.map(({ id, meaning }) => html`<p class="bad">Flag ${id}: ${meaning}</p>`)}
          </section>
          <section>
            <h2>What was checked</h2>
            ${components.map(componentHtml)}
          </section>
          <section>
            <h2>What happened</h2>
            <ol class="steps">
              ${steps.map((step) => stepHtml(step, page))}
            </ol>
          </section>
          <footer class="dim">Made with Understudy. This file needs no network and holds no script.</footer>
        </main>
      </body>
    </html>`.safe;
}

function componentHtml({ title, about, gate, score, evidence }: EpisodePage['components'][number]): Safe {
  const mark = score === null ? '–' : score === 1 ? '✓' : '✗';
  return html`<details>
    <summary class="${score === null || score === 1 ? 'good' : 'bad'}">
      ${mark} ${title} ${score === null ? 'no score' : score.toFixed(2)}${gate ? ', must hold' : ''}
    </summary>
    <p class="dim">${about}</p>
    <ul>
      ${evidence.map(
        ({ text, steps }) =>
          html`<li>${text} ${steps.map((seq) => html`<a href="#step-${seq}">step ${seq}</a> `)}</li>`,
      )}
    </ul>
  </details>`;
}

function stepHtml(step: Step, { states }: EpisodePage): Safe {
  const moved = states
    .filter(({ seq }) => seq === step.seq)
    .map(
      ({ chart, key, from, to }) =>
        html`<p class="state">${chart} ${key}: ${from ?? 'new'} → ${to ?? 'gone'}</p>`,
    );
  return html`<li id="step-${step.seq}" class="${step.type} ${step.trajectory}">
    ${bodyHtml(step)}${moved}
  </li>`;
}

function bodyHtml(step: Step): Safe {
  switch (step.type) {
    case 'opened':
      return html`<details>
        <summary>The instructions the agent works by, and ${step.tools.length} tools</summary>
        <pre>${step.system}</pre>
        <p class="dim">${step.tools.join(', ')}</p>
      </details>`;
    case 'user_message':
      return html`<b>Customer</b>
        <p class="said">${step.text}</p>
        <p class="dim">
          ${step.act}, mood ${step.mood.toFixed(1)}, patience
          ${step.patience}${step.disclosed.length === 0 ? '' : `, tells ${step.disclosed.join(', ')}`}
        </p>
        ${step.guarded.map(({ text, reason }) => html`<p class="dim">Held back: “${text}” (${reason})</p>`)}`;
    case 'agent_turn':
      return html`<b>Agent</b> ${step.text === null ? nothing : html`<p class="said">${step.text}</p>`}
        ${step.malformed === undefined ? nothing : html`<p class="bad">Could not be read: ${step.malformed}</p>`}
        ${step.toolCalls.map(({ name }) => html`<p class="dim">calls ${name}</p>`)}`;
    case 'tool_result':
      return html`<details>
        <summary class="${step.outcome.ok ? 'tool' : 'bad'}">
          ${step.trajectory === 'user' ? 'The customer uses' : 'Tool'} <code>${step.name}</code> ${
            step.outcome.ok ? 'answered' : `refused: ${step.outcome.error.code}`
          }${step.fault === undefined ? '' : `, an injected ${step.fault.kind}`}
        </summary>
        <pre>${JSON.stringify(step.arguments, null, 2)}</pre>
        <pre>${JSON.stringify(step.outcome.ok ? step.outcome.result : step.outcome.error, null, 2)}</pre>
        ${step.changes.map(changeHtml)}
      </details>`;
    case 'timer':
      return html`<p class="dim">The clock: ${step.event} of ${step.subject}</p>
        ${(step.changes ?? []).map(changeHtml)}`;
    case 'closed':
      return html`<p><b>The end.</b> ${endings[step.reason]} ${step.failure?.message ?? ''}</p>`;
  }
}

type Change = Extract<Step, { type: 'closed' }>['changes'][number];

function changeHtml({ table, key, before, after }: Change): Safe {
  const columns = Object.keys(after ?? before ?? {}).filter(
    (column) => before === null || after === null || before[column] !== after[column],
  );
  const what = before === null ? 'new row' : after === null ? 'row removed' : 'changed';
  return html`<table>
    <caption>
      ${table} ${key}, ${what}
    </caption>
    ${columns.map(
      (column) =>
        html`<tr>
          <th scope="row">${column}</th>
          <td>${cell(before, column)}</td>
          <td>→</td>
          <td>${cell(after, column)}</td>
        </tr>`,
    )}
  </table>`;
}

function cell(row: Change['after'], column: string): string {
  if (row === null) return '';
  const value = row[column] ?? null;
  return value === null ? 'empty' : String(value);
}

const style = `
:root { color-scheme: light dark; --line: #dfe3e8; --dim: #535a63; --good: #1b7a36; --bad: #c02626; --soft: #f7f8fa; }
@media (prefers-color-scheme: dark) { :root { --line: #323843; --dim: #a9b1bd; --good: #63d489; --bad: #ff8787; --soft: #1c2027; } }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0; }
main { max-width: 820px; margin: 0 auto; padding: 24px; overflow-wrap: anywhere; }
h1 { font-size: 22px; margin: 0; } h2 { font-size: 17px; margin: 0 0 6px; }
section { margin: 24px 0; } .dim { color: var(--dim); margin: 2px 0; font-size: 13px; }
.verdict { border: 1px solid var(--line); border-left: 4px solid var(--dim); border-radius: 8px; padding: 12px 16px; }
.verdict.passed { border-left-color: var(--good); } .verdict.failed { border-left-color: var(--bad); }
.good { color: var(--good); } .bad { color: var(--bad); }
.steps { list-style: none; padding: 0; } .steps > li { padding: 8px 12px; border-left: 3px solid var(--line); margin: 6px 0; unicode-bidi: isolate; }
.steps > li.user { background: var(--soft); } .steps > li:target { border-left-color: #4f78ea; }
.said { margin: 2px 0; white-space: pre-wrap; } .state { margin: 2px 0; font-weight: 600; }
pre { white-space: pre-wrap; background: var(--soft); padding: 8px; border-radius: 6px; font-size: 13px; }
table { border-collapse: collapse; font-size: 13px; margin: 6px 0; } caption { text-align: left; font-weight: 600; }
th, td { text-align: left; font-weight: 400; padding: 1px 10px 1px 0; vertical-align: top; } th { color: var(--dim); }
summary { cursor: pointer; } a { color: inherit; }
`;
