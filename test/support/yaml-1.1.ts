import { loadAll, YAML11_SCHEMA } from 'js-yaml';
import type { Manifest } from './manifests';

/** Documents by a YAML 1.1 reader independent of cdk8s, whose writer is tested. */
export function readYaml(text: string): Manifest[] {
  return loadAll(text, { schema: YAML11_SCHEMA }) as Manifest[];
}
