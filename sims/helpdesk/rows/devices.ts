/** The rows of `schema/devices.ts`. */
import { z } from 'zod';
import { DEVICE_EVENT_KINDS, FAULTS, WARRANTY_KINDS } from '../billing-vocabulary.ts';
import { cents, key, text, time } from './cells.ts';

const firmware = z.string().regex(/^\d\.\d$/);
const area = z.string().regex(/^\d{2}$/);
const errorCode = z.string().regex(/^E\d{2}$/);

export const deviceRows = {
  device_models: z.strictObject({ id: key, name: text, latest_firmware: firmware, repair_cents: cents }),
  devices: z.strictObject({
    id: key,
    customer_id: key,
    subscription_id: key.nullable(),
    model_id: key,
    serial: text,
    firmware,
    status: z.enum(['working', 'faulty', 'restarting', 'updating', 'needs_repair', 'in_repair', 'replaced']),
    fault: z.enum(FAULTS),
    area,
    registered_at: time,
  }),
  device_events: z.strictObject({
    id: key,
    device_id: key,
    kind: z.enum(DEVICE_EVENT_KINDS),
    code: errorCode.nullable(),
    created_at: time,
  }),
  warranties: z.strictObject({
    id: key,
    device_id: key,
    kind: z.enum(WARRANTY_KINDS),
    starts_at: time,
    ends_at: time,
  }),
  repairs: z.strictObject({
    id: key,
    device_id: key,
    invoice_id: key.nullable(),
    status: z.enum(['scheduled', 'started', 'done', 'beyond_repair', 'cancelled']),
    visit_at: time,
    created_at: time,
  }),
  error_codes: z.strictObject({ id: key, code: errorCode, meaning: text, advice: text }),
  outages: z.strictObject({
    id: key,
    area,
    status: z.enum(['investigating', 'identified', 'monitoring', 'resolved']),
    started_at: time,
    resolved_at: time.nullable(),
  }),
} as const;

export type DeviceModelRow = Readonly<z.output<typeof deviceRows.device_models>>;
export type DeviceRow = Readonly<z.output<typeof deviceRows.devices>>;
export type DeviceEventRow = Readonly<z.output<typeof deviceRows.device_events>>;
export type WarrantyRow = Readonly<z.output<typeof deviceRows.warranties>>;
export type RepairRow = Readonly<z.output<typeof deviceRows.repairs>>;
export type ErrorCodeRow = Readonly<z.output<typeof deviceRows.error_codes>>;
export type OutageRow = Readonly<z.output<typeof deviceRows.outages>>;
