import { expect, test } from '@jest/globals';
import { readText } from '../../lib/manifests/read-text';
import { YamlText } from '../../lib/manifests/yaml';
import { YamlError } from '../../lib/manifests/yaml-error';
import { kubectlReader } from '../support/kubectl-reader';
import { ATTACK } from '../support/size';
import { hostileFile, randomOf } from './hostile-yaml';

const FILES = 1000 * ATTACK;

/** What kubectl reads and we refuse on purpose, by the reason given. */
const REFUSED: { readonly [kind: string]: RegExp } = {
  'bytes that are not text': /invalid UTF-8|control characters|byte order mark|U\+2028|carriage return/,
  'duplicate keys': /duplicate key/,
  'keys that are long, over several lines, or lists': /^a key |a colon inside|multiline key|cannot be a key/,
  'tags and anchors that few write': /\btags?\b|anchor|alias node/,
  'tabs in front of a line': /^a tab|tab characters/,
  'block scalars with a comment in their head, or as a document': /line break is expected|block scalar|chomping/,
  'flow style without the indentation and the spaces of YAML 1.2':
    /deficient indentation|comma|node content|flow style/,
  'what is in front of a document, and behind it':
    /^an indented ---|end marker|end of the stream|document separator|directive/,
  'lines that YAML 1.2 has no meaning for':
    /bad indentation|expected '?:'?|whitespace character|end of the document|hexadecimal/,
  'values that JSON has not, in what kubectl leaves unread':
    /not a number in JSON|is not a valid !!|valid only in JSON|escaped line break/,
};

const canonical = (value: unknown) =>
  JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? { map: Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)) }
      : item,
  );

/** What we make of a file: the documents, or why we refuse it. */
function read(file: Uint8Array): { documents: unknown[] } | { reason: string } {
  try {
    const { documents } = new YamlText('f', readText('f', file));
    return { documents: documents.map(({ value }) => value).filter((value) => value !== null) };
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    return { reason: error.reason };
  }
}

const reader = kubectlReader();
const name = `we read ${FILES} hostile files as kubectl does, or refuse them`;

(reader ? test : test.skip)(
  reader ? name : `${name}: there is no Go here that builds test/go-yaml`,
  () => {
    const random = randomOf(20260731);
    const files = Array.from({ length: FILES }, () => hostileFile(random));
    const wrong: string[] = [];
    let same = 0;
    reader?.(files).forEach(({ documents, refusal }, i) => {
      const ours = read(files[i] as Buffer);
      const isSame = 'documents' in ours && refusal === undefined && canonical(ours.documents) === canonical(documents);
      if (isSame) same++;
      else if ('documents' in ours || (refusal === undefined && !isOnPurpose(ours.reason))) {
        wrong.push(
          `${files[i]?.toString('latin1')}\nours: ${canonical(ours)}\nkubectl: ${refusal ?? canonical(documents)}`,
        );
      }
    });
    expect(wrong).toEqual([]);
    // Most are refused by both; that these few are read shows that not all are.
    expect(same / FILES).toBeGreaterThan(0.12);
  },
  300_000,
);

const isOnPurpose = (reason: string) => Object.values(REFUSED).some((kind) => kind.test(reason));
