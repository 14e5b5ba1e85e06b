import type { ApiRoute } from './route.ts';

export const linksRoutes: readonly ApiRoute[] = [];
