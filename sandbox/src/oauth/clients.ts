import type { SandboxContext } from '../context.ts';
import type { Account } from '../store/model.ts';
import type { AccessTokens } from './access-token.ts';
import { holdsExternal } from './external.ts';
import { holds } from './grants.ts';
import type { Grant, Grants } from './grants.ts';
import type { Integration } from './integration.ts';

/** Whoever may come with tokens: the registered integration, or an external one. */
export interface OAuthClient {
  readonly integration: Integration;
  readonly grants: Grants;
  readonly accessTokens: AccessTokens;
  readonly isExternal: boolean;
  readonly holds: (account: Account, grant: Grant) => boolean;
}

/** The registered one first: nearly every call is its. */
export function clients({
  integration,
  grants,
  accessTokens,
  external,
}: SandboxContext): OAuthClient[] {
  return [
    { integration, grants, accessTokens, isExternal: false, holds },
    ...external.all().map((one) => ({ ...one, isExternal: true, holds: holdsExternal })),
  ];
}
