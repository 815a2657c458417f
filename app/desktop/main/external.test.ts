import { expect, test, vi } from 'vitest';
import { shell } from '../electron.fixture.ts';
import { mayLeave, openExternal } from './external.ts';

vi.mock('electron', () => import('../electron.fixture.ts'));

test.each(['https://huggingface.co/models', 'https://www.python.org/downloads/', 'https://pytorch.org'])(
  '%s opens in the browser',
  async (address) => {
    expect(await openExternal(address)).toBe(true);
    expect(shell.openExternal).toHaveBeenLastCalledWith(address);
  },
);

test.each([
  'http://huggingface.co/models',
  'https://huggingface.co.evil.example/',
  'https://huggingface.co:8443/',
  'https://me:secret@huggingface.co/',
  'https://evil.example/?https://huggingface.co',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'smb://host/share',
  'understudy://episode/a',
  'no address',
])('%s is not opened', async (address) => {
  shell.openExternal.mockClear();
  expect(mayLeave(address)).toBe(false);
  expect(await openExternal(address)).toBe(false);
  expect(shell.openExternal).not.toHaveBeenCalled();
});
