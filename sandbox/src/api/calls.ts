import type { ApiRoute } from './route.ts';

export const callsRoutes: readonly ApiRoute[] = [];
