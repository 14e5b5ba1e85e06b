// Every browser of the last years has Intl.PluralRules: nothing to add, nothing to download.
export {};
