import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder of its own for a test, with files in it. */
export class Folder {
  public readonly path = mkdtempSync(join(tmpdir(), 'manifests-'));

  constructor(files: { readonly [file: string]: string | Uint8Array } = {}) {
    for (const [file, content] of Object.entries(files)) this.write(file, content);
  }

  public write(file: string, content: string | Uint8Array): string {
    const path = join(this.path, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  }

  public remove(): void {
    rmSync(this.path, { recursive: true });
  }
}
