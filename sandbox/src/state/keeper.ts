/** Keeps a file up to what is in memory. */
export interface Keeper {
  /**
   * Resolves when everything that changed before the call is in the file; at once when nothing
   * did. Calls that come during a write share the next one.
   * @throws what `write` throws; the next call tries again.
   */
  save(): Promise<void>;
  /** Saves for the last time. From then on the file is not touched, whoever calls. */
  close(): Promise<void>;
}

/** Where a keeper looks, and where it puts what it saw. */
export interface Kept {
  /** Differs whenever the text would. Asked at every save, so it must be cheap. */
  readonly mark: () => string;
  readonly text: () => string;
  readonly write: (text: string) => Promise<void>;
}

/** The first save always writes. */
export function createKeeper({ mark, text, write }: Kept): Keeper {
  let written: string | null = null;
  let last = Promise.resolve();
  /** The round that has not looked at the memory yet, and so will see every change up to now. */
  let next: Promise<void> | null = null;
  let isClosed = false;

  async function round(): Promise<void> {
    next = null;
    const current = mark();
    if (current === written) return;
    await write(text());
    written = current;
  }

  function save(): Promise<void> {
    if (isClosed) return last;
    next ??= last = last.then(round, round);
    return next;
  }

  return {
    save,
    async close() {
      const saved = save();
      isClosed = true;
      await saved;
    },
  };
}
