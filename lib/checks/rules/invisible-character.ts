import { describeInvisible } from '../../manifests/invisible';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import { type Rule, Severity } from '../rule';

export const invisibleCharacter: Rule = {
  id: 'invisible-character',
  title: 'A file contains an invisible character',
  severity: Severity.WARNING,
  why: 'Reviewers see something else than kubectl reads: a line can end inside a comment, text can be shown backwards, and two names that look the same can differ.',
  symptom: 'The cluster does not match the visible text of the file: another selector, another label, another object.',
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
      const description = describeInvisible(character, count);
      const message = `${description.charAt(0).toUpperCase()}${description.slice(1)}.`;
      return object ? [{ object, path: [], place, message }] : [];
    }),
};
