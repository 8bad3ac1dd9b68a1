// Holds the library's rule for text, and the reader that the tests use, against the reader of kubectl.
// Needs Go. Run after a build: node test/go-yaml/check.mjs
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Yaml } from 'cdk8s';

const require = createRequire(import.meta.url);
const { yamlSurprise } = require('../../build/lib/synth/yaml-text.js');
const { plainScalar } = require('../../build/lib/go/yaml-scalar.js');
const { plainKind } = require('../../build/test/support/go-yaml.js');

function words(alphabet, length) {
  let longest = [''];
  const all = [];
  for (let i = 0; i < length; i++) {
    longest = longest.flatMap((word) => [...alphabet].map((letter) => word + letter));
    for (const word of longest) all.push(word);
  }
  return all;
}

const characters = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code));
const texts = [
  ...words('0178aAxXoObBeE_+-.', 4),
  ...words('01xob_+-e.', 5),
  ...words('.0e_1', 7),
  ...words(' \t\na#-', 6),
  ...words(' :#?,[]{}&*!|>\'"%@`\\=~<', 3),
  ...'y Y n N yes Yes YES no on off true null ~ << = 1:30 2024-01-01 0o777777777777777777777777 1e400_ 1E70_0 .1e400_0'.split(
    ' ',
  ),
  ...characters,
  ...characters.map((character) => `a${character}b`),
];

function read(documents) {
  const { status, stdout, stderr } = spawnSync('go', ['run', '.'], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    input: JSON.stringify(documents),
    maxBuffer: 2 ** 30,
  });
  if (status !== 0) throw new Error(String(stderr));
  return JSON.parse(stdout);
}

let failed = 0;
const complain = (text, what) => {
  if (failed++ < 20) console.error(`${JSON.stringify(text)}: ${what}`);
};

const values = read(texts.map((text) => Yaml.stringify({ text })));
texts.forEach((text, i) => {
  if (yamlSurprise(text) === undefined && values[i]?.text !== text)
    complain(text, 'accepted, but comes back otherwise');
});

const keys = read(texts.map((text) => Yaml.stringify({ map: { [text]: 1 } })));
texts.forEach((text, i) => {
  const fine = text === '<<' || (keys[i] !== null && Object.keys(keys[i].map)[0] === text);
  if (yamlSurprise(text) === undefined && !fine) complain(text, 'accepted as a key, but comes back otherwise');
});

const plain = texts.filter((text) => /^[\w+.-]+$/.test(text) && !/^(-|---|\.\.\.)$/.test(text));
const kinds = read(plain.map((text) => `text: ${text}\n`));
plain.forEach((text, i) => {
  if (kinds[i] === null) return;
  const kind = kinds[i].text === null ? 'null' : ({ boolean: 'bool' }[typeof kinds[i].text] ?? typeof kinds[i].text);
  if (plainKind(text) !== kind) complain(text, `the tests' reader says ${plainKind(text)}, go-yaml says ${kind}`);
  if (plainScalar(text) !== kinds[i].text)
    complain(text, `read as ${plainScalar(text)}, by go-yaml as ${kinds[i].text}`);
});

console.log(`${texts.length} texts as values and keys, ${plain.length} plain scalars: ${failed} wrong`);
process.exitCode = failed === 0 ? 0 : 1;
