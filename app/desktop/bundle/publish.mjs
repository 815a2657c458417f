// What only whoever publishes a package knows: the project's homepage, which a .deb must name, and where the app finds newer
// versions of itself. Both come from the environment, so that the repository holds no address that nobody owns.
import { SetupFailure } from '../../../scripts/setup/failure.mjs';

/**
 * Arguments for electron-builder, and what to tell the person. Throws SetupFailure for an address that is none.
 * @param {object} given
 * @param {Record<string, string | undefined>} given.env
 * @param {string} [given.homepage] of package.json
 * @param {string} given.platform
 * @param {boolean} [given.folderOnly] no packages are made
 * @returns {{ args: string[], notes: string[] }}
 */
export function publishing({ env, homepage, platform, folderOnly = false }) {
  const named = address(env, 'UNDERSTUDY_HOMEPAGE');
  const updates = address(env, 'UNDERSTUDY_UPDATES');
  const noDeb = platform === 'linux' && !folderOnly && named === null && homepage === undefined;
  return {
    args: [
      ...(named === null ? [] : [`-c.extraMetadata.homepage=${named}`]),
      ...(updates === null ? [] : ['-c.publish.provider=generic', `-c.publish.url=${updates}`]),
      ...(noDeb ? ['--linux', 'AppImage'] : []),
    ],
    notes: [
      ...(noDeb ? ['No .deb: it must name a homepage. Set UNDERSTUDY_HOMEPAGE to its address.'] : []),
      ...(updates === null
        ? ['This package asks nobody for newer versions: UNDERSTUDY_UPDATES names no address.']
        : [`This package looks for newer versions at ${updates}.`]),
    ],
  };
}

/** An address that others follow by themselves, so only https, and nothing secret in it. */
function address(env, name) {
  const given = env[name] ?? '';
  if (given === '') return null;
  const url = URL.parse(given);
  if (url?.protocol === 'https:' && url.username === '' && url.password === '' && url.hash === '')
    return url.href;
  throw new SetupFailure(
    `${name} is no address that can be followed: ${JSON.stringify(given)}.`,
    'set it to one that begins with https:// and has no user name in it, or leave it out.',
  );
}
