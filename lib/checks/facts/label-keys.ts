import { BINDING_LABEL } from '../../upstream/api';
import { editDistance } from '../../validate/nearest';

/** Common misspellings, in lower case, without hyphens and prefix. */
const OTHER_NAMES = [
  'aadpodidbinding',
  'aadpodidentitybinding',
  'aadpodbinding',
  'aadpodidbindings',
  'aadbinding',
  'podidbinding',
];
const MOST_LETTERS = 2;

const nameOf = (key: string) =>
  key
    .slice(key.lastIndexOf('/') + 1)
    .toLowerCase()
    .replaceAll(/[-_.]/g, '');

/** Whether a key is the label's, misspelt. */
export function isMisspelt(key: string): boolean {
  if (key === BINDING_LABEL) return false;
  const name = nameOf(key);
  if (OTHER_NAMES.includes(name)) return true;
  return (
    Math.abs(name.length - BINDING_LABEL.length) <= MOST_LETTERS && editDistance(name, BINDING_LABEL) <= MOST_LETTERS
  );
}

/** Names that are the label's only beside a binding that has their value as selector. */
export const isSimilar = (key: string) =>
  /^(?:(?:aad|azure)(?:pod)?|pod)(?:(?:id|identity)(?:bind(?:ing)?|selector)?|bind(?:ing)?)s?$/.test(nameOf(key));
