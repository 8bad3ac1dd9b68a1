import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { LIBRARY } from './graph.mjs';

/** Copies the declarations that those of the library need, and no others, into `types` in a folder. */
export function copyTypes(root, folder) {
  const build = join(root, 'build');
  const copied = new Set();
  const copy = (file) => {
    if (copied.has(file)) return;
    copied.add(file);
    const target = join(folder, 'types', relative(build, file));
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(file, target);
    for (const [, path] of readFileSync(file, 'utf8').matchAll(/(?:from |import\()['"](\.[^'"]*)['"]/g)) {
      const imported = [`${path}.d.ts`, `${path}/index.d.ts`].map((name) => join(dirname(file), name)).find(existsSync);
      if (!imported) throw new Error(`${relative(root, file)} imports ${path}, which has no declarations`);
      copy(imported);
    }
  };
  for (const source of LIBRARY) copy(join(build, source.replace(/\.ts$/, '.d.ts')));
}
