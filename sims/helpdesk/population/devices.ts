/** Registered devices with faults, and everything that explains them: their log, warranties, repairs and the outages of areas. */
import { DAY, dayOf, OPENING_TIME } from '@understudy/kernel';
import type { Rng, SimTime, Split } from '@understudy/kernel';
import type { Fault } from '../billing-vocabulary.ts';
import { addMonths } from '../proration.ts';
import type { DeviceEventRow, DeviceModelRow, DeviceRow, SubscriptionRow } from '../rows.ts';
import { CODES } from '../tools/connection.ts';
import type { Draft } from './draft.ts';
import { addInvoice } from './invoices.ts';
import { numberSource } from './number-source.ts';

const HOUR = 3_600_000;
const TODAY = dayOf(OPENING_TIME);

const MODELS = ['Hearth Hub', 'Hearth Router', 'Hearth Camera', 'Hearth Lock', 'Hearth Speaker'] as const;

const ERROR_CODES = [
  [
    'E05',
    'No line',
    'Look for an outage in the area. If there is none, check the cable and push it in again.',
  ],
  ['E12', 'Too hot', 'Move the device away from the heater and let it cool for an hour.'],
  ['E21', 'The device hangs', 'Restart the device.'],
  ['E33', 'The firmware is too old', 'Update the firmware in the menu of the device.'],
  ['E47', 'A part is broken', 'Confirm it with run_diagnostics, then repair or replace the device.'],
  ['E60', 'The service is blocked', 'Look at the subscription and its invoices.'],
] as const;

/** Adds the models, outages and devices: one for most subscribers, and for some customers without a subscription. */
export function addDevices(draft: Draft, rng: Rng, split: Split, invoiceId: () => number): void {
  ERROR_CODES.forEach(([code, meaning, advice], index) => {
    draft.error_codes.push({ id: index + 1, code, meaning, advice });
  });
  MODELS.forEach((name, index) => {
    draft.device_models.push({
      id: index + 1,
      name,
      latest_firmware: `${rng.int(2, 5)}.${rng.int(1, 9)}`,
      repair_cents: rng.int(29, 89) * 100 + 90,
    });
  });
  const areas = new Map(
    draft.addresses
      .filter((address) => address.is_default === 1)
      .map((address) => [address.customer_id, address.postcode.slice(0, 2)]),
  );
  const subscriptions = new Map(draft.subscriptions.map((one) => [one.customer_id, one]));
  const owners = draft.customers
    .filter((customer) => rng.chance(subscriptions.has(customer.id) ? 0.9 : 0.25))
    .map((customer) => ({
      id: customer.id,
      area: areas.get(customer.id) ?? '10',
      subscription: subscriptions.get(customer.id),
    }));
  const down = addOutages(
    draft,
    rng.fork('outages'),
    owners.filter((owner) => owner.subscription !== undefined).map((owner) => owner.area),
  );
  const nextDevice = numberSource(split, rng.fork('ids'));
  const dice = rng.fork('devices');
  let dealt = 0;
  const nextCondition = (): Condition => {
    const condition = CONDITIONS[dealt % CONDITIONS.length];
    dealt += 1;
    return condition ?? { status: 'working', fault: 'none' };
  };
  for (const owner of owners) addDevice(draft, dice, { owner, down, nextDevice, nextCondition, invoiceId });
}

/** Adds outages and returns the areas whose lines are down: about one area in fifteen. */
function addOutages(draft: Draft, rng: Rng, connected: readonly string[]): ReadonlySet<string> {
  const areas = rng.shuffle([...new Set(connected)]);
  const active = Math.max(1, Math.round(areas.length / 15));
  const down = new Set(areas.slice(0, active));
  areas.slice(0, active + 3).forEach((area, index) => {
    const past = index > active;
    const startedAt = OPENING_TIME - (past ? rng.int(2, 6) * DAY : rng.int(1, 10) * HOUR);
    draft.outages.push({
      id: index + 1,
      area,
      status: past
        ? 'resolved'
        : index === active
          ? 'monitoring'
          : rng.pick(['investigating', 'identified'] as const),
      started_at: startedAt,
      resolved_at: past ? startedAt + rng.int(2, 20) * HOUR : null,
    });
  });
  return down;
}

interface Place {
  readonly owner: {
    readonly id: number;
    readonly area: string;
    readonly subscription: SubscriptionRow | undefined;
  };
  readonly down: ReadonlySet<string>;
  readonly nextDevice: () => number;
  readonly nextCondition: () => Condition;
  readonly invoiceId: () => number;
}

type Condition = Pick<DeviceRow, 'status' | 'fault'>;

function addDevice(draft: Draft, rng: Rng, place: Place): void {
  const { owner } = place;
  const model = rng.pick(draft.device_models);
  const outer = outerFault(place);
  // A device that is blocked or without a line shows that, whatever else it may have.
  const condition: Condition = outer === 'none' ? place.nextCondition() : { status: 'faulty', fault: outer };
  const registeredAt = OPENING_TIME - rng.int(20, 1100) * DAY;
  const device = push(draft, place.nextDevice(), owner, model, {
    ...condition,
    registeredAt,
    firmware: condition.fault === 'firmware' || rng.chance(0.2) ? '1.8' : model.latest_firmware,
  });
  const kind = rng.chance(0.75) ? 'standard' : 'extended';
  const warranty = {
    kind,
    starts: registeredAt,
    ends: addMonths(registeredAt, kind === 'standard' ? 24 : 48),
  } as const;
  addWarranty(draft, device.id, warranty);
  if (condition.status === 'replaced') {
    const replacedAt = OPENING_TIME - rng.int(2, 15) * DAY;
    log(draft, device.id, 'replaced', null, replacedAt);
    const successor = push(draft, place.nextDevice(), owner, model, {
      status: 'working',
      fault: 'none',
      registeredAt: replacedAt,
      firmware: model.latest_firmware,
    });
    addWarranty(draft, successor.id, warranty);
    explain(draft, rng, successor);
    return;
  }
  explain(draft, rng, device);
  if (condition.status === 'in_repair') bookRepair(draft, rng, place, device, model, warranty.ends);
}

function outerFault({ owner, down }: Place): Fault {
  const { subscription } = owner;
  if (subscription === undefined) return 'none';
  if (!['trialing', 'active', 'cancelling'].includes(subscription.status)) return 'account';
  return down.has(owner.area) ? 'outage' : 'none';
}

/** Conditions are dealt, not drawn, so that even a small population has most of them. */
const CONDITIONS: readonly Condition[] = [
  { status: 'working', fault: 'none' },
  { status: 'faulty', fault: 'frozen' },
  { status: 'faulty', fault: 'cable' },
  { status: 'working', fault: 'none' },
  { status: 'faulty', fault: 'firmware' },
  { status: 'faulty', fault: 'hardware' },
  { status: 'working', fault: 'none' },
  { status: 'in_repair', fault: 'hardware' },
  { status: 'working', fault: 'none' },
  { status: 'needs_repair', fault: 'hardware' },
  { status: 'faulty', fault: 'frozen' },
  { status: 'working', fault: 'none' },
  { status: 'replaced', fault: 'hardware' },
  { status: 'faulty', fault: 'cable' },
  { status: 'working', fault: 'none' },
  { status: 'updating', fault: 'firmware' },
  { status: 'working', fault: 'none' },
  { status: 'restarting', fault: 'frozen' },
  { status: 'faulty', fault: 'firmware' },
  { status: 'faulty', fault: 'hardware' },
];

function push(
  draft: Draft,
  id: number,
  owner: Place['owner'],
  model: DeviceModelRow,
  state: Condition & { readonly registeredAt: SimTime; readonly firmware: string },
): DeviceRow {
  const device: DeviceRow = {
    id,
    customer_id: owner.id,
    subscription_id: owner.subscription?.id ?? null,
    model_id: model.id,
    serial: `SN${id}-${model.id}`,
    firmware: state.firmware,
    status: state.status,
    fault: state.fault,
    area: owner.area,
    registered_at: state.registeredAt,
  };
  draft.devices.push(device);
  log(draft, id, 'registered', null, state.registeredAt);
  return device;
}

function addWarranty(
  draft: Draft,
  deviceId: number,
  warranty: { readonly kind: 'standard' | 'extended'; readonly starts: SimTime; readonly ends: SimTime },
): void {
  draft.warranties.push({
    id: draft.warranties.length + 1,
    device_id: deviceId,
    kind: warranty.kind,
    starts_at: warranty.starts,
    ends_at: warranty.ends,
  });
}

function log(draft: Draft, id: number, kind: DeviceEventRow['kind'], code: string | null, at: SimTime): void {
  draft.device_events.push({ id: draft.device_events.length + 1, device_id: id, kind, code, created_at: at });
}

/** The last entry of the log says why the device is in the state it is in. */
function explain(draft: Draft, rng: Rng, { id, status, fault, registered_at }: DeviceRow): void {
  log(draft, id, 'online', null, registered_at + HOUR);
  if (fault === 'none') return;
  const since = OPENING_TIME - rng.int(4, 40) * HOUR;
  log(draft, id, 'error', CODES[fault], since);
  if (status === 'needs_repair' || status === 'in_repair')
    log(draft, id, 'diagnostic', CODES[fault], since + HOUR);
  if (status === 'in_repair') log(draft, id, 'repair_booked', null, since + 2 * HOUR);
  if (status === 'restarting') log(draft, id, 'restart', null, OPENING_TIME - 60_000);
  if (status === 'updating') log(draft, id, 'firmware_update', null, OPENING_TIME - 120_000);
}

/** The booked repair of a device; invoiced where its warranty is over. */
function bookRepair(
  draft: Draft,
  rng: Rng,
  place: Place,
  device: DeviceRow,
  model: DeviceModelRow,
  warrantyEnds: SimTime,
): void {
  const bookedAt = OPENING_TIME - 3 * HOUR;
  const covered = TODAY <= dayOf(warrantyEnds);
  const invoice = covered ? null : place.invoiceId();
  if (invoice !== null) {
    addInvoice(draft, rng, {
      id: invoice,
      customerId: device.customer_id,
      subscriptionId: null,
      issuedAt: bookedAt,
      method: null,
      ending: 'open',
      lines: [
        { kind: 'repair', description: `Repair of ${model.name}`, cents: model.repair_cents, period: null },
      ],
    });
  }
  // 15 June 2026 is a Monday: days 1 to 4 ahead are weekdays.
  const started = rng.chance(0.3);
  draft.repairs.push({
    id: draft.repairs.length + 1,
    device_id: device.id,
    invoice_id: invoice,
    status: started ? 'started' : 'scheduled',
    visit_at: (TODAY + (started ? 0 : rng.int(1, 4))) * DAY,
    created_at: bookedAt,
  });
}
