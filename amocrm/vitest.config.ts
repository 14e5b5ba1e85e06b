import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { name: 'amocrm', include: ['src/**/*.test.ts'] } });
