/** A browser has no native driver, and React Native Web warns when it is asked for one. */
export const nativeDriver = false;
