import * as SecureStore from 'expo-secure-store';

/**
 * Small secrets of this device: the system's keychain. Readable in the background after the first
 * unlock, never carried to another device by a backup.
 */
const options: SecureStore.SecureStoreOptions = {
  keychainAccessible: SecureStore.AFTER_FIRST_UNLOCK_THIS_DEVICE_ONLY,
};

export const secureGet = (key: string): Promise<string | null> =>
  SecureStore.getItemAsync(key, options);

export const secureSet = (key: string, value: string): Promise<void> =>
  SecureStore.setItemAsync(key, value, options);

export const secureRemove = (key: string): Promise<void> =>
  SecureStore.deleteItemAsync(key, options);
