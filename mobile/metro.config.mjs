import path from 'node:path';
import { getDefaultConfig } from 'expo/metro-config.js';

/**
 * What the web must not download, by package. Metro takes whole files, also those that are only
 * re-exported: zod's messages in sixty languages (ours are in `locales/`), its compiler and JSON
 * schema writer and reader, the parts of react-query, react-i18next and expo-router that nothing
 * here uses (its own tab bar; the sitemap, which app.json switches off), and AES. Together they are
 * a quarter of the first download. Whoever needs one of these files takes it out of this list.
 */
const unused = {
  zod: /^\.\.?\/(locales\/index|(core\/)?json-schema-(processors|generator)|from-json-schema|compile|deep-partial)\.js$/,
  'react-i18next':
    /^\.\/(Trans|TransWithoutContext|IcuTrans|IcuTransWithoutContext|Translation|withTranslation|withSSR|useSSR)\.js$/,
  '@tanstack/query-core': /^\.\/(hydration|queriesObserver|streamedQuery)\.js$/,
  '@tanstack/react-query':
    /^\.\/(HydrationBoundary|useQueries|useSuspense\w+|usePrefetch\w+|useIsFetching)\.js$/,
  'expo-crypto': /^\.\/aes$/,
  'expo-router':
    /^\.\/(views\/(ErrorBoundary|Sitemap|BottomTab(Bar|View))|navigators\/createBottomTabNavigator|standard-navigation|layouts\/(Tabs|experimental-stack))$/,
};

const config = getDefaultConfig(import.meta.dirname);

config.resolver.resolveRequest = (context, moduleName, platform) => {
  if (platform === 'web') {
    if (moduleName === 'react-native-svg') {
      return {
        type: 'sourceFile',
        filePath: path.join(import.meta.dirname, 'components', 'ui', 'svg.web.tsx'),
      };
    }
    const owner = context.originModulePath
      .split(/[\\/]node_modules[\\/]/)
      .at(-1)
      ?.replaceAll('\\', '/');
    const name = owner?.split('/', owner.startsWith('@') ? 2 : 1).join('/') ?? '';
    if (unused[name]?.test(moduleName)) return { type: 'empty' };
  }
  return context.resolveRequest(context, moduleName, platform);
};

export default config;
