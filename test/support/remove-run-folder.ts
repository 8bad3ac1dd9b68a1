import { rmSync } from 'node:fs';

/** Jest's globalTeardown. */
export default function removeRunFolder(): void {
  rmSync(process.env.TEST_RUN_FOLDER as string, { recursive: true, force: true });
}
