import { describe, expect, test } from '@jest/globals';
import { CHANGES } from '../../lib/upstream/changes';
import { FLAGS, flagOf } from '../../lib/upstream/flags';
import { LAST_VERSION } from '../../lib/upstream/images';
import { nmiFeatures } from '../../lib/upstream/nmi-features';
import { permissionsNeeded } from '../../lib/upstream/roles';
import { isBefore, parseVersion, release } from '../../lib/upstream/version';

/** Upstream's releases: its tags, and the images of 1.2 to 1.4, which are older than the tags. */
const RELEASES = [
  ...['1.2', '1.3', '1.4', '1.5.0', '1.5.1', '1.5.2', '1.5.3', '1.5.4', '1.5.5', '1.6.0', '1.6.1', '1.6.2', '1.6.3'],
  ...['1.7.0', '1.7.1', '1.7.2', '1.7.3', '1.7.4', '1.7.5'],
  ...Array.from({ length: 18 }, (_, i) => `1.8.${i}`),
];

/** The release before another one. */
const before = (text: string) => RELEASES[RELEASES.indexOf(text) - 1];

test('the releases are in order, up to the last one', () => {
  for (const [i, text] of RELEASES.entries()) {
    if (i > 0) expect([text, isBefore(release(RELEASES[i - 1] as string), release(text))]).toEqual([text, true]);
  }
  expect(RELEASES.at(-1)).toBe(LAST_VERSION);
});

describe('the tables agree with each other', () => {
  test('each release in them is one of upstream, and changes are in their order', () => {
    const inFlags = Object.values(FLAGS).flatMap((flags) =>
      flags.flatMap(({ since, until, earlierDefault }) => [since, until, earlierDefault?.until]),
    );
    const changes = Object.values(CHANGES);
    const named = [...inFlags, ...changes].filter((text) => text !== undefined);
    expect(named.filter((text) => !RELEASES.includes(text))).toEqual([]);
    expect(changes).toEqual(changes.toSorted((a, b) => RELEASES.indexOf(a) - RELEASES.indexOf(b)));
  });

  test('no flag or default ends before it begins', () => {
    for (const { name, since = '1.2', until = LAST_VERSION, earlierDefault } of Object.values(FLAGS).flat()) {
      expect([name, isBefore(release(until), release(since))]).toEqual([name, false]);
      if (!earlierDefault) continue;
      expect([name, isBefore(release(earlierDefault.until), release(since))]).toEqual([name, false]);
      expect([name, isBefore(release(earlierDefault.until), release(until))]).toEqual([name, true]);
    }
  });

  test('what belongs together came with one release', () => {
    expect(flagOf('nmi', 'host-ip')?.until).toBe(before(CHANGES.listensOnLoopback));
    expect(flagOf('nmi', 'kubelet-config')?.since).toBe(flagOf('nmi', 'allow-network-plugin-kubenet')?.since);
    expect(flagOf('mic', 'config-map-name')?.since).toBe(CHANGES.keepsConfigMap);
    expect(flagOf('mic', 'identity-assignment-reconcile-interval')?.since).toBe(CHANGES.reconcilesNodes);
    for (const flag of ['http-probe-port', 'version']) {
      expect([flag, flagOf('mic', flag)?.since]).toEqual([flag, flagOf('nmi', flag)?.since]);
    }
    const updates = (text: string) =>
      permissionsNeeded('mic', false, release(text)).some(({ resource }) => resource === 'configmaps');
    expect(RELEASES.find(updates)).toBe(CHANGES.keepsConfigMap);
  });

  test('the chart passes the flags that a release has, and --host-ip up to the release before the last one with it', () => {
    for (const text of RELEASES.filter((one) => one.split('.').length === 3)) {
      const features = nmiFeatures(text);
      const has = (name: string) => !isBefore(release(text), release(flagOf('nmi', name)?.since ?? ''));
      expect([text, features]).toEqual([
        text,
        {
          hostIp: isBefore(release(text), release('1.6.1')),
          operationMode: has('operation-mode'),
          kubeletConfig: has('kubelet-config'),
        },
      ]);
    }
  });

  test('every permission that a release needs is needed by all later ones', () => {
    for (const program of ['mic', 'nmi'] as const) {
      const needed = RELEASES.map((text) =>
        permissionsNeeded(program, false, release(text)).flatMap(({ resource, verbs }) =>
          verbs.map((verb) => `${verb} ${resource}`),
        ),
      );
      needed.forEach((lines, i) => {
        if (i > 0) expect(lines).toEqual(expect.arrayContaining(needed[i - 1] as string[]));
      });
    }
  });
});

describe('the version of an image', () => {
  test.each([
    ['mcr.microsoft.com/k8s/aad-pod-identity/mic:1.3', [1, 3]],
    ['mcr.microsoft.com/k8s/aad-pod-identity/nmi:1.5', [1, 5]],
    ['registry.example:5000/nmi:v1.8.17', [1, 8, 17]],
    ['registry.example/nmi:v1.5', [1, 5]],
    ['registry.example/nmi:1.6.3-rc.0', [1, 6, 3]],
    ['registry.example/nmi:1.5-patched', [1, 5]],
    ['registry.example/nmi:v1.8.17@sha256:00ff', [1, 8, 17]],
  ])('%s is %j', (image, version) => {
    expect(parseVersion(image)).toEqual(version);
  });

  test.each([
    'registry.example/nmi',
    'registry.example/nmi:latest',
    'registry.example/nmi@sha256:00ff',
    'registry.example:5000/nmi',
    'registry.example/nmi:1',
    'registry.example/nmi:v1',
    'registry.example/nmi:1.5.3.1',
    'registry.example/nmi:stable-1.5',
    // Of an image of one's own.
    'registry.example/nmi:2.0.1',
    'registry.example/nmi:1.0.0',
    'registry.example/nmi:20.04',
    'registry.example/nmi:$(VERSION)',
  ])('%s tells none', (image) => {
    expect(parseVersion(image)).toBeUndefined();
  });

  test.each([
    ['1.5', '1.5.0', false],
    ['1.5.0', '1.5', false],
    ['1.5', '1.5.3', true],
    ['1.5.3', '1.5', false],
    ['1.8.9', '1.8.10', true],
  ])('%s is before %s: %s', (a, b, isEarlier) => {
    expect(isBefore(release(a), release(b))).toBe(isEarlier);
  });
});
