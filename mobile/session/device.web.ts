import type { CallerProfile } from '@foryou-crm/contract/app';

/**
 * The browser's session is an HttpOnly cookie that no script can read or keep, and nothing about
 * the person is put into web storage: who is signed in is asked at every start.
 */
export type KeptSession = { token: string | null; profile: CallerProfile | null };

export const keepsToken = (): boolean => false;

const nothing = () => Promise.resolve();

export const readKept = (): Promise<KeptSession> => Promise.resolve({ token: null, profile: null });
export const keepToken: (token: string) => Promise<void> = nothing;
export const keepProfile: (profile: CallerProfile) => Promise<void> = nothing;
export const forgetKept: () => Promise<void> = nothing;
