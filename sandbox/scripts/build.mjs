// `npm run build`: what is published, in dist/package.
import { join } from 'node:path';
import { buildPackage } from '../../scripts/lib/package-build.mjs';

buildPackage(join(import.meta.dirname, '..'));
