import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const LICENSE = /^(licen[cs]e|notice|copying)([.-].*)?$/i;

/** The folder of the package that a file belongs to. */
function packageOf(file) {
  const [, folder] = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file) ?? [];
  return folder;
}

/** The licences of the packages that have files in the bundle, word for word, by name. */
export function noticesOf(root, files) {
  const folders = new Set(files.flatMap((file) => packageOf(join(root, file)) ?? []));
  const notices = [...folders].map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const texts = readdirSync(folder)
      .filter((file) => LICENSE.test(file))
      .sort()
      .map((file) => readFileSync(join(folder, file), 'utf8').trim());
    if (texts.length === 0) throw new Error(`no licence in ${folder}`);
    return { name, text: `${name} ${version} (${license})\n\n${texts.join('\n\n')}\n` };
  });
  const sorted = notices.sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ text }) => text);
  return `The files in this folder contain code of these packages.\n\n${sorted.join(`\n${'-'.repeat(80)}\n\n`)}`;
}
