type Formatter = (text: string) => string;

let formatter: Formatter | null = null;

/** Fetches the plans of the world's phone numbers, which only this form needs. */
export async function loadPhoneFormat(): Promise<void> {
  const { AsYouType } = await import('libphonenumber-js/min');
  formatter = (text) => new AsYouType().input(text);
}

/**
 * What stands in the phone's field after `typed` replaced `before`: `+971 50 555 0142`. Only numbers with
 * a country are grouped, and only while one types at the end: a jump of the cursor would spoil the rest.
 */
export function phoneAs(typed: string, before: string): string {
  const international = typed.trimStart().startsWith('+');
  return formatter !== null && international && typed.startsWith(before) ? formatter(typed) : typed;
}

/** A number as people read it: `+971 50 555 0142`. Without its country it stays as it was written. */
export const readablePhone = (phone: string): string =>
  formatter !== null && phone.startsWith('+') ? formatter(phone) : phone;
