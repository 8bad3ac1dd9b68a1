import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';

test('V8 knows the flag that main sets, and says nothing of it', () => {
  const { status, stderr } = spawnSync(process.execPath, ['build/lib/cli/main.js', '--version'], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
