import { z } from 'zod';

const place = z.int().min(0);
const time = z.int();
const row = { grant: place, issuedAt: time };

/**
 * Everything `Grants` remembers, as plain data. Rows name each other by their place in the lists.
 * A pair comes after its parent, so no chain of parents can run in a circle.
 */
export const grantsStateSchema = z
  .strictObject({
    grants: z.array(
      z.strictObject({
        accountId: z.int(),
        userId: z.int(),
        isAdmin: z.boolean(),
        isRevoked: z.boolean(),
      }),
    ),
    codes: z.array(z.strictObject({ ...row, code: z.string().min(1), isUsed: z.boolean() })),
    pairs: z.array(
      z.strictObject({
        ...row,
        jti: z.string().min(1),
        refreshToken: z.string().min(1),
        parent: place.nullable(),
        isSpent: z.boolean(),
      }),
    ),
  })
  .superRefine(({ grants, codes, pairs }, check) => {
    const complain = (...path: (string | number)[]) => {
      check.addIssue({ code: 'custom', path, message: 'names a row that is not there' });
    };
    for (const [at, { grant }] of codes.entries()) {
      if (grant >= grants.length) complain('codes', at, 'grant');
    }
    for (const [at, { grant, parent }] of pairs.entries()) {
      if (grant >= grants.length) complain('pairs', at, 'grant');
      if (parent !== null && parent >= at) complain('pairs', at, 'parent');
    }
  });

export type GrantsState = z.output<typeof grantsStateSchema>;
