// The warnings of jsii that stay. The words are those of Kubernetes and of AAD Pod Identity; generators for C# and Go escape
// them.
const RESERVED = ['namespace', 'object', 'type'];

/** The warnings in the output of jsii that are not listed here. */
export function unexpectedWarnings(output) {
  return output
    .split('\n')
    .filter((line) => /\bwarning\b/i.test(line) && !/^(Errors|.*\| Warnings): ?\d/.test(line))
    .filter((line) => !RESERVED.includes(/warning JSII5018: "(\w+)" is a reserved word/.exec(line)?.[1]));
}
