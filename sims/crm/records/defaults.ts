/** What the system fills in where a new record does not say it. */
import { int, type Cell, type Row, type ToolContext } from '@understudy/kernel';
import type { IdKind } from '../ids.ts';
import { caseLifecycle, leadLifecycle, opportunityLifecycle, taskLifecycle } from '../lifecycles.ts';
import { actingId } from '../tools/acting.ts';
import { COUNTRIES, regionOf, segmentOf, STAGE_FORECAST } from '../vocabulary.ts';
import type { ObjectMeta } from './field.ts';
import { columnsOf } from './values.ts';

type Columns = Readonly<Record<string, Cell>>;

const STATIC: Readonly<Partial<Record<IdKind, Columns>>> = {
  account: { kind: 'prospect', tier: 'bronze' },
  contact: { opted_out: 0, bounced: 0 },
  lead: { score: 0, opted_out: 0, status: leadLifecycle.definition.initial },
  campaign: { phase: 'planned', budget_cents: 0 },
  opportunity: {
    kind: 'new_business',
    stage: opportunityLifecycle.definition.initial,
    probability: STAGE_FORECAST.prospecting.probability,
    forecast_category: STAGE_FORECAST.prospecting.category,
  },
  case: { priority: 'medium', status: caseLifecycle.definition.initial },
  task: { kind: 'to_do', priority: 'normal', status: taskLifecycle.definition.initial },
};

/** Objects without a date of their last change. */
const UNDATED: ReadonlySet<IdKind> = new Set(['campaign', 'event', 'note']);

/** All columns of a new record but its id: the given ones, and what follows from them, from the acting user and from the clock. */
export function withDefaults(context: ToolContext, { kind, fields }: ObjectMeta, given: Columns): Columns {
  const columns = fields.flatMap(columnsOf).filter((column) => column !== 'id');
  const now = context.clock.now();
  const dated: Columns = UNDATED.has(kind) ? { created_at: now } : { created_at: now, updated_at: now };
  const row = { ...STATIC[kind], ...dated, ...given };
  const empty = Object.fromEntries(columns.map((column) => [column, null]));
  return { ...empty, ...derived(context, kind, row), ...row };
}

function derived(context: ToolContext, kind: IdKind, row: Columns): Columns {
  switch (kind) {
    case 'account': {
      const segment =
        row['segment'] ?? segmentOf(typeof row['employees'] === 'number' ? row['employees'] : null);
      return {
        segment,
        territory_id: territory(context, row['country'] ?? null, segment),
        owner_id: actingId(context),
      };
    }
    case 'opportunity':
      return { price_book_id: standardPriceBook(context), owner_id: owner(context, row) };
    case 'lead': {
      const user = actingId(context);
      return user === null
        ? { owner_id: null, queue_id: queue(context, 'lead') }
        : { owner_id: user, queue_id: null };
    }
    case 'case':
      return {
        owner_id: null,
        queue_id: queue(context, 'case'),
        account_id: parentAccount(context, row['contact_id'] ?? null),
      };
    case 'note':
      return { author_id: actingId(context) };
    case 'contact':
    case 'campaign':
    case 'task':
    case 'event':
      return { owner_id: owner(context, row) };
    default:
      return {};
  }
}

/** Who works with the account where nobody is signed in. */
function owner(context: ToolContext, row: Columns): number | null {
  const user = actingId(context);
  const account = row['account_id'];
  if (user !== null || typeof account !== 'number') return user;
  return cell(context.world.get('SELECT owner_id AS id FROM accounts WHERE id = ?', account));
}

function territory({ world }: ToolContext, country: Cell, segment: Cell): number | null {
  const known = COUNTRIES.find((one) => one === country);
  if (known === undefined) return null;
  return cell(
    world.get(
      'SELECT min(id) AS id FROM territories WHERE region = (SELECT ?) AND segment = (SELECT ?)',
      regionOf(known),
      segment,
    ),
  );
}

function standardPriceBook({ world }: ToolContext): number | null {
  return cell(world.get('SELECT min(id) AS id FROM price_books WHERE is_standard = 1 AND active = 1'));
}

function queue({ world }: ToolContext, object: string): number | null {
  return cell(world.get('SELECT min(id) AS id FROM crm_queues WHERE object = (SELECT ?)', object));
}

function parentAccount({ world }: ToolContext, contact: Cell): number | null {
  return contact === null
    ? null
    : cell(world.get('SELECT account_id AS id FROM contacts WHERE id = ?', contact));
}

function cell(row: Row | undefined): number | null {
  return row === undefined || row['id'] === null ? null : int(row, 'id');
}
