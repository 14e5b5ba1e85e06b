declare namespace NodeJS {
  interface ProcessEnv {
    /** Written into the bundle when it is built, so it must be read by exactly this name. */
    EXPO_PUBLIC_API_URL?: string;
  }
}
