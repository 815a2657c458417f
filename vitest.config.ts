// One run for all packages: tests lie beside the code they test.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{sims,scenarios,app,models,bench,scripts}/**/*.test.{ts,mjs}'],
    exclude: ['**/node_modules/**', '.venv/**', 'workspace/**'],
    environment: 'node',
    setupFiles: ['scripts/property-seed.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
