/** A new variable for what has a name: in camel case, and added to those that are taken. */
export function variableOf(key: string, taken: Set<string>): string {
  const words = key.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const camel = words.map((word, i) => (i === 0 ? word : word[0]?.toUpperCase() + word.slice(1))).join('');
  const base =
    /^[A-Za-z]/.test(camel) && !RESERVED.has(camel)
      ? camel
      : `identity${camel.replace(/^[a-z]/, (c) => c.toUpperCase())}`;
  let variable = base;
  for (let n = 2; taken.has(variable); n++) variable = `${base}${n}`;
  taken.add(variable);
  return variable;
}

/** Words that are not variable names, or already in use. */
const RESERVED = new Set(
  'break case catch class const continue debugger default delete do else enum export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield await async arguments eval undefined AadPodIdentity AzureIdentity AzureIdentityBinding ApiObject App Chart Cloud Duration ImagePullPolicy InstallNames JsonPatch LoggingFormat Mode CloudCredentials Construct UpdateStrategyType require module'.split(
    ' ',
  ),
);
