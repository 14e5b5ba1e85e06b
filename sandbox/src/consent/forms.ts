import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { ExternalAsk } from '../oauth/external.ts';

/** What a shown consent form was about. The answer to it names the form, not these. */
export interface Asked {
  /** Undefined for an external integration, which is made by the answer. */
  readonly clientId: string | undefined;
  readonly external: ExternalAsk | null;
  /** Undefined when the caller sent none: then none goes back. */
  readonly state: string | undefined;
  readonly mode: 'popup' | 'post_message' | undefined;
  readonly accountId: number;
}

/** Forms on people's screens. Each can be answered once, within the life of a consent. */
export interface Forms {
  open(asked: Asked): string;
  /** What the form was about, and never again; undefined when it is unknown, answered or old. */
  take(nonce: string): Asked | undefined;
  reset(): void;
}

const life = 20 * 60;
const most = 5000;

export function createForms(clock: Clock): Forms {
  const forms = new Map<string, { asked: Asked; openedAt: number }>();
  return {
    open(asked) {
      const [oldest] = forms.keys();
      if (forms.size >= most && oldest !== undefined) forms.delete(oldest);
      const nonce = randomBytes(24).toString('base64url');
      forms.set(nonce, { asked, openedAt: clock.now() });
      return nonce;
    },
    take(nonce) {
      const form = forms.get(nonce);
      forms.delete(nonce);
      return form !== undefined && clock.now() < form.openedAt + life ? form.asked : undefined;
    },
    reset: () => forms.clear(),
  };
}
