import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { htmlText, scriptJson } from '../validate/html-text';
import { UNSEEN_OR_SPACE } from '../validate/printable';
import type { PageContent } from './content';
import { pack } from './pack';

// Script and style have their own files, for editors, the type checker and the linter. The package has them at the same
// path as the sources.
const FOLDER = join(dirname(require.resolve('../../../package.json')), 'lib', 'page', 'browser');

/** In this order they are one script: each uses only what the ones before it declare, until the last one starts. */
export const SCRIPTS = [
  ...['unpack', 'elements', 'words', 'model', 'filters', 'trace', 'map', 'facts', 'table'],
  ...['findings', 'plan', 'panel', 'header', 'bands', 'start'],
].map((name) => `${name}.js`);

const TITLES: { readonly [kind in PageContent['kind']]: string } = {
  assignments: 'Who gets which Azure identity',
  difference: 'Who gains and loses Azure identities',
  check: 'Findings, and who gets which Azure identity',
  plan: 'From pod identity to Workload Identity',
};

/** One page in one file, which loads nothing and runs nothing but its own script. */
export function* page(content: PageContent): Iterable<string> {
  const title = TITLES[content.kind];
  const script = `'use strict';\n${SCRIPTS.map(read).join('')}`;
  const style = read('page.css');
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ];
  yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n';
  yield `<meta http-equiv="Content-Security-Policy" content="${policy.join('; ')}">\n`;
  yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n';
  yield '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n';
  yield `<title>${htmlText([title, ...content.paths].join(' - '))}</title>\n<style>${style}</style>\n</head>\n`;
  yield `<body>\n<header id="header"><h1>${htmlText(title)}</h1></header>\n`;
  yield '<noscript><p>This page needs JavaScript. It loads nothing; --format json has the same content.</p></noscript>\n';
  yield `<script type="application/json" id="content">${scriptJson({ unseen: UNSEEN_OR_SPACE, ...pack(content) })}</script>\n`;
  yield `<script>${script}</script>\n</body>\n</html>\n`;
}

const read = (file: string): string => readFileSync(join(FOLDER, file), 'utf8');
const hashOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;
