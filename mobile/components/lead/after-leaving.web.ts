/** A browser hands `tel:` to another program and stays where it is. */
export const noticesReturn = false;

export const onceReturned = (_work: () => void): (() => void) => noReturn;

const noReturn = () => undefined;
