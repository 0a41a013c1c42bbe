// Makes dist/tidings.js, which is what the hub serves: `npm install && npm run build`. It names the source that it was
// made of, and a test of the hub holds that against the source as it is.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { build } from 'esbuild';

const source = createHash('sha256').update(readFileSync('tidings.js')).digest('hex');
await build({
  entryPoints: ['tidings.js'],
  outfile: 'dist/tidings.js',
  format: 'esm',
  target: 'es2022',
  minify: true,
  legalComments: 'none',
  banner: { js: `// tidings-client, Apache-2.0. Source: sha256 ${source}` },
});
