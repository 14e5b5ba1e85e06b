import type { ChangeListener } from '../store/changes.ts';

/** Writes an account's history: what `GET /api/v4/events` shows. */
export const writeEvents: ChangeListener = () => undefined;
