// Hermes has no Intl.PluralRules; this adds it only where it is missing.
import 'intl-pluralrules';
