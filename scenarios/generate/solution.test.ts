/** What the policy makes of a task's values, who asks, and in which language. */
import { describe, expect, it } from 'vitest';
import type { Family, Pack } from '../schema/pack.ts';
import type { Task } from '../schema/task.ts';
import { createBinder } from './bind.ts';
import { rich, richArena } from './rich.fixture.ts';
import { taskKeys } from './tasks.ts';

async function tasksOf(pack: Pack = rich, split: 'train' | 'heldout' = 'train'): Promise<readonly Task[]> {
  const arena = await richArena(split);
  const binder = createBinder(pack, split, arena);
  return taskKeys(pack, split).map(({ family, index }) => {
    arena.world.reset();
    return binder.task(family, index);
  });
}

async function valueOf(task: Task, name: string): Promise<unknown> {
  const arena = await richArena(task.split);
  arena.world.reset();
  return createBinder(rich, task.split, arena)
    .values(task.family, Number(task.id.split('/').at(-1)))
    .get(name);
}

function withLate(change: (family: Family) => Partial<Family>): Pack {
  return {
    ...rich,
    families: rich.families.map((family) =>
      family.id === 'late' ? { ...family, ...change(family) } : family,
    ),
  };
}

describe('the case of a task', () => {
  it('is the first whose conditions hold', async () => {
    const tasks = await tasksOf();
    expect(new Set(tasks.map((task) => task.case))).toEqual(new Set(['large', 'small']));
    for (const task of tasks) {
      const late = Number(await valueOf(task, 'late'));
      expect(task.case).toBe(late >= 10 ? 'large' : 'small');
      expect(task.communicate).toEqual(task.case === 'large' ? [['10.00']] : [['5.00']]);
      expect(task.alternatives).toHaveLength(task.case === 'large' ? 0 : 1);
    }
  });

  it('has only the steps whose conditions hold', async () => {
    for (const task of await tasksOf())
      expect(task.gold.some((move) => move.kind === 'call' && move.tool === 'add_comment')).toBe(false);
  });

  it('must be one: values that meet none are an error that names them', async () => {
    const pack = withLate(({ cases = [] }) => ({
      cases: cases.map((one) => ({ ...one, when: [{ variable: 'late', at_least: 99 }] })),
    }));
    await expect(tasksOf(pack)).rejects.toThrow(
      /families\.late\.cases: no case holds for late = (?:9|10|11); widen one/,
    );
  });
});

describe('the user of a task', () => {
  it('is one whose conditions hold', async () => {
    const tasks = await tasksOf();
    const german = tasks.filter((task) => task.user.persona.language === 'de');
    expect(german.length).toBeGreaterThan(0);
    expect(german.every((task) => task.case === 'large')).toBe(true);
  });

  it('speaks the language of its persona, and can be asked in it or in English', async () => {
    const german = (await tasksOf()).filter((task) => task.user.persona.language === 'de');
    for (const { user, wording } of german) {
      expect(user.goal).toBe('eine Entschädigung');
      expect(user.opening).toMatch(/spät/);
      expect(wording).toMatch(/^late:train:[0-2]:de$/);
      expect(user.facts[0]).toMatchObject({
        label: 'Bestellnummer',
        askedBy: ['Bestellnummer', 'order number', 'number of your order'],
      });
      expect(user.speech.thanks).not.toContain('Okay, thank you.');
    }
  });

  it('has no persona whose language the family is not written in', async () => {
    const pack: Pack = {
      ...withLate(({ user }) => ({ user: { ...user, translations: {} } })),
      personas: rich.personas.filter(({ language }) => language === 'de'),
    };
    await expect(tasksOf(pack)).rejects.toThrow(/families\.late: no persona suits these values/);
  });

  it('lies with what differs from the truth', async () => {
    for (const { user } of await tasksOf()) {
      const postcode = user.facts.find(({ id }) => id === 'postcode');
      expect(postcode?.lie).toMatch(/^\d{5}$/);
      expect(postcode?.lie).not.toBe(postcode?.value);
    }
    const honest = withLate(({ user }) => ({
      user: { ...user, facts: user.facts.map((fact) => ({ ...fact, lie: fact.value })) },
    }));
    await expect(tasksOf(honest)).rejects.toThrow(/facts\.order_id: the lie "\d+" is the truth/);
  });

  it('changes its mind in words of the split, with its facts filled in', async () => {
    const says = { train: ['No, {product}!', 'a', 'b'], heldout: ['Rather {product}.', 'c'] };
    const pack = withLate(({ user }) => ({
      user: { ...user, translations: {}, revision: { at_answer: 2, says } },
    }));
    const tasks = await tasksOf(pack, 'heldout');
    const revised = tasks.filter((task) => task.family === 'late');
    for (const { user } of revised) expect(user.revision?.atAnswer).toBe(2);
    const texts = revised.map(({ user }) => user.revision?.text ?? '');
    expect(texts.some((text) => /^Rather [^{}]+\.$/.test(text))).toBe(true);
    expect(tasks.filter((task) => task.family !== 'late').every((task) => task.user.revision === null)).toBe(
      true,
    );
  });
});

describe('what a task names', () => {
  it('is not filled in a second time', async () => {
    const pack = withLate(() => ({
      variables: {
        ...rich.families[0]?.variables,
        body: { kind: 'choice', of: ['Give {order} to $order.'] },
      },
      opening: [{ table: 'ticket_comments', values: { body: '$body' } }],
    }));
    const [task] = await tasksOf(pack);
    expect(task?.opening.at(-1)?.values).toEqual({ body: 'Give {order} to $order.' });
  });

  it('keeps what is confidential as texts, and leaves out what is not there', async () => {
    const pack = withLate(() => ({ confidential: ['$customer.email', 'plan {late}', '$nothing', 7] }));
    const withNothing: Pack = { ...pack, parameters: { ...pack.parameters, nothing: null } };
    const [task] = await tasksOf(withNothing);
    expect(task?.confidential).toEqual([
      expect.stringContaining('@'),
      expect.stringMatching(/^plan \d+$/),
      '7',
    ]);
  });
});
