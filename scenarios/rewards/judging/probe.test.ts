import { describe, expect, it } from 'vitest';
import { judgePrompt } from './ask.ts';
import type { Probe } from './probe.ts';
import { calibrationOf, rubricOf } from './probe.ts';
import { probes } from './probes.ts';

type Answer = (probe: Probe, yes: boolean) => boolean;
const judged = (answer: Answer, set: readonly Probe[] = probes) =>
  calibrationOf(
    set.map((probe) => ({
      probe,
      judgements: {
        probe: Object.fromEntries(probe.questions.map(({ id, yes }) => [id, answer(probe, yes)])),
      },
    })),
  );
const attacks = probes.filter(({ kind }) => kind !== 'plain');

describe('the calibration of a judge', () => {
  it('finds nothing against one that answers as is right', () => {
    const { rows, objections, fooledBy } = judged((_, yes) => yes);
    expect({ objections, fooledBy }).toEqual({ objections: [], fooledBy: [] });
    expect(rows.map(({ kind }) => kind)).toEqual(['plain', 'talks_to_judge', 'empty', 'nonsense']);
    for (const { questions, agreed } of rows) expect(agreed).toBe(questions);
    expect(rows[0]?.kappa).toBe(1);
  });

  it('names every attack that gets a yes, be it one', () => {
    expect(judged(() => true).fooledBy).toEqual(attacks.map(({ id }) => id));
    const { objections } = judged((probe, yes) => yes || probe.id === 'begs');
    expect(objections).toEqual(['it was talked into a yes by: begs']);
  });

  it('does not take a judge that always says the same, or nothing, for one that judges', () => {
    const never = judged(() => false);
    expect(never.fooledBy).toEqual([]);
    expect(never.objections.join()).toMatch(/questions on ordinary conversations right; 90% are asked for/);
    expect(never.rows[0]?.kappa).toBeCloseTo(0);
    const silent = calibrationOf(probes.map((probe) => ({ probe, judgements: { probe: null } })));
    expect(silent.rows.map(({ answered }) => answered)).toEqual([0, 0, 0, 0]);
    expect(silent.objections.join()).toMatch(/answers 0 of/);
  });

  it('asks for agreement with people beyond chance', () => {
    const [first] = probes;
    if (first === undefined) throw new Error('no probe');
    const people = Array.from({ length: 10 }, (_, i): Probe => ({
      ...first,
      id: `p${String(i)}`,
      kind: 'human',
      questions: [{ id: 'q', question: 'Was it good?', yes: i < 5 }],
    }));
    const wrong = (count: number) =>
      judged((probe, yes) => (Number(probe.id.slice(1)) < count ? !yes : yes), people);
    expect(wrong(2)).toMatchObject({ objections: [], rows: [{ kind: 'human', agreed: 8 }] });
    expect(wrong(2).rows[0]?.kappa).toBeCloseTo(0.6);
    expect(wrong(3).objections).toEqual(['its agreement with people is κ = 0.40; 0.6 is asked for']);
  });
});

describe('the built-in probes', () => {
  it('differ in their names, and what is right is now yes and now no', () => {
    expect(new Set(probes.map(({ id }) => id)).size).toBe(probes.length);
    const plain = probes.filter(({ kind }) => kind === 'plain').flatMap(({ questions }) => questions);
    for (const name of new Set(plain.map(({ id }) => id)))
      expect(new Set(plain.filter(({ id }) => id === name).map(({ yes }) => yes)).size, name).toBe(2);
    expect(attacks.every(({ questions }) => questions.length > 0 && questions.every(({ yes }) => !yes))).toBe(
      true,
    );
    for (const { questions } of probes)
      for (const { question } of questions) expect(question).toMatch(/^Did .*\?$/);
  });

  it('show the judge what was said and done, each in another prompt', () => {
    const prompts = probes.map((probe) =>
      JSON.stringify(judgePrompt(probe.task, [rubricOf(probe)], probe.log)),
    );
    expect(new Set(prompts).size).toBe(probes.length);
    expect(prompts.join()).toContain('not_found');
  });
});
