import { openURL } from 'expo-linking';

/** Hands an address to the system: the dialler, a messenger, the mail, a browser. False: nobody took it. */
export const openAddress = (address: string): Promise<boolean> =>
  openURL(address).then(
    () => true,
    () => false,
  );
