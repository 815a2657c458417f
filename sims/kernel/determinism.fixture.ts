/** A world made and played from a seed alone, for the test that runs it in another process. */
import fc from 'fast-check';
import { hashText } from './rng.ts';
import { loadKernel } from './kernel.ts';
import { play, sampleTemplate, stepArbitrary } from './sample.fixture.ts';

/** Template hash, world hash after every step and the whole content at the end. */
export async function playSeed(seed: string): Promise<string> {
  const world = (await loadKernel()).openWorld(sampleTemplate(seed));
  const lines = [world.templateHash];
  for (const step of fc.sample(stepArbitrary, { seed: hashText(seed), numRuns: 40 })) {
    play(world, step);
    lines.push(world.hash());
  }
  lines.push(world.dump());
  world.close();
  return lines.join('\n');
}
