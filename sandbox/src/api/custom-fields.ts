import type { ApiRoute } from './route.ts';

export const customFieldsRoutes: readonly ApiRoute[] = [];
