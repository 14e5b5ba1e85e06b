import type { ApiRoute } from './route.ts';

export const tagsRoutes: readonly ApiRoute[] = [];
