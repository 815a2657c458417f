import { builtInPacks } from '@understudy/scenarios';
import { writeSchooling } from '../../models/episodes.ts';
const [pops, per, out, noise] = process.argv.slice(2);
const k = Number(noise);
const rates = {
  skipIdentity: 0.14 * k,
  skipOrder: 0.04 * k,
  wrongAction: 0.22 * k,
  wrongOutcome: 0.12 * k,
  forgetClose: 0.14 * k,
  vagueReply: 0.18 * k,
};
const t = performance.now();
console.log(
  await writeSchooling(
    builtInPacks[0]!,
    {
      seed: 1,
      populations: Number(pops),
      episodesPerPopulation: Number(per),
      voiceLines: (Number(per) / 8) | 0,
      rates,
    },
    out!,
    () => {},
  ),
  performance.now() - t,
);
