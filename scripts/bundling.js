/** How esbuild makes a program for Node of the sources, beside its packages. */
export const bundling = {
  bundle: true,
  splitting: true,
  packages: 'external',
  platform: 'node',
  target: 'node20',
  format: 'esm',
  sourcemap: true,
  logLevel: 'warning',
}
