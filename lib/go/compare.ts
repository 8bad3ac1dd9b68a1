/** Go's order of texts, which is that of their bytes. Names and namespaces are ASCII, so JavaScript has the same one. */
export function compareBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The namespace first, then the name (pkg/apis/aadpodidentity/sort.go). */
export function byNamespaceAndName(
  a: { readonly namespace: string; readonly name: string },
  b: { readonly namespace: string; readonly name: string },
): number {
  return compareBytes(a.namespace, b.namespace) || compareBytes(a.name, b.name);
}

/**
 * Equal for texts that Go's strings.EqualFold takes for equal, as far as one of them is ASCII: the only
 * characters beyond ASCII that fold to some of ASCII are the long s and the Kelvin sign.
 */
export function fold(text: string): string {
  return text.replace(/[A-Z\u017f\u212a]/g, (letter) => (letter === '\u017f' ? 's' : letter.toLowerCase()));
}
