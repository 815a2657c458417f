/**
 * Lead conversion: a qualified lead becomes an account, a contact and perhaps an opportunity. Where the company or the person is
 * already known, the lead joins them: nothing is made twice.
 */
import {
  DAY,
  dayOf,
  defineTool,
  freeText,
  int,
  intOrNull,
  succeed,
  text,
  optionalChoice,
  textOrNull,
  type Row,
  type ToolContext,
} from '@understudy/kernel';
import { z } from 'zod';
import { idOf, showId, showIdOrNull } from '../ids.ts';
import { COUNTRIES, INDUSTRIES, regionOf, segmentOf, STAGE_FORECAST } from '../vocabulary.ts';
import { companyKey, plain } from './matching.ts';
import { failed } from './outcomes.ts';
import { day, dealAmount, optional, yesNo } from './parameters.ts';
import { activeUser, locate } from './records.ts';
import { advance, insert } from './writing.ts';

/** When an opportunity is expected to close where nobody said: 90 days from now. */
const CLOSES_IN = 90 * DAY;

/** The account of the same company, the lowest id where several are. */
function matchingAccount(context: ToolContext, company: string): number | null {
  const wanted = companyKey(company);
  const word = wanted.split(' ')[0] ?? '';
  const rows = context.world.all(
    'SELECT id, name FROM accounts WHERE instr(lower(name), ?) > 0 ORDER BY id',
    word,
  );
  const match = rows.find((row) => companyKey(text(row, 'name')) === wanted);
  return match === undefined ? null : int(match, 'id');
}

/** The contact with the lead's e-mail address, else one of the account with its name. */
function matchingContact(context: ToolContext, lead: Row, account: number | null): Row | undefined {
  const email = textOrNull(lead, 'email');
  const byEmail =
    email === null
      ? undefined
      : context.world.get('SELECT * FROM contacts WHERE email = (SELECT ?) ORDER BY id LIMIT 1', email);
  if (byEmail !== undefined || account === null) return byEmail;
  const name = plain(text(lead, 'name'));
  return context.world
    .all('SELECT * FROM contacts WHERE account_id = (SELECT ?) ORDER BY id', account)
    .find((row) => plain(text(row, 'name')) === name);
}

function newAccount(context: ToolContext, lead: Row, owner: number, industry: string): number {
  const code = text(lead, 'country');
  const from = COUNTRIES.find((country) => country === code);
  const employees = intOrNull(lead, 'employees');
  const segment = segmentOf(employees);
  const territory =
    from === undefined
      ? undefined
      : context.world.get(
          'SELECT id FROM territories WHERE region = (SELECT ?) AND segment = (SELECT ?) ORDER BY id LIMIT 1',
          regionOf(from),
          segment,
        );
  const now = context.clock.now();
  return insert(context.world, 'accounts', {
    name: text(lead, 'company'),
    kind: 'prospect',
    phone: textOrNull(lead, 'phone'),
    industry,
    segment,
    country: code,
    employees,
    tier: 'bronze',
    owner_id: owner,
    territory_id: territory === undefined ? null : int(territory, 'id'),
    created_at: now,
    updated_at: now,
  });
}

function newContact(context: ToolContext, lead: Row, owner: number, account: number): number {
  const now = context.clock.now();
  return insert(context.world, 'contacts', {
    account_id: account,
    name: text(lead, 'name'),
    email: textOrNull(lead, 'email'),
    phone: textOrNull(lead, 'phone'),
    title: textOrNull(lead, 'title'),
    opted_out: int(lead, 'opted_out'),
    bounced: 0,
    owner_id: owner,
    created_at: now,
    updated_at: now,
  });
}

function newOpportunity(
  context: ToolContext,
  lead: Row,
  parts: {
    readonly name: string;
    readonly account: number;
    readonly contact: number;
    readonly owner: number;
    readonly amount: number | null;
    readonly closeDate: number;
  },
): number | null {
  const { world, clock } = context;
  const book = world.get(
    'SELECT id FROM price_books WHERE is_standard = 1 AND active = 1 ORDER BY id LIMIT 1',
  );
  if (book === undefined) return null;
  const campaign = world.get(
    'SELECT campaign_id FROM campaign_members WHERE lead_id = (SELECT ?) ORDER BY created_at DESC, id DESC LIMIT 1',
    int(lead, 'id'),
  );
  const customer = world.get(`SELECT id FROM accounts WHERE id = ? AND kind = 'customer'`, parts.account);
  const now = clock.now();
  return insert(world, 'opportunities', {
    name: parts.name,
    account_id: parts.account,
    contact_id: parts.contact,
    campaign_id: campaign === undefined ? null : int(campaign, 'campaign_id'),
    price_book_id: int(book, 'id'),
    owner_id: parts.owner,
    kind: customer === undefined ? 'new_business' : 'expansion',
    source: text(lead, 'source'),
    stage: 'prospecting',
    amount_cents: parts.amount,
    probability: STAGE_FORECAST.prospecting.probability,
    forecast_category: STAGE_FORECAST.prospecting.category,
    close_date: parts.closeDate,
    created_at: now,
    updated_at: now,
  });
}

export const convertLead = defineTool({
  name: 'convert_lead',
  description:
    'Convert a qualified lead: an account and a contact are matched or created, and an opportunity is created unless told otherwise.',
  effect: 'write',
  seconds: 20,
  parameters: z.strictObject({
    lead_id: idOf('lead').describe('Lead id, like "L12"'),
    account_id: optional(idOf('account')).describe(
      'An account to join; otherwise the one of the same company name, or a new one',
    ),
    industry: optionalChoice(INDUSTRIES).describe('Industry of a new account, where the lead has none'),
    create_opportunity: optional(yesNo).describe('Default true'),
    opportunity_name: optional(freeText(80)).describe('Default: the company and "deal"'),
    amount: optional(dealAmount).describe('Amount of the opportunity; default: the budget of the lead'),
    close_date: optional(day).describe('Expected close, like "2026-09-30"; default: in 90 days'),
  }),
  events: ['lead.CONVERT'],
  run(context, args) {
    const found = locate(context, 'lead', args.lead_id);
    if (!found.ok) return found;
    const lead = found.row;
    const id = showId('lead', args.lead_id);
    if (text(lead, 'status') === 'converted') {
      const account = showIdOrNull('account', intOrNull(lead, 'converted_account_id'));
      const contact = showIdOrNull('contact', intOrNull(lead, 'converted_contact_id'));
      return failed(
        'conflict',
        `Lead ${id} was already converted.`,
        `It became account ${account ?? 'none'} and contact ${contact ?? 'none'}.`,
      );
    }
    const owner = intOrNull(lead, 'owner_id');
    if (owner === null) return failed('conflict', `Lead ${id} has no owner.`, 'assign_lead first.');
    const active = activeUser(context, owner);
    if (!active.ok) return active;
    const today = dayOf(context.clock.now()) * DAY;
    if (args.close_date !== undefined && args.close_date < today) {
      return failed('validation', 'close_date: lies in the past.', `Today is ${context.clock.today()}.`);
    }
    if (args.account_id !== undefined) {
      const account = locate(context, 'account', args.account_id, 'read');
      if (!account.ok) return account;
    }
    const sent = advance(
      context,
      'lead',
      lead,
      'CONVERT',
      {},
      'Only a qualified lead can be converted; qualify_lead first.',
    );
    if (!sent.ok) return sent;

    let account = args.account_id ?? matchingAccount(context, text(lead, 'company'));
    const known = matchingContact(context, lead, account);
    // A person who is known already brings their company along, unless another one was asked for.
    account ??= known === undefined ? null : intOrNull(known, 'account_id');
    const industry = args.industry ?? textOrNull(lead, 'industry');
    const accountCreated = account === null;
    if (account === null && industry === null) {
      return failed(
        'validation',
        'industry: a new account needs one, and the lead has none.',
        `One of ${INDUSTRIES.join(', ')}.`,
      );
    }
    account ??= newAccount(context, lead, owner, industry ?? '');
    const contact = known === undefined ? newContact(context, lead, owner, account) : int(known, 'id');
    const opportunity =
      args.create_opportunity === false
        ? null
        : newOpportunity(context, lead, {
            name: args.opportunity_name ?? `${text(lead, 'company')} deal`,
            account,
            contact,
            owner,
            amount: args.amount ?? intOrNull(lead, 'budget_cents'),
            closeDate: args.close_date ?? today + CLOSES_IN,
          });
    context.world.run(
      `UPDATE leads SET converted_at = ?, converted_account_id = ?, converted_contact_id = ?, converted_opportunity_id = ?
       WHERE id = ?`,
      context.clock.now(),
      account,
      contact,
      opportunity,
      args.lead_id,
    );
    return succeed({
      lead_id: id,
      status: sent.to,
      account_id: showId('account', account),
      account_created: accountCreated,
      contact_id: showId('contact', contact),
      contact_created: known === undefined,
      opportunity_id: showIdOrNull('opportunity', opportunity),
    });
  },
});
