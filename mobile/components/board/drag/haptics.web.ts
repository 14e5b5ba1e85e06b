const nothing = () => undefined;

/** A browser moves nobody's hand. */
export const haptics = { lift: nothing, cross: nothing, drop: nothing, refuse: nothing };
