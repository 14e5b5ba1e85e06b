/** Animations of opacity and transform run on the UI thread. */
export const nativeDriver = true;
