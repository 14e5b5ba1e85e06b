import { randomBytes } from 'node:crypto';

/** What came of a person's last act, in words for the page that follows. */
export interface Notice {
  readonly isGood: boolean;
  readonly words: string;
}

/** Kept here and only named in the address, so that no link can put words on the page. */
export interface Notices {
  keep(notice: Notice): string;
  named(name: string | undefined): Notice | null;
}

const most = 200;

export function createNotices(): Notices {
  const notices = new Map<string, Notice>();
  return {
    keep(notice) {
      const [oldest] = notices.keys();
      if (notices.size >= most && oldest !== undefined) notices.delete(oldest);
      const name = randomBytes(6).toString('base64url');
      notices.set(name, notice);
      return name;
    },
    named: (name = '') => notices.get(name) ?? null,
  };
}
