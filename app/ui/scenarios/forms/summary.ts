/** A part of a document in a line, for a fold that is closed. */
import type { Json } from '@understudy/host/contract';
import { isGroup, isList, listAt, textAt, textsAt } from '../document/tree.ts';
import { cellText } from './inputs.tsx';
import { optionWords, readable } from './words.ts';

export interface Summary {
  readonly title: string;
  readonly note: string;
}

export function summaryOf(value: Json, place: string, index: number): Summary {
  if (!isGroup(value)) return { title: `${readable(place)} ${String(index + 1)}`, note: cellText(value) };
  if (typeof value.call === 'string' && isGroup(value.arguments))
    return { title: `${String(index + 1)}. ${value.call}`, note: pairs(value.arguments) };
  if (isList(value.ask))
    return {
      title: `${String(index + 1)}. Ask for ${textsAt(value, ['ask']).join(', ')}`,
      note: textAt(value, ['say']),
    };
  if (typeof value.ask_to === 'string')
    return { title: `${String(index + 1)}. Ask to ${value.ask_to}`, note: textAt(value, ['say']) };
  if (typeof value.say === 'string') return { title: `${String(index + 1)}. Say`, note: value.say };
  if (typeof value.table === 'string' && isGroup(value.values))
    return {
      title: value.key === undefined ? `A new row in ${value.table}` : `A row of ${value.table} changes`,
      note: pairs(value.values),
    };
  if (isList(value.any_of)) return { title: 'One of', note: textsAt(value, ['any_of']).join(', ') };
  const title = textAt(value, ['title']) || textAt(value, ['label']) || textAt(value, ['id']);
  const note = textAt(value, ['title']) === '' ? noteOf(value) : textAt(value, ['description']);
  return { title: title === '' ? `${readable(place)} ${String(index + 1)}` : title, note };
}

function noteOf(value: Json): string {
  const outcome = textAt(value, ['outcome']);
  if (outcome !== '') return optionWords('outcome', outcome);
  return textAt(value, ['description']) || (isGroup(value) ? cellText(value.value) : '');
}

/** A variable in a line. */
export function variableNote(spec: Json): string {
  if (!isGroup(spec)) return '';
  const kind = textAt(spec, ['kind']);
  const rest = Object.entries(spec).filter(([name]) => name !== 'kind');
  const said = optionWords('kind', kind);
  if (kind === 'int') return `between ${cellText(spec.low)} and ${cellText(spec.high)}`;
  if (kind === 'choice') return `one of ${[...new Set(listAt(spec, ['of']).map(cellText))].join(', ')}`;
  if (kind === 'row')
    return `a row of ${textAt(spec, ['table'])}${spec.where === '1' ? '' : ` where ${cellText(spec.where)}`}`;
  if (kind === 'fresh') return `a new id for ${textAt(spec, ['table'])}`;
  return `${said}: ${rest.map(([, one]) => cellText(one)).join(', ')}`;
}

function pairs(value: Json): string {
  if (!isGroup(value)) return '';
  return Object.entries(value)
    .map(([name, one]) => `${name} ${cellText(one)}`)
    .join(', ');
}
