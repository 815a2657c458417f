import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { expectRefusal, openDesk, refusal, result, type Desk } from '../test-desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
beforeEach(() => desk.reset());

test('get_device and list_devices read what is registered, never the fault itself', () => {
  expect(JSON.stringify(result(desk.call('get_device', { device_id: 'g22' })))).toBe(
    '{"device_id":"G22","customer_id":"C31","model":"Hearth Hub","serial":"SN22","status":"faulty","firmware":"3.2",' +
      '"latest_firmware":"3.2","subscription_id":"U11","last_event":{"event":"error","on":"2026-06-15"}}',
  );
  expect(result(desk.call('list_devices', { customer_id: 'C40' }))).toEqual({
    devices: [{ device_id: 'G27', model: 'Hearth Hub', status: 'faulty' }],
  });
  expect(refusal(desk.call('get_device', { device_id: 'G99' })).code).toBe('not_found');
});

describe('what shows', () => {
  test.each([
    ['G21', 'none', 'green', 'tight', true, 'passed'],
    ['G22', 'E21', 'amber', 'tight', false, 'no_answer'],
    ['G23', 'E05', 'red, blinking', 'loose', false, 'no_answer'],
    ['G24', 'E33', 'amber, blinking', 'tight', true, 'firmware_outdated'],
    ['G25', 'E47', 'red', 'tight', true, 'hardware_fault'],
    ['G27', 'E60', 'blue', 'tight', true, 'service_blocked'],
  ])('%s: code %s, light %s, cable %s', (device_id, code, light, cable, reachable, found) => {
    expect(result(desk.call('read_status_code', { device_id }))).toEqual({ code });
    expect(result(desk.call('check_light', { device_id }))).toEqual({ light });
    expect(result(desk.call('check_cable', { device_id }))).toEqual({ cable });
    expect(desk.world.diff()).toEqual([]);
    expect(result(desk.call('run_diagnostics', { device_id }))).toMatchObject({ reachable, result: found });
  });

  test('a device that is gone shows nothing', () => {
    expect(refusal(desk.call('check_light', { device_id: 'G28' })).code).toBe('conflict');
  });
});

describe('each fault has its own remedy', () => {
  test.each([
    ['restart_device', ['G22']],
    ['reseat_cable', ['G23']],
    ['update_firmware', ['G24']],
  ])('%s mends %s and nothing else', (tool, mended) => {
    for (const device_id of ['G22', 'G23', 'G24', 'G25', 'G27']) {
      expect(desk.call(tool, { device_id }).ok).toBe(true);
      const works = desk.row('devices', Number(device_id.slice(1)))['status'] === 'working';
      expect(works, device_id).toBe(mended.includes(device_id));
    }
  });

  test('the answers say what the customer sees afterwards', () => {
    expect(result(desk.call('restart_device', { device_id: 'G22' }))).toEqual({
      light: 'green',
      code: 'none',
    });
    expect(result(desk.call('restart_device', { device_id: 'G25' }))).toEqual({ light: 'red', code: 'E47' });
    expect(result(desk.call('reseat_cable', { device_id: 'G23' }))).toEqual({
      cable: 'tight',
      light: 'green',
      code: 'none',
    });
    expect(result(desk.call('update_firmware', { device_id: 'G24' }))).toEqual({
      updated: true,
      firmware: '3.2',
      light: 'green',
      code: 'none',
    });
    expect(result(desk.call('update_firmware', { device_id: 'G27' }))).toMatchObject({
      updated: false,
      code: 'E60',
    });
  });

  test('behind a mended fault another one shows: the service is blocked', () => {
    desk.world.run(`UPDATE devices SET fault = 'frozen' WHERE id = 27`);
    expect(result(desk.call('restart_device', { device_id: 'G27' }))).toEqual({ light: 'blue', code: 'E60' });
    expect(desk.row('devices', 27)).toMatchObject({ status: 'faulty', fault: 'account' });
  });

  test('a job that was under way ends', () => {
    expect(result(desk.call('finish_device_job', { device_id: 'G29' }))).toMatchObject({ status: 'working' });
    expect(desk.row('devices', 29)).toMatchObject({ firmware: '3.2' });
    expect(refusal(desk.call('finish_device_job', { device_id: 'G21' })).code).toBe('conflict');
  });

  test('a working device fails', () => {
    expect(result(desk.call('device_fails', { device_id: 'G21', fault: 'frozen' }))).toMatchObject({
      status: 'faulty',
    });
    expect(result(desk.call('read_status_code', { device_id: 'G21' }))).toEqual({ code: 'E21' });
    expect(refusal(desk.call('device_fails', { device_id: 'G21', fault: 'cable' })).code).toBe('conflict');
  });
});

describe('repair and replacement', () => {
  test('need a diagnosis', () => {
    expectRefusal(
      desk.call('schedule_repair', { device_id: 'G25', date: '2026-06-18' }),
      'illegal_transition',
      'run_diagnostics',
    );
    expectRefusal(desk.call('replace_device', { device_id: 'G22' }), 'illegal_transition', 'run_diagnostics');
  });

  test('under warranty a repair is free, on its last day too', () => {
    expect(result(desk.call('check_warranty', { device_id: 'G25' }))).toEqual({
      device_id: 'G25',
      kind: 'standard',
      ends: '2026-06-15',
      covered: true,
    });
    desk.call('run_diagnostics', { device_id: 'G25' });
    expect(result(desk.call('schedule_repair', { device_id: 'G25', date: '2026-06-18' }))).toEqual({
      repair_id: 'P2',
      visit: '2026-06-18',
      cost: '0.00',
      invoice_id: null,
    });
    desk.call('start_repair', { repair_id: 'P2' });
    expect(result(desk.call('finish_repair', { repair_id: 'P2', outcome: 'repaired' }))).toMatchObject({
      status: 'done',
    });
    expect(desk.row('devices', 25)).toMatchObject({ status: 'working', fault: 'none' });
  });

  test('out of warranty it is invoiced, and cancelled with its invoice', () => {
    expect(result(desk.call('check_warranty', { device_id: 'G26' }))).toMatchObject({ covered: false });
    expect(refusal(desk.call('replace_device', { device_id: 'G26' })).code).toBe('forbidden');
    expect(desk.row('devices', 26)).toMatchObject({ status: 'needs_repair' });
    expect(result(desk.call('schedule_repair', { device_id: 'G26', date: '2026-06-18' }))).toMatchObject({
      cost: '49.90',
      invoice_id: 'I56',
    });
    expect(result(desk.call('cancel_repair', { repair_id: 'P2' }))).toMatchObject({ status: 'cancelled' });
    expect(desk.row('invoices', 56)).toMatchObject({ status: 'void' });
    expect(desk.row('devices', 26)).toMatchObject({ status: 'needs_repair' });
  });

  test('a repair that was paid for is not cancelled just so', () => {
    desk.call('schedule_repair', { device_id: 'G26', date: '2026-06-18' });
    desk.call('pay_invoice', { invoice_id: 'I56' });
    expectRefusal(desk.call('cancel_repair', { repair_id: 'P2' }), 'conflict', 'credit_invoice');
    desk.call('credit_invoice', { invoice_id: 'I56', amount: '49.90' });
    expect(desk.call('cancel_repair', { repair_id: 'P2' }).ok).toBe(true);
  });

  test.each(['2026-06-15', '2026-06-20', '2026-07-08', '2026-06-31'])('no repair on %s', (date) => {
    expect(refusal(desk.call('schedule_repair', { device_id: 'G26', date })).code).toBe('validation');
  });

  test('a replacement takes over subscription and warranty', () => {
    desk.call('run_diagnostics', { device_id: 'G25' });
    expect(result(desk.call('replace_device', { device_id: 'G25' }))).toEqual({
      device_id: 'G25',
      status: 'replaced',
      replacement_id: 'G30',
    });
    expect(desk.row('devices', 30)).toMatchObject({
      subscription_id: 11,
      status: 'working',
      firmware: '3.2',
    });
    expect(result(desk.call('check_warranty', { device_id: 'G30' }))).toMatchObject({ ends: '2026-06-15' });
  });

  test('what is beyond repair can be replaced', () => {
    desk.call('start_repair', { repair_id: 'P1' });
    expect(result(desk.call('finish_repair', { repair_id: 'P1', outcome: 'beyond repair' }))).toMatchObject({
      status: 'beyond_repair',
    });
    expect(desk.row('devices', 28)).toMatchObject({ status: 'needs_repair' });
  });
});

test('lookup_error_code explains a code', () => {
  expect(result(desk.call('lookup_error_code', { code: 'error e-21' }))).toEqual({
    code: 'E21',
    meaning: 'The device hangs',
    advice: 'Restart the device.',
  });
  expect(refusal(desk.call('lookup_error_code', { code: 'E99' })).code).toBe('not_found');
});

describe('outages', () => {
  const status = (postcode: string) => result(desk.call('get_service_status', { postcode }));

  test('an outage takes the connected devices of its area down and brings them back', () => {
    expect(status('70193')).toEqual({ postcode: '70193', outage: false, reports: [] });
    desk.call('start_outage', { area: '70' });
    expect(status('70193')).toEqual({
      postcode: '70193',
      outage: true,
      reports: [{ outage_id: 'O2', status: 'investigating', started: '2026-06-15' }],
    });
    expect(result(desk.call('read_status_code', { device_id: 'G21' }))).toEqual({ code: 'E05' });
    expect(result(desk.call('check_cable', { device_id: 'G21' }))).toEqual({ cable: 'tight' });
    expect(result(desk.call('reseat_cable', { device_id: 'G23' }))).toMatchObject({ code: 'E05' });
    for (const step of ['identify', 'fix', 'regress', 'resolve'])
      expect(desk.call('progress_outage', { outage_id: 'O2', step }).ok, step).toBe(true);
    expect(desk.row('devices', 21)).toMatchObject({ status: 'working' });
    expect(desk.row('devices', 23)).toMatchObject({ status: 'working' });
    expect(desk.row('devices', 22)).toMatchObject({ fault: 'frozen' });
    expect(refusal(desk.call('progress_outage', { outage_id: 'O2', step: 'fix' })).code).toBe(
      'illegal_transition',
    );
  });

  test('one that is over is reported for a week', () => {
    expect(status('80110')).toMatchObject({
      outage: false,
      reports: [{ outage_id: 'O1', status: 'resolved' }],
    });
  });
});
