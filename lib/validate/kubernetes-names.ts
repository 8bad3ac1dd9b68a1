import type { Format } from './format';

// The rules are those of k8s.io/apimachinery/pkg/util/validation.

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const QUALIFIED = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

const isSubdomain = (text: string) => text.length <= 253 && SUBDOMAIN.test(text);

/** The name that was probably meant: lower case, trimmed, with "-" for "_" and blanks. */
function nearest(text: string, format: Format): string | undefined {
  const candidate = text
    .trim()
    .toLowerCase()
    .replace(/[_\s]+/g, '-');
  return format.accepts(candidate) ? `Write ${candidate}` : undefined;
}

/** Names of namespaces. */
export const DNS_LABEL: Format = {
  allowed: 'a DNS-1123 label: at most 63 lowercase letters, digits and "-", with a letter or digit at both ends',
  accepts: (text) => text.length <= 63 && LABEL.test(text),
  hint: (text) => nearest(text.replaceAll('.', '-'), DNS_LABEL),
};

/** Names of most objects. */
export const DNS_SUBDOMAIN: Format = {
  allowed:
    'a DNS-1123 subdomain: at most 253 lowercase letters, digits, "-" and ".", with a letter or digit at both ends and beside each "."',
  accepts: isSubdomain,
  hint: (text) => nearest(text, DNS_SUBDOMAIN),
};

/** Names of roles and of their bindings. */
export const PATH_SEGMENT: Format = {
  allowed: 'a name without "/" and "%" that is not "." or ".."',
  accepts: (text) => text !== '' && text !== '.' && text !== '..' && !/[/%]/.test(text),
};

/** Ids of constructs that become names. */
export const ID_AS_NAME: Format = {
  allowed: `${DNS_SUBDOMAIN.allowed}, starting with a letter`,
  accepts: (text) => isSubdomain(text) && /^[a-z]/.test(text),
  hint: () => 'The name is the construct id; set metadata.name to use another',
};

/** Values of labels. */
export const LABEL_VALUE: Format = {
  allowed: 'a label value: at most 63 letters, digits, "-", "_" and ".", with a letter or digit at both ends, or ""',
  accepts: (text) => text === '' || (text.length <= 63 && QUALIFIED.test(text)),
};

/** The value of the pod label aadpodidbinding: MIC skips an empty one (pkg/mic/mic.go). */
export const SELECTOR: Format = {
  allowed: 'a label value: 1 to 63 letters, digits, "-", "_" and ".", with a letter or digit at both ends',
  accepts: (text) => text !== '' && LABEL_VALUE.accepts(text),
};

/** Keys of labels and annotations. */
export const QUALIFIED_NAME: Format = {
  allowed:
    'a qualified name: at most 63 letters, digits, "-", "_" and ".", with a letter or digit at both ends; optionally a DNS-1123 subdomain and "/" before it',
  accepts: (text) => {
    const slash = text.indexOf('/');
    const name = text.slice(slash + 1);
    return name.length <= 63 && QUALIFIED.test(name) && (slash < 0 || isSubdomain(text.slice(0, slash)));
  },
};

/** The group of an `apiVersion`; empty for the core group. */
export function groupOf(apiVersion: string): string {
  return apiVersion.slice(0, Math.max(0, apiVersion.indexOf('/')));
}
