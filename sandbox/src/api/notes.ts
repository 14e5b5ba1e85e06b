import type { ApiRoute } from './route.ts';

export const notesRoutes: readonly ApiRoute[] = [];
