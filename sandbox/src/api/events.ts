import type { ApiRoute } from './route.ts';

export const eventsRoutes: readonly ApiRoute[] = [];
