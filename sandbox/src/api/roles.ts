import type { ApiRoute } from './route.ts';

export const rolesRoutes: readonly ApiRoute[] = [];
