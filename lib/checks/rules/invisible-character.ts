import { describeInvisible } from '../../manifests/invisible';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../examples';
import type { Rule } from '../rule';

export const invisibleCharacter: Rule = {
  id: 'invisible-character',
  title: 'A character that cannot be seen is in the file',
  severity: 'warning',
  why: 'Whoever reviews the file sees another text than kubectl reads: a line may end inside of a comment, text may be shown backwards, and two names that look the same may differ.',
  symptom: 'What the cluster has differs from what the file shows: another selector, another label, another object.',
  bad: documents(
    IDENTITY,
    BINDING,
    changed(WORKLOAD, 'metadata:\n', 'metadata:\n  annotations:\n    team: "or\u202eders"\n'),
  ),
  good: documents(
    IDENTITY,
    BINDING,
    changed(WORKLOAD, 'metadata:\n', 'metadata:\n  annotations:\n    team: "orders ☀️"\n'),
  ),
  source: 'go.yaml.in/yaml/v2, scannerc.go',
  check: ({ cluster }) =>
    cluster.manifests.invisible.flatMap(({ object, file, position, character, count }) => {
      const place = { file, ...position, excerpt: undefined };
      return object ? [{ object, path: [], place, message: describeInvisible(character, count) }] : [];
    }),
};
