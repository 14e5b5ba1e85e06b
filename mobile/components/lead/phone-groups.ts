import type * as PhoneNumbers from 'libphonenumber-js/min';
import { useEffect, useState } from 'react';
import type { Grouped } from './reach';

type Library = Pick<typeof PhoneNumbers, 'parsePhoneNumberFromString'>;

/** `+971 50 555 0142` where the country is written with it, else as it was typed. */
export const groupsBy =
  ({ parsePhoneNumberFromString }: Library): Grouped =>
  (phone) => {
    const number = parsePhoneNumberFromString(phone.replace(/^\s*00/, '+'));
    return number?.isPossible() === true
      ? number.formatInternational().replaceAll(' ', '\u00A0')
      : phone;
  };

let loaded: Grouped | null = null;

/** How phones are grouped. The tables for it are heavy and come when they are first needed. */
export function usePhoneGroups(): Grouped {
  const [grouped, setGrouped] = useState<{ by: Grouped }>({ by: loaded ?? asTyped });
  useEffect(() => {
    if (loaded !== null) return undefined;
    let here = true;
    const take = (library: Library) => {
      loaded = groupsBy(library);
      if (here) setGrouped({ by: loaded });
    };
    // Without them a number stays as it was typed.
    import('libphonenumber-js/min').then(take, () => undefined);
    return () => {
      here = false;
    };
  }, []);
  return grouped.by;
}

const asTyped: Grouped = (phone) => phone;
