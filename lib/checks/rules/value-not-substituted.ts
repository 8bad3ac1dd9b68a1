import { firstOf, type PlaceholderField } from '../../manifests/placeholder-fields';
import { placeholdersIn } from '../../simulation/placeholders';
import { counted } from '../../validate/counted';
import { indexed } from '../../validate/indexed';
import { NMI } from '../examples/controller-examples';
import { changed, documents } from '../examples/custom-resource-examples';
import { NMI_ROLE } from '../examples/role-examples';
import { type Rule, type RuleFinding, Severity } from '../rule';

/** A value that a tool or a person must replace first. `withoutPlaceholders` drops the findings that follow from it. */
export const valueNotSubstituted: Rule = {
  id: 'value-not-substituted',
  title: 'Values are placeholders and must be substituted first',
  severity: Severity.INFO,
  why: 'A placeholder such as <name>, $NAME, #{name}# or __NAME__ is not the value that the cluster gets. Nothing that depends on it can be checked, so such findings are left out, and only this one remains for each file.',
  symptom: 'None, unless the manifests are applied like this: the API server refuses them, or no identity matches.',
  bad: documents(changed(NMI, 'nmi:v1.8.17', 'nmi:__TAG__'), NMI_ROLE),
  good: documents(NMI, NMI_ROLE),
  source: 'envsubst, the postBuild substitutions of Flux, replacetokens of Azure Pipelines, Helm, Terraform',
  check: ({ cluster, settings }) =>
    [...indexed(placeholdersIn(cluster, settings), ({ manifest }) => manifest.file).values()].map((fields) =>
      notSubstituted(fields),
    ),
};

/** The finding for the fields of one file. */
export function notSubstituted(fields: readonly PlaceholderField[]): RuleFinding {
  const { manifest, path, placeholder } = firstOf(fields);
  const shown = manifest.kind === 'Secret' ? 'A value of the Secret' : `The value ${placeholder.text}`;
  const others = fields.length - 1;
  const also = others === 0 ? '' : `, as ${others === 1 ? 'is' : 'are'} ${counted(others, 'other field')} of this file`;
  return {
    object: manifest,
    path,
    message: `${shown} is a placeholder${also}. What depends on it is not checked. Substitute the values first, with ${placeholder.tool}.`,
  };
}
