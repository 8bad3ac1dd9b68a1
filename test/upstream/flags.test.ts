import { describe, expect, test } from '@jest/globals';
import { defaultOf, FLAGS } from '../../lib/upstream/flags';
import { isBefore, release } from '../../lib/upstream/version';

const namesAt = (program: 'mic' | 'nmi', version: string) =>
  FLAGS[program]
    .filter(({ since }) => since === undefined || !isBefore(release(version), release(since)))
    .filter(({ until }) => until === undefined || !isBefore(release(until), release(version)))
    .map(({ name }) => name)
    .sort();

const added = (program: 'mic' | 'nmi', from: string, to: string) => {
  const before = namesAt(program, from);
  return namesAt(program, to).filter((name) => !before.includes(name));
};

// Read from upstream's tags: cmd/mic/main.go, cmd/nmi/main.go, pkg/log/options.go, version/version.go, go.mod.
describe('the flags that releases brought', () => {
  test.each([
    ['mic', '1.5.2', '1.5.3', ['clientQps', 'createDeleteBatch', 'enableProfile', 'enableScaleFeatures']],
    ['mic', '1.5.3', '1.5.4', ['immutable-user-msis', 'prometheus-port']],
    ['mic', '1.6.0', '1.6.1', ['update-user-msi-max-retry', 'update-user-msi-retry-interval']],
    ['mic', '1.6.2', '1.6.3', ['identity-assignment-reconcile-interval']],
    ['mic', '1.7.5', '1.8.0', ['custom-user-agent']],
    ['mic', '1.8.0', '1.8.17', []],
    ['nmi', '1.5.3', '1.5.4', ['block-instance-metadata', 'prometheus-port']],
    ['nmi', '1.6.3', '1.7.0', ['allow-network-plugin-kubenet', 'kubelet-config', 'log-format']],
    ['nmi', '1.7.4', '1.7.5', ['one_output']],
    ['nmi', '1.8.1', '1.8.2', ['set-retry-after-header']],
    ['nmi', '1.8.6', '1.8.7', ['enable-conntrack-deletion']],
    ['nmi', '1.8.9', '1.8.10', ['nmi-listen-address']],
  ] as const)('%s, from %s to %s', (program, from, to, names) => {
    expect(added(program, from, to)).toEqual(names);
  });

  test('and took away', () => {
    expect(added('nmi', '1.6.1', '1.6.0')).toEqual(['debug']);
    expect(added('nmi', '1.6.2', '1.6.1')).toEqual(['host-ip']);
    expect(added('mic', '1.8.17', '1.5.0')).toEqual([]);
  });

  test('both programs have the flags of the log library', () => {
    for (const program of ['mic', 'nmi'] as const) {
      expect(namesAt(program, '1.5.0')).toEqual(expect.arrayContaining(['logtostderr', 'v', 'vmodule']));
      expect(namesAt(program, '1.5.0')).not.toContain('skip_headers');
    }
  });
});

test.each([
  ['nmi', 'enableScaleFeatures', [1, 8, 0], 'false'],
  ['nmi', 'enableScaleFeatures', [1, 8, 1], 'true'],
  ['nmi', 'enableScaleFeatures', undefined, 'true'],
  ['nmi', 'metadata-header-required', [1, 8, 3], 'false'],
  ['nmi', 'metadata-header-required', [1, 8, 4], 'true'],
  ['nmi', 'nmi-port', undefined, '2579'],
  ['mic', 'leader-election-instance', undefined, undefined],
] as const)('the default of %s --%s in %j is %s', (program, name, version, value) => {
  expect(defaultOf(program, name, version)).toBe(value);
});
