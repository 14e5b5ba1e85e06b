/** This system's browser shares its sign-ins with the page it opens for us, always. */
export const hasPrivateSession = (): boolean => false;
