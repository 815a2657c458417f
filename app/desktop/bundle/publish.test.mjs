// What electron-builder is told when somebody publishes.
import { expect, test } from 'vitest';
import { publishing } from './publish.mjs';

test('without any address there is no .deb and nobody is asked for updates, and both are said', () => {
  const { args, notes } = publishing({ env: {}, platform: 'linux' });
  expect(args).toEqual(['--linux', 'AppImage']);
  expect(notes).toEqual([expect.stringMatching(/^No \.deb/), expect.stringMatching(/asks nobody/)]);
  expect(publishing({ env: {}, platform: 'darwin' }).args).toEqual([]);
  expect(publishing({ env: {}, platform: 'linux', folderOnly: true }).args).toEqual([]);
  expect(publishing({ env: {}, homepage: 'https://example.org', platform: 'linux' }).args).toEqual([]);
});

test('the addresses of whoever publishes go into the configuration', () => {
  const env = {
    UNDERSTUDY_HOMEPAGE: 'https://example.org/understudy',
    UNDERSTUDY_UPDATES: 'https://example.org/updates',
  };
  expect(publishing({ env, platform: 'linux' })).toEqual({
    args: [
      '-c.extraMetadata.homepage=https://example.org/understudy',
      '-c.publish.provider=generic',
      '-c.publish.url=https://example.org/updates',
    ],
    notes: ['This package looks for newer versions at https://example.org/updates.'],
  });
});

test.each(['http://example.org', 'example.org', 'https://me:secret@example.org', 'file:///etc'])(
  '%s is refused with what to do',
  (given) => {
    for (const name of ['UNDERSTUDY_HOMEPAGE', 'UNDERSTUDY_UPDATES'])
      expect(() => publishing({ env: { [name]: given }, platform: 'linux' })).toThrow(
        /begins with https:\/\//,
      );
  },
);
