/** Component and unit tests of the app, on the phone's code path (no `.web` files). */
module.exports = {
  preset: 'jest-expo',
  rootDir: __dirname,
  testTimeout: 15_000,
  setupFilesAfterEnv: ['<rootDir>/jest.setup.ts'],
  testMatch: ['<rootDir>/**/*.test.{ts,tsx}'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/ios/', '/android/'],
  moduleNameMapper: {
    '^@/(.*)$': '<rootDir>/$1',
    // The package offers React Native its .mjs files, which Jest does not transform.
    '^lucide-react-native/icons/(.*)$':
      '<rootDir>/../node_modules/lucide-react-native/dist/cjs/icons/$1.js',
  },
  // What is published as untransformed JSX or ES modules.
  transformIgnorePatterns: [
    '/node_modules/(?!(.*/)?((jest-)?react-native|@react-native(-community)?|expo(nent)?|@expo(nent)?|expo-.*|@expo-google-fonts|@rn-primitives|react-navigation|@react-navigation|@shopify/flash-list|standard-navigation|intl-pluralrules)(/|-|$))',
  ],
};
