import type { ApiRoute } from './route.ts';

export const lossReasonsRoutes: readonly ApiRoute[] = [];
