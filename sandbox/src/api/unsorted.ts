import type { ApiRoute } from './route.ts';

export const unsortedRoutes: readonly ApiRoute[] = [];
