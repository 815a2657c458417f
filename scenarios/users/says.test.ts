import { createRng } from '@understudy/kernel';
import { expect, it } from 'vitest';
import { builtInPacks } from '../packs/index.ts';
import { parsePack } from '../schema/pack.ts';
import { openConversation, respond } from './machine.ts';
import { voicePrompt } from './prompt.ts';
import { promptOf } from './speech/prompts.ts';
import { orderId, userWith } from './user.fixture.ts';
import { speakTemplate } from './voice.ts';

const spoken = { ...orderId, says: 'the order with the number {value}' };
const user = {
  ...userWith({ literacy: 1 }, { facts: [spoken] }),
};
const request = (() => {
  const { state } = openConversation(user, createRng(1));
  const move = respond(user, state, { text: 'Your order number?', settled: false }, createRng(1));
  return { line: 'test', user, move, told: [], heard: 'Your order number?', rng: createRng(2) };
})();

it('a fact with a phrase of its own is told in it, not as label and value', () => {
  const { text } = speakTemplate(request);
  expect(text.toLowerCase()).toContain('the order with the number 4821');
  expect(text).not.toContain('order number 4821');
});

it('the phrase needs its value, once', () => {
  const [pack] = builtInPacks;
  const spoil = (says: string): unknown =>
    JSON.parse(
      JSON.stringify(pack).replace('"label":"order number"', `"label":"order number","says":"${says}"`),
    );
  expect(() => parsePack(spoil('order {value}'), 'test')).not.toThrow();
  for (const wrong of ['the order', '{value} {value}', '{value} of {name}'])
    expect(() => parsePack(spoil(wrong), 'test'), wrong).toThrow(/says: give \{value\} once/);
});

it('a model that speaks for the user is told what the pack says it is', () => {
  const prompt = { ...promptOf('en'), role: 'You are a guest of a hotel.', tell: 'say {label} = {value}' };
  const [system] = voicePrompt({ ...request, prompt });
  expect(system?.content).toContain('You are a guest of a hotel.\n');
  expect(system?.content).toContain('say order number = 4821');
});
