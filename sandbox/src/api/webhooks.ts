import type { ApiRoute } from './route.ts';

export const webhooksRoutes: readonly ApiRoute[] = [];
