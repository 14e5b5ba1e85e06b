import path from 'node:path';
import { getDefaultConfig } from 'expo/metro-config.js';

/**
 * What the web must not download, by package. Metro takes whole files, also those that are only
 * re-exported: zod's messages in sixty languages (ours are in `locales/`), its compiler and JSON
 * schema reader, and the components of react-i18next that put elements into sentences. Nothing
 * here uses them; together they are a fifth of the first download.
 */
const unused = {
  zod: /^\.\.?\/(locales\/index|from-json-schema|compile)\.js$/,
  'react-i18next': /^\.\/(Trans|TransWithoutContext|IcuTrans|IcuTransWithoutContext)\.js$/,
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
    const owner = /[\\/]node_modules[\\/]([^@\\/]+)[\\/][^]*$/.exec(context.originModulePath)?.[1];
    if (owner !== undefined && unused[owner]?.test(moduleName)) return { type: 'empty' };
  }
  return context.resolveRequest(context, moduleName, platform);
};

export default config;
