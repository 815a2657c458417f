/** Options that several commands share, parsed and checked once. */
import { InvalidArgumentError, Option } from 'commander';

export function workspaceOption(): Option {
  return new Option('--workspace <folder>', 'where traces, datasets, models and reports are kept').default(
    'workspace',
  );
}

export function seedOption(): Option {
  return new Option('--seed <number>', 'decides every random draw')
    .default(7)
    .argParser(wholeNumber(0, 2 ** 31 - 1));
}

export function scenarioOption(): Option {
  return new Option('--scenario <pack>', 'a built-in pack, or the path of a .json file').default(
    'helpdesk-refunds',
  );
}

export function judgeOption(): Option {
  return new Option(
    '--judge <policy>',
    'a model that answers the rubrics of the reward: embedded, a .gguf file or an endpoint (default: they stay null)',
  );
}

/** A parser for a whole number in [low, high]. */
export function wholeNumber(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isInteger(value) || value < low || value > high) {
      throw new InvalidArgumentError(`give a whole number from ${String(low)} to ${String(high)}`);
    }
    return value;
  };
}

/** A parser for a number in [low, high]. */
export function decimal(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !(value >= low && value <= high)) {
      throw new InvalidArgumentError(`give a number from ${String(low)} to ${String(high)}`);
    }
    return value;
  };
}

/** A parser for a name that becomes part of ids and of file names. */
export function fileName(text: string): string {
  if (!/^[a-z0-9][a-z0-9._-]{0,60}$/.test(text)) {
    throw new InvalidArgumentError('give 1 to 61 of a-z 0-9 . _ - that begin with a letter or a digit');
  }
  return text;
}
