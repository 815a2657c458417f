/**
 * What companies and products are called. A company is a stem and a word of its trade; stems begin with syllables that occur in one
 * split only, and each product name belongs to one split, so that no held-out name can be learnt.
 */
import type { Split } from '@understudy/kernel';
import type { CrmProductRow, AccountRow } from '../rows.ts';

const list = (text: string): readonly string[] => text.trim().split(/\s*,\s*/);

const HEADS: Readonly<Record<Split, readonly string[]>> = {
  train: list(
    'Alder, Brix, Corvo, Dun, Elm, Fal, Gran, Hel, Isar, Jor, Kest, Lom, Mar, Nev, Oak, Pell, Quar, Rav, Sten, Tor',
  ),
  heldout: list(
    'Amber, Birk, Calder, Dray, Ester, Fenn, Glas, Hazel, Ivo, Jask, Kilt, Lark, Mel, Nor, Osk, Pim, Rosk, Sal, Thal, Ulm',
  ),
};
const TAILS = list('bridge, crest, field, gate, haven, line, mark, point, port, stone, vale, wind');

export const STEMS: Readonly<Record<Split, readonly string[]>> = {
  train: HEADS.train.flatMap((head) => TAILS.map((tail) => head + tail)),
  heldout: HEADS.heldout.flatMap((head) => TAILS.map((tail) => head + tail)),
};

export const TRADES: Readonly<Record<AccountRow['industry'], readonly string[]>> = {
  manufacturing: ['Works', 'Machines', 'Tooling'],
  retail: ['Stores', 'Foods', 'Trading'],
  logistics: ['Logistics', 'Freight', 'Cargo'],
  healthcare: ['Clinics', 'Pharma', 'Care'],
  finance: ['Capital', 'Insurance', 'Finance'],
  energy: ['Energy', 'Power', 'Solar'],
  education: ['Academy', 'Learning', 'College'],
  software: ['Systems', 'Software', 'Data'],
  hospitality: ['Hotels', 'Catering', 'Resorts'],
  construction: ['Construction', 'Building', 'Interiors'],
};

/** What stands behind a company's name where somebody wrote it in full. */
export const LEGAL_FORMS: Readonly<Record<AccountRow['country'], string>> = {
  US: 'Inc',
  GB: 'Ltd',
  IE: 'Ltd',
  DE: 'GmbH',
  AT: 'GmbH',
  CH: 'AG',
  FR: 'SA',
  BE: 'NV',
  NL: 'BV',
  ES: 'SL',
  IT: 'SRL',
  PT: 'SA',
};

export interface ProductName {
  readonly name: string;
  readonly family: CrmProductRow['family'];
  readonly billing: CrmProductRow['billing'];
}

const product = (
  name: string,
  family: ProductName['family'],
  billing: ProductName['billing'],
): ProductName => ({ name, family, billing });

export const PRODUCT_NAMES: Readonly<Record<Split, readonly ProductName[]>> = {
  train: [
    product('Harbor Suite', 'platform', 'yearly'),
    product('Harbor Team', 'platform', 'monthly'),
    product('Harbor Insight', 'add_on', 'yearly'),
    product('Harbor Connect', 'add_on', 'monthly'),
    product('Beacon Suite', 'platform', 'yearly'),
    product('Beacon Alerts', 'add_on', 'monthly'),
    product('Gantry Scanner', 'hardware', 'one_time'),
    product('Gantry Terminal', 'hardware', 'one_time'),
    product('Launch Package', 'service', 'one_time'),
    product('Admin Training', 'service', 'one_time'),
    product('Priority Care', 'service', 'yearly'),
    product('Data Import', 'service', 'one_time'),
    product('Harbor Forms', 'add_on', 'monthly'),
    product('Beacon Maps', 'add_on', 'yearly'),
    product('Gantry Printer', 'hardware', 'one_time'),
    product('Process Review', 'service', 'one_time'),
  ],
  heldout: [
    product('Meadow Core', 'platform', 'yearly'),
    product('Meadow Squad', 'platform', 'monthly'),
    product('Meadow Vision', 'add_on', 'yearly'),
    product('Meadow Link', 'add_on', 'monthly'),
    product('Falcon Core', 'platform', 'yearly'),
    product('Falcon Signals', 'add_on', 'monthly'),
    product('Tundra Reader', 'hardware', 'one_time'),
    product('Tundra Console', 'hardware', 'one_time'),
    product('Kickoff Week', 'service', 'one_time'),
    product('Expert Course', 'service', 'one_time'),
    product('Guardian Plan', 'service', 'yearly'),
    product('Record Transfer', 'service', 'one_time'),
    product('Meadow Sheets', 'add_on', 'monthly'),
    product('Falcon Routes', 'add_on', 'yearly'),
    product('Tundra Labeler', 'hardware', 'one_time'),
    product('Quality Check', 'service', 'one_time'),
  ],
};

export const COMPETITORS: Readonly<Record<Split, readonly string[]>> = {
  train: ['Vantapoint', 'Orbicore', 'Stackwell'],
  heldout: ['Lumetra', 'Kitefish', 'Norrow'],
};

export const JOB_TITLES = list(
  'Head of purchasing, Operations lead, Managing director, IT manager, Finance director, Office manager, Project lead, Head of sales, Plant manager, Quality manager',
);

/** What a lead says they need. */
export const NEEDS = list(
  'Track deliveries in one place, Replace spreadsheets, Fewer errors in invoices, Reports for the board, Plan shifts for several sites, Answer customers faster, One list of all customers, Scan goods at the gate',
);
