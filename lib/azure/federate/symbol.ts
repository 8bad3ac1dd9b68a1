import { createHash } from 'node:crypto';

/**
 * A name for something inside a program of Bicep or Terraform, which depends on nothing else in it: Terraform deletes and
 * creates what is renamed.
 */
export function symbolOf(readable: string, key: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 8);
  return `${readable.replaceAll(/[^A-Za-z0-9]+/g, '_')}_${hash}`.replace(/^(?![A-Za-z])/, 'c_');
}
