import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Runs tests against a real API server, and counts them.
 *
 * @param tools the folder of build.sh and start.sh, which make and start one
 */
export function withApiServer(tools, tests) {
  const bin = process.env.BIN ?? join(tmpdir(), 'bin');
  const work = mkdtempSync(join(tmpdir(), 'cluster-'));
  const env = { ...process.env, BIN: bin, KUBECONFIG: join(work, 'kubeconfig') };
  const results = { passed: 0, failed: 0 };
  const kubectl = (args) => spawnSync('kubectl', args, { env, encoding: 'utf8', maxBuffer: 2 ** 28 });
  const expectOk = (name, { status, stdout, stderr }, also = true) => {
    if (status === 0 && also) {
      results.passed++;
      return;
    }
    results.failed++;
    console.log(`FAILED: ${name}\n${stdout}${stderr}`);
  };
  const write = (name, text) => {
    const file = join(work, name);
    writeFileSync(file, text);
    return file;
  };
  if (!existsSync(join(bin, 'kube-apiserver'))) {
    execFileSync('bash', [join(tools, 'build.sh'), join(bin, 'kube-apiserver')], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }
  execFileSync('bash', [join(tools, 'start.sh'), work], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const processes = ['apiserver', 'etcd'].map((name) => Number(readFileSync(join(work, `${name}.pid`), 'utf8')));
  try {
    if (!processes.every(isRunning)) throw new Error('another API server has the port, and has answered start.sh');
    tests({ kubectl, expectOk, write, work });
  } finally {
    // At once: an API server that ends in good order still answers for a while.
    for (const pid of processes.filter(isRunning)) process.kill(pid, 'SIGKILL');
    rmSync(work, { recursive: true, force: true });
  }
  console.log(`Tests: ${results.passed} passed, ${results.failed} failed`);
  process.exitCode = results.failed === 0 ? 0 : 1;
}

function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
