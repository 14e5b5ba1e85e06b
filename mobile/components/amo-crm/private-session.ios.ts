/** iOS can open amoCRM in a session of its own, without the browser's sign-ins. */
export const hasPrivateSession = (): boolean => true;
