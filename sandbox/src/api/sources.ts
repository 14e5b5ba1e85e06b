import type { ApiRoute } from './route.ts';

export const sourcesRoutes: readonly ApiRoute[] = [];
