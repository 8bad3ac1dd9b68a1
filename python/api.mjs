// The public API of the jsii edition: api.json holds that of the last commit, without docstrings and places. jsii-diff finds
// what breaks programs; other changes are seen in the diff of api.json.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, staged } from './stage.mjs';

const FILE = join(root, 'python/api.json');
const LEFT_OUT = ['docs', 'locationInModule', 'symbolId', 'assembly'];
const MEMBERS = ['members', 'methods', 'properties'];

/** What breaks programs, in the words of jsii-diff; undefined when nothing does. */
export function breaksOf(jsiiDiff) {
  if (!existsSync(FILE)) return undefined;
  const assembly = current();
  const { name, version } = assembly;
  const types = Object.entries(JSON.parse(readFileSync(FILE, 'utf8')));
  const before = {
    ...assembly,
    types: Object.fromEntries(types.map(([fqn, type]) => [fqn, { ...type, assembly: name }])),
  };
  // Below the staged package, so that it finds its dependencies.
  const folder = join(staged, 'before');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, '.jsii'), JSON.stringify(before));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest(), name, version }));
  try {
    const { status, output } = jsiiDiff('before', '.');
    return status === 0 ? undefined : output;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Writes api.json. */
export function acceptApi() {
  writeFileSync(FILE, apiText(current().types));
}

/** A line for each member, so that a diff shows what has changed. */
export function apiText(types) {
  const sorted = Object.entries(without(types)).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{\n${sorted.map(([fqn, type]) => `${JSON.stringify(fqn)}: ${typeText(type)}`).join(',\n')}\n}\n`;
}

function typeText(type) {
  return `{${Object.entries(type)
    .map(
      ([key, value]) => `\n ${JSON.stringify(key)}: ${MEMBERS.includes(key) ? listText(value) : JSON.stringify(value)}`,
    )
    .join(',')}\n}`;
}

const listText = (items) => `[${items.map((item) => `\n  ${JSON.stringify(item)}`).join(',')}\n ]`;

function without(value) {
  if (Array.isArray(value)) return value.map(without);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => !LEFT_OUT.includes(key));
  return Object.fromEntries(entries.map(([key, inner]) => [key, without(inner)]));
}

const current = () => JSON.parse(readFileSync(join(staged, '.jsii'), 'utf8'));
const manifest = () => JSON.parse(readFileSync(join(staged, 'package.json'), 'utf8'));
