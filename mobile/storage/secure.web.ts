/**
 * A browser has no keychain. What must outlive the trip to amoCRM and back stays in this tab's
 * sessionStorage: other tabs cannot see it and it ends with the tab. No session token is ever here.
 * A browser that refuses storage makes these reject, as the keychain does.
 */
const inTab = <T>(work: (storage: Storage) => T): Promise<T> =>
  new Promise((resolve) => {
    resolve(work(window.sessionStorage));
  });

export const secureGet = (key: string): Promise<string | null> =>
  inTab((storage) => storage.getItem(key));

export const secureSet = (key: string, value: string): Promise<void> =>
  inTab((storage) => {
    storage.setItem(key, value);
  });

export const secureRemove = (key: string): Promise<void> =>
  inTab((storage) => {
    storage.removeItem(key);
  });
