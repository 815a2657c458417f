/** The packs that come with Understudy. They are data, parsed like anybody else's. */
import refunds from './helpdesk-refunds.json' with { type: 'json' };
import { parsePack } from '../schema/pack.ts';
import type { Pack } from '../schema/pack.ts';

export const builtInPacks: readonly Pack[] = [parsePack(refunds, 'packs/helpdesk-refunds.json')];
