// Lint rules that hold the house style: types without holes, exhaustive switches, small files, and import arrows
// that run one way (scripts/lint/arrows.mjs has them as a table).
import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';
import { arrowsRule, pureFolders } from './scripts/lint/arrows.mjs';

const noClock = 'Time comes in as an argument (the simulated clock).';
const noOutside = 'A pure package reaches nothing outside: it comes in as an argument.';

export default tseslint.config(
  { ignores: ['**/node_modules', '.venv', '.setup', 'workspace', 'coverage', '**/dist', 'docs', 'tmp'] },
  { linterOptions: { noInlineConfig: true } },
  eslint.configs.recommended,
  {
    plugins: { house: { rules: { arrows: arrowsRule } } },
    rules: {
      'max-lines': ['error', 400],
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'], location: 'anywhere' }],
      eqeqeq: 'error',
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'house/arrows': 'error',
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: false },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true, argsIgnorePattern: '^_' }],
      // An abort's reason and a caught error are `unknown`: they are passed on as they came.
      '@typescript-eslint/prefer-promise-reject-errors': [
        'error',
        { allowThrowingAny: true, allowThrowingUnknown: true },
      ],
      '@typescript-eslint/only-throw-error': [
        'error',
        { allowThrowingAny: true, allowThrowingUnknown: true },
      ],
      // Spreading a string gives its code points, which is what we mean by it.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // An interface may be asynchronous where one of its implementations has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: pureFolders.map((folder) => `${folder}/**/*.ts`),
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: noClock },
        {
          object: 'Math',
          property: 'random',
          message: 'Randomness comes in as an argument (the seeded rng).',
        },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: noClock },
        { selector: "CallExpression[callee.name='Date']", message: noClock },
      ],
      'no-restricted-globals': [
        'error',
        ...[
          'fetch',
          'process',
          'performance',
          'setTimeout',
          'setInterval',
          'setImmediate',
          'crypto',
          'console',
        ].map((name) => ({ name, message: noOutside })),
      ],
    },
  },
  {
    // vitest types its matchers (`expect.stringContaining`) as `any`.
    files: ['**/*.test.ts'],
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off' },
  },
  {
    files: ['**/*.mjs', '**/*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setImmediate: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        AbortController: 'readonly',
        URL: 'readonly',
      },
    },
  },
);
