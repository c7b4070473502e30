// For bundle-cli.mjs: our own modules find other files by where they themselves are, which a bundle changes.
import { readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * A plug-in of esbuild that makes each module in the folder `dist` speak of the place where it was built: its `import.meta.url` becomes
 * that place, seen from the bundle's one flat folder `target`. Where a module names the file of a thread, and that is one of `threads`
 * (file in `dist` to file in `target`), it names the bundle's. Building fails when a module asks `import.meta` for anything else, or
 * when nobody names one of the threads.
 */
export function ownPlaces({ dist, target, threads }) {
  const waiting = new Set(Object.keys(threads));
  const atTarget = file => path.relative(target, file).split(path.sep).join('/');
  const threadOf = (module, name) => {
    const file = path
      .relative(dist, path.resolve(path.dirname(module), name))
      .split(path.sep)
      .join('/');
    waiting.delete(file);
    return threads[file];
  };
  return {
    name: 'own-places',
    setup({ onLoad, onEnd }) {
      onLoad({ filter: /\.js$/ }, ({ path: module }) => {
        if (!module.startsWith(dist + path.sep)) return null;
        const text = readFileSync(module, 'utf8');
        if (!text.includes('import.meta')) return null;
        if (/import\.meta(?!\.url\b)/.test(text)) throw new Error('Only import.meta.url is known to the bundle.');
        const contents = text.replace(/new URL\('([^']+)', import\.meta\.url\)|import\.meta\.url/g, (found, name) => {
          const thread = name && threadOf(module, name);
          if (thread) return `new URL('./${thread}', import.meta.url)`;
          const here = `new URL('${atTarget(module)}', import.meta.url).href`;
          return name ? `new URL('${name}', ${here})` : here;
        });
        return { contents, loader: 'js', resolveDir: path.dirname(module) };
      });
      onEnd(() => {
        if (waiting.size > 0) throw new Error(`No module starts ${[...waiting].join(', ')}.`);
      });
    },
  };
}
