// Manifests in the shapes of real ones, with the mistakes and habits of people who edit them: keys twice, lines that are
// missing, moved or indented otherwise, brackets over several lines, tabs, comments, anchors, tags, block scalars, marks
// between documents, lines of Windows. From a seed, so that each run has the same ones.
import { pick, type Random } from './hostile-yaml';

const MANIFESTS = [
  `apiVersion: apps/v1
kind: Deployment
metadata:
  name: orders
  namespace: shop
  labels: &labels
    app: orders
    tier: "2"
  annotations:
    note: >-
      Takes the orders
      of the shop
spec:
  replicas: 2
  selector:
    matchLabels:
      app: orders
  template:
    metadata:
      labels:
        <<: *labels
        aadpodidbinding: orders
    spec:
      containers:
      - name: main
        image: registry.example/shop/orders:1.4
        args: ["--verbose", "--port=80"]
        command:
        - sh
        - -c
        - |
          set -e
          exec orders --url http://host:80/ # not a comment
        env:
          - name: AZURE_CLIENT_ID
            value: 0f4e2b6c-7a1d-4c3e-8b95-3d2a1c0e9f87
          - {name: A, value: 'b'}
        ports: [{containerPort: 80}]
        resources: {requests: {cpu: 100m, memory: 1e3}, limits: {}}
`,
  `# the identity
apiVersion: "aadpodidentity.k8s.io/v1"
kind: AzureIdentity
metadata:
  name: orders
  annotations: {aadpodidentity.k8s.io/Behavior: namespaced}
spec:
  type: 0
  resourceID: /subscriptions/s/resourcegroups/shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/orders
  clientID: 00000000-0000-0000-0000-000000000012
---
apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentityBinding
metadata: {name: orders, namespace: shop}
spec:
  azureIdentity: orders # as above
  selector: orders
`,
  `apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: ConfigMap
  metadata:
    name: settings
  data:
    on: "yes"
    size: 010
    script: |-
      if a; then
        b: c
      fi

    text: "first \\
      second\\n"
- apiVersion: v1
  kind: Secret
  metadata: {name: s}
  data:
    ? key
    : !!binary aGVsbG8=
`,
  `{
  "apiVersion": "v1",
  "kind": "Pod",
  "metadata": {"name": "p", "labels": {"a": "b"}},
  "spec": {"containers": [
    {"name": "main", "args": ["x", 1, true, null]}
  ]}
}
`,
  `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: orders}
spec:
  values:
    host: orders.{{ .Values.environment }}.example
    list: [
      a,
      "b c",
      {d: e}
    ]
    map: {
      a: 1,
      b: [2]
    }
    empty:
    größe: 1_000
`,
];

/** Manifests that `readAsJson` reads, without mutations. */
const PLAIN = [
  `# Source: shop/templates/orders.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: orders
  namespace: shop
  labels:
    app.kubernetes.io/name: orders
    "tier": "2"
  annotations: {}
spec:
  replicas: 2 # as before

  template:
    metadata:
      labels:
        aadpodidbinding: orders
    spec:
      hostNetwork: false
      containers:
      - name: main
        image: "registry.example/shop/orders:1.4"
        args: ["--verbose", '--port=80', -v, {a: b, "c": 1}]
        command:
          - sh
          - -c
          - |
            set -e
            if true; then
              exec orders --url "http://host:80/" # not a comment
            fi

        env:
        - name: AZURE_CLIENT_ID
          value: 0f4e2b6c-7a1d-4c3e-8b95-3d2a1c0e9f87
        resources:
          requests: {cpu: 100m, memory: 1e3}
      volumes: []
status:
`,
  `apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: ConfigMap
  metadata:
    name: settings
  data:
    size: 010
    note: größe # Länge
    script: |-
      if a; then
        b: c
      fi
    list: 'it''s'
-   apiVersion: v1
    kind: Secret
    metadata:
      name: s
    data:
      key: aGVsbG8=
`,
  `---
apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentity
metadata:
  name: orders
  annotations:
    aadpodidentity.k8s.io/Behavior: namespaced
spec:
  type: 0
  resourceID: /subscriptions/s/resourcegroups/shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/orders
  clientID: 00000000-0000-0000-0000-000000000012
`,
];

const INSIDE = [
  ...[
    '\t',
    ' ',
    '  ',
    ' #c',
    '# c',
    ':',
    ': ',
    ' : ',
    '- ',
    ',',
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    '&x ',
    '*x',
    '*labels',
    '!',
  ],
  ...[
    '!!str ',
    '!!int ',
    '!t ',
    '? ',
    '|',
    '>',
    '|2',
    '|-',
    '>+ # c',
    '---',
    '...',
    '\\',
    '%',
    '@',
    '`',
    '~',
    'é',
    '\u{1f600}',
  ],
  ...[
    '<<: ',
    '=',
    'null',
    '"a": ',
    '\\n',
    '\r',
    '\x85',
    '\u2028',
    '\ufeff',
    '\xa0',
    '{{ .Values.a }}',
    '$' + '{NAME}',
    '<NAME>',
  ],
];
const LINES = [
  ...[
    '---',
    '--- ',
    '--- # c',
    '...',
    '# comment',
    '   # comment',
    '',
    '  ',
    '\t',
    '\t# c',
    '%YAML 1.1',
    '---\r',
    '- a',
    '-',
    ']',
  ],
  ...[
    '}',
    '  ]',
    '  }',
    'a: b',
    '  a: b',
    '    a: [',
    'env:',
    '      env:',
    '? a',
    ': b',
    '"a": b',
    'a : b',
    'a:',
    '<<: {a: b}',
  ],
  ...[
    'key: |',
    'key: >-',
    '  - - a',
    'a: &x {b: c}',
    'b: *x',
    '! a: b',
    'yes: no',
    '1: a',
    '--- a',
    '---a',
    '{{- if .Values.a }}',
  ],
];

/** A file of one to three manifests, with up to six mutations. */
export const mutatedManifest = (random: Random): string => mutatedOf(MANIFESTS, random);

/** The same for manifests as most are. */
export const mutatedPlain = (random: Random): string => mutatedOf(PLAIN, random);

function mutatedOf(all: readonly string[], random: Random): string {
  const count = random() < 0.8 ? 1 : 2;
  const manifests = Array.from({ length: count }, () => pick(random, all));
  let lines = manifests
    .join(random() < 0.8 ? '---\n' : pick(random, ['--- # c\n', '...\n', '...\n---\n', '\n']))
    .split('\n');
  const mutations = 1 + Math.floor(random() * random() * 6);
  for (let i = 0; i < mutations; i++) lines = mutated(random, lines);
  const text = lines.join(random() < 0.05 ? '\r\n' : '\n');
  const which = random();
  if (which < 0.02) return `\ufeff${text}`;
  return which < 0.05 ? text.trimEnd() : text;
}

/** Manifests without mutations. */
export const UNCHANGED: readonly string[] = [...MANIFESTS, ...PLAIN];
export const UNCHANGED_PLAIN: readonly string[] = PLAIN;

type Mutation = (random: Random, lines: string[], at: number) => string[];

const replaced = (lines: string[], at: number, ...instead: string[]) => lines.toSpliced(at, 1, ...instead);
const indentOf = (line: string) => line.length - line.trimStart().length;

const MUTATIONS: readonly Mutation[] = [
  (_, lines, at) => replaced(lines, at),
  (_, lines, at) => replaced(lines, at, lines[at] ?? '', lines[at] ?? ''),
  // A key twice, with another value or none.
  (random, lines, at) => {
    const line = lines[at] ?? '';
    return replaced(lines, at, line.replace(/:.*/, pick(random, [':', ': x', ': [1]', ': {a: b}', ':\n  - x'])), line);
  },
  (random, lines, at) => {
    const end = at + 1 + Math.floor(random() * 6);
    const by = pick(random, [-4, -2, -1, 1, 2, 3]);
    return lines.map((line, i) => {
      if (i < at || i >= end) return line;
      return by < 0 ? line.slice(Math.min(-by, indentOf(line))) : ' '.repeat(by) + line;
    });
  },
  (random, lines, at) => replaced(lines, at, ' '.repeat(Math.floor(random() * 9)) + (lines[at] ?? '').trimStart()),
  (random, lines, at) => lines.toSpliced(at, 0, pick(random, LINES)),
  (random, lines, at) => {
    const line = lines[at] ?? '';
    const column = Math.floor(random() * (line.length + 1));
    return replaced(lines, at, line.slice(0, column) + pick(random, INSIDE) + line.slice(column));
  },
  (random, lines, at) => {
    const line = lines[at] ?? '';
    const column = Math.floor(random() * (line.length + 1));
    return replaced(lines, at, line.slice(0, column) + line.slice(column + 1 + Math.floor(random() * 3)));
  },
  // A break inside, before or behind a bracket, with some indentation.
  (random, lines, at) => {
    const line = lines[at] ?? '';
    const places = Array.from(line.matchAll(/[[\]{},:"' ]/g), ({ index }) => index + (random() < 0.5 ? 0 : 1));
    const column = places.length > 0 ? pick(random, places) : 0;
    return replaced(lines, at, line.slice(0, column), ' '.repeat(Math.floor(random() * 12)) + line.slice(column));
  },
  (_, lines, at) => replaced(lines, at, `${lines[at] ?? ''}${lines[at + 1] ?? ''}`).toSpliced(at + 1, 1),
  (_, lines, at) => replaced(lines, at, `${lines[at] ?? ''} ${(lines[at + 1] ?? '').trimStart()}`).toSpliced(at + 1, 1),
  (_, lines, at) => replaced(lines, at, lines[at + 1] ?? '', lines[at] ?? '').toSpliced(at + 2, 1),
  (random, lines, at) => {
    const line = lines[at] ?? '';
    const value = pick(random, [
      ...[
        '|\n   text',
        '>-\n      a\n\n       b',
        '[\n]',
        '{\n  }',
        '[a,\n b]',
        '"a\n  b"',
        "'a\n\n b'",
        '&x a',
        '*x',
        '!!str 1',
      ],
      ...[
        '!!int x',
        'a: b',
        'a\n      b',
        '- a',
        '[a: b]',
        '{a, b: }',
        '{a: b}: c',
        '[a]: b',
        'a #b',
        '#a',
        '|+\n\n',
        '>2\n     a',
      ],
      ...[
        '1:2',
        '0x1F',
        '1e400',
        '.inf',
        '.nan',
        '190:20:30',
        '12345678901234567890',
        '2024-01-01',
        'NO',
        '"\\u00e9\\x41\\/"',
      ],
    ]);
    return replaced(
      lines,
      at,
      line.replace(/: .*|:$/, () => `: ${value}`),
    );
  },
  (_, lines, at) => replaced(lines, at, (lines[at] ?? '').replace(/^( *)(\S+):/, '$1"$2":')),
  (_, lines, at) =>
    replaced(
      lines,
      at,
      (lines[at] ?? '').replace(/^( *)/, (blanks) => blanks.replaceAll('  ', '\t')),
    ),
  (_, lines, at) => replaced(lines, at, `${lines[at] ?? ''}\t`),
  (_, lines, at) => lines.slice(0, at + 1),
];

function mutated(random: Random, lines: string[]): string[] {
  const at = Math.floor(random() * lines.length);
  return pick(random, MUTATIONS)(random, lines, at).join('\n').split('\n');
}
