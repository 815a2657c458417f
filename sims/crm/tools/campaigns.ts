/** Tools on campaigns: who is in one, and how they responded. */
import {
  choice,
  defineTool,
  int,
  intOrNull,
  isoDate,
  optionalChoice,
  succeed,
  text,
  textOrNull,
  type Row,
  type ToolContext,
  type World,
} from '@understudy/kernel';
import { z } from 'zod';
import { idOf, showId } from '../ids.ts';
import { MEMBER_RESPONSES } from '../vocabulary.ts';
import { failed, type Failed } from './outcomes.ts';
import { anyRecord, locate, type RecordReference } from './records.ts';
import { insert, update } from './writing.ts';

const campaignId = idOf('campaign').describe('Campaign id, like "CP4"');
const person = anyRecord.describe('A lead or contact, like "L12" or "CT5"');
/** How many members one answer lists. */
const LISTED = 20;

/** A lead or contact of the arguments, with its row. */
function locatePerson(
  context: ToolContext,
  { kind, id }: RecordReference,
): { readonly ok: true; readonly kind: 'lead' | 'contact'; readonly row: Row } | Failed {
  if (kind !== 'lead' && kind !== 'contact') {
    return failed('validation', `member_id: a ${kind} cannot be in a campaign.`, 'Name a lead or a contact.');
  }
  const found = locate(context, kind, id, 'read');
  return found.ok ? { ok: true, kind, row: found.row } : found;
}

function membership(world: World, campaign: number, kind: 'lead' | 'contact', id: number): Row | undefined {
  return kind === 'lead'
    ? world.get('SELECT * FROM campaign_members WHERE lead_id = ? AND campaign_id = ?', id, campaign)
    : world.get('SELECT * FROM campaign_members WHERE contact_id = ? AND campaign_id = ?', id, campaign);
}

export const addCampaignMember = defineTool({
  name: 'add_campaign_member',
  description:
    'Add a lead or a contact to a planned or running campaign. Who opted out of e-mails cannot be added.',
  effect: 'write',
  seconds: 5,
  parameters: z.strictObject({ campaign_id: campaignId, member_id: person }),
  run(context, args) {
    const campaign = locate(context, 'campaign', args.campaign_id);
    if (!campaign.ok) return campaign;
    const phase = text(campaign.row, 'phase');
    if (phase !== 'planned' && phase !== 'running') {
      return failed(
        'conflict',
        `Campaign ${showId('campaign', args.campaign_id)} is ${phase}.`,
        'Only a planned or running campaign takes members.',
      );
    }
    const member = locatePerson(context, args.member_id);
    if (!member.ok) return member;
    const { id } = args.member_id;
    if (int(member.row, 'opted_out') === 1) {
      return failed(
        'forbidden',
        `${text(member.row, 'name')} has opted out of e-mails and cannot be added to a campaign.`,
      );
    }
    if (member.kind === 'lead' && text(member.row, 'status') === 'converted') {
      const contact = intOrNull(member.row, 'converted_contact_id');
      return failed(
        'conflict',
        `Lead ${showId('lead', id)} is converted.`,
        contact === null ? 'Add the contact instead.' : `Add contact ${showId('contact', contact)} instead.`,
      );
    }
    if (membership(context.world, args.campaign_id, member.kind, id) !== undefined) {
      return failed(
        'conflict',
        `${showId(member.kind, id)} is in campaign ${showId('campaign', args.campaign_id)} already.`,
        'set_member_response changes the response.',
      );
    }
    insert(context.world, 'campaign_members', {
      campaign_id: args.campaign_id,
      lead_id: member.kind === 'lead' ? id : null,
      contact_id: member.kind === 'contact' ? id : null,
      response: 'sent',
      created_at: context.clock.now(),
    });
    return succeed({
      campaign_id: showId('campaign', args.campaign_id),
      member_id: showId(member.kind, id),
      response: 'sent',
    });
  },
});

export const setMemberResponse = defineTool({
  name: 'set_member_response',
  description: 'Record how a campaign member responded. "unsubscribed" also opts the person out of e-mails.',
  effect: 'write',
  seconds: 5,
  parameters: z.strictObject({
    campaign_id: campaignId,
    member_id: person,
    response: choice(MEMBER_RESPONSES).describe('The response'),
  }),
  run(context, args) {
    const campaign = locate(context, 'campaign', args.campaign_id);
    if (!campaign.ok) return campaign;
    const member = locatePerson(context, args.member_id);
    if (!member.ok) return member;
    const { id } = args.member_id;
    const found = membership(context.world, args.campaign_id, member.kind, id);
    if (found === undefined) {
      return failed(
        'not_found',
        `${showId(member.kind, id)} is not in campaign ${showId('campaign', args.campaign_id)}.`,
        'add_campaign_member adds it.',
      );
    }
    const before = text(found, 'response');
    if (before === 'unsubscribed' && args.response !== 'unsubscribed') {
      return failed('conflict', `${showId(member.kind, id)} has unsubscribed; that is not taken back here.`);
    }
    const responded =
      args.response === 'sent' ? null : (intOrNull(found, 'responded_at') ?? context.clock.now());
    context.world.run(
      'UPDATE campaign_members SET response = ?, responded_at = ? WHERE id = ?',
      args.response,
      responded,
      int(found, 'id'),
    );
    if (args.response === 'unsubscribed') update(context, member.kind, member.row, { opted_out: 1 });
    return succeed({
      campaign_id: showId('campaign', args.campaign_id),
      member_id: showId(member.kind, id),
      response: args.response,
    });
  },
});

export const listCampaignMembers = defineTool({
  name: 'list_campaign_members',
  description: `List the members of a campaign, the first ${LISTED}, with counts by response.`,
  effect: 'read',
  seconds: 4,
  parameters: z.strictObject({
    campaign_id: campaignId,
    response: optionalChoice(MEMBER_RESPONSES).describe('Only members with this response'),
  }),
  run(context, args) {
    const campaign = locate(context, 'campaign', args.campaign_id, 'read');
    if (!campaign.ok) return campaign;
    const rows = context.world.all(
      `SELECT m.lead_id, m.contact_id, m.response, m.responded_at, coalesce(l.name, c.name) AS name
       FROM campaign_members m LEFT JOIN leads l ON l.id = m.lead_id LEFT JOIN contacts c ON c.id = m.contact_id
       WHERE m.campaign_id = (SELECT ?) ORDER BY m.id`,
      args.campaign_id,
    );
    const counts: Record<string, number> = {};
    for (const row of rows) counts[text(row, 'response')] = (counts[text(row, 'response')] ?? 0) + 1;
    const chosen = rows.filter(
      (row) => args.response === undefined || text(row, 'response') === args.response,
    );
    return succeed({
      campaign: text(campaign.row, 'name'),
      phase: text(campaign.row, 'phase'),
      counts,
      total: chosen.length,
      members: chosen.slice(0, LISTED).map((row) => {
        const lead = intOrNull(row, 'lead_id');
        const at = intOrNull(row, 'responded_at');
        return {
          member_id: lead === null ? showId('contact', int(row, 'contact_id')) : showId('lead', lead),
          name: textOrNull(row, 'name'),
          response: text(row, 'response'),
          responded: at === null ? null : isoDate(at),
        };
      }),
    });
  },
});
