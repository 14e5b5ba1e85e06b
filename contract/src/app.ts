import { z } from 'zod';

/** `GET /api/app`, public: what the sign-in screen has to know before anyone is signed in. */
export const appInfoSchema = z.object({
  mode: z.enum(['demo', 'development', 'production']),
  /** `external`: the agency's own sign-in issues the JWTs and ours is off. */
  signIn: z.enum(['password', 'external']),
  /** Which of the two vendors this deployment talks to. */
  crm: z.enum(['amocrm', 'kommo']),
  /** Only in demo mode, where every account and every lead is made up. */
  demo: z.object({ emails: z.array(z.string()), password: z.string() }).nullable(),
});
export type AppInfo = z.infer<typeof appInfoSchema>;

/** `GET /api/me` */
export const callerProfileSchema = z.object({
  id: z.uuid(),
  email: z.string().nullable(),
  name: z.string(),
  role: z.enum(['user', 'admin']),
});
export type CallerProfile = z.infer<typeof callerProfileSchema>;

/** `DELETE /api/me`: the caller's account of the app is gone, and every further call is a 401. */
export const accountDeletedSchema = z.object({ deleted: z.literal(true) });

/** `GET /api/auth/token`: the short JWT for the API, made from the session. */
export const apiTokenSchema = z.object({ token: z.string() });
