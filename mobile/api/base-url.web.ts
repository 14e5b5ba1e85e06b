/** One origin serves the app and the API, so there is no CORS and the cookie stays first-party. */
export const baseUrl = (): string => '';
