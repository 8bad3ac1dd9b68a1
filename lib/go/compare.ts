/** Go's order of strings, by bytes. Names and namespaces are ASCII, so JavaScript has the same order. */
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
 * Equal for strings that are equal to Go's strings.EqualFold, if one of them is ASCII: of the other characters only the
 * long s and the Kelvin sign fold to ASCII.
 */
export function fold(text: string): string {
  return text.replace(/[A-Z\u017f\u212a]/g, (letter) => (letter === '\u017f' ? 's' : letter.toLowerCase()));
}
