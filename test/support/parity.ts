import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from '@jest/globals';
import { Yaml } from 'cdk8s';
import type { Manifest } from './manifests';
import { readYaml } from './yaml-1.1';

/** Where the recorded answers of the real Helm, MIC and NMI lie, when they are there. */
export const PARITY = resolve(process.env.PARITY ?? '../shared/parity');

/** A test against recorded answers; shown as skipped where they are absent. */
export const parityTest: (name: string, run: () => void) => void = existsSync(PARITY) ? test : test.skip;

/** A recorded file, with strings replaced. */
export function recorded(file: string, replacements: { [text: string]: string } = {}): Manifest[] {
  let text = readFileSync(join(PARITY, file), 'utf8');
  for (const [from, to] of Object.entries(replacements)) text = text.replaceAll(from, to);
  return canonical(readYaml(text));
}

/**
 * Manifests so that equal ones compare as equal: lists flattened, nulls and the descriptions in CRDs dropped,
 * sorted. Read back from YAML, because that is what a cluster gets.
 */
export function canonical(manifests: Manifest[]): Manifest[] {
  return manifests
    .flatMap((manifest) => (manifest.kind === 'List' ? manifest.items : [manifest]))
    .map((manifest) => withoutNoise(manifest, manifest.kind === 'CustomResourceDefinition'))
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** What a reader of YAML gets of manifests. */
export function readBack(manifests: Manifest[]): Manifest[] {
  return readYaml(Yaml.stringify(...manifests));
}

function keyOf({ apiVersion, kind, metadata }: Manifest): string {
  return [apiVersion, kind, metadata.namespace ?? '', metadata.name].join(' ');
}

function withoutNoise(value: unknown, definition: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutNoise(item, definition));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([, item]) => item !== null)
    .filter(([key, item]) => !(definition && key === 'description' && typeof item === 'string'));
  return Object.fromEntries(entries.map(([key, item]) => [key, withoutNoise(item, definition)]));
}
