import type { YamlText } from '../../manifests/yaml';
import type { CheckedCluster } from '../checked-cluster';

/** What the files of the objects tell without a look at each object. */
interface Texts {
  readonly files: ReadonlySet<YamlText>;
  readonly hasDuplicates: boolean;
}

/** Whether a label or an annotation may have a text in its key. Where no file has it, no object needs to be looked at. */
export function mayHaveKeysWith(checked: CheckedCluster, text: string): boolean {
  for (const file of textsOf(checked).files) if (file.mayHaveKeysWith(text)) return true;
  return false;
}

/** Whether a map has a key several times. */
export const hasDuplicateKeys = (checked: CheckedCluster): boolean => textsOf(checked).hasDuplicates;

/** Several rules ask. */
const TEXTS = new WeakMap<CheckedCluster, Texts>();

function textsOf(checked: CheckedCluster): Texts {
  const known = TEXTS.get(checked);
  if (known) return known;
  const files = new Set<YamlText>();
  let hasDuplicates = false;
  // In the order read, in which they are in memory.
  for (const { document } of checked.manifests.objects) {
    files.add(document.whole);
    hasDuplicates ||= document.duplicates.length > 0;
  }
  const texts = { files, hasDuplicates };
  TEXTS.set(checked, texts);
  return texts;
}
