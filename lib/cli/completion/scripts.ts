import { quote } from '../../validate/shell-word';
import type { OptionWords, Words } from './words';

/** Values of options that are one of a few, and options whose value is anything else, by command. */
function valueCases({ path, options }: Words): string[] {
  const cases = (those: readonly OptionWords[], action: (option: OptionWords) => string) =>
    those.map((option) => `${option.flags.map((flag) => quote(`${path} ${flag}`)).join(' | ')}) ${action(option)} ;;`);
  const withValue = options.filter(({ takesValue }) => takesValue);
  return [
    ...cases(
      withValue.filter(({ choices }) => choices.length > 0),
      ({ choices }) => `candidates=${quote(choices.join(' '))}`,
    ),
    ...cases(
      withValue.filter(({ choices }) => choices.length === 0),
      () => 'files=1',
    ),
  ];
}

function commandCase({ path, subCommands, values, options }: Words): string {
  const names = [...subCommands.map(({ name }) => name), ...values].join(' ');
  const flags = options.flatMap((option) => option.flags).join(' ');
  return `${quote(path)}) names=${quote(names)} flags=${quote(flags)} ;;`;
}

const indented = (lines: readonly string[], indent: string) => lines.map((line) => `${indent}${line}\n`).join('');

const knownPaths = (all: readonly Words[]) => all.flatMap(({ path }) => (path === '' ? [] : [quote(path)])).join(' | ');

/** Finds the command on the line, and sets what may follow: the same for bash and zsh. */
function analysis(all: readonly Words[], indent: string): string {
  return indented(
    [
      `for word in "\${before[@]}"; do`,
      `  next="\${path:+$path }$word"`,
      '  case "$next" in',
      `    ${knownPaths(all)}) path=$next ;;`,
      '  esac',
      'done',
      'case "$path" in',
      ...all.map((words) => `  ${commandCase(words)}`),
      'esac',
      'case "$path $previous" in',
      ...all.flatMap((words) => valueCases(words).map((line) => `  ${line}`)),
      '  *)',
      '    candidates=$names',
      '    case "$current" in -*) candidates=$flags ;; esac',
      '    [ -n "$candidates" ] || files=1',
      '    ;;',
      'esac',
    ],
    indent,
  );
}

/** For `source <(aad-pod-identity completion bash)`. */
export function bashScript(all: readonly Words[]): string {
  return `# Completion of aad-pod-identity for bash.
_aad_pod_identity() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]}
  local before=("\${COMP_WORDS[@]:1:COMP_CWORD-1}") path='' next word names='' flags='' candidates='' files=''
${analysis(all, '  ')}  COMPREPLY=()
  # Without words, the shell completes names of files.
  [ -z "$files" ] || return 0
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$candidates" -- "$current")
}
complete -o default -F _aad_pod_identity aad-pod-identity
`;
}

/** For `source <(aad-pod-identity completion zsh)`. */
export function zshScript(all: readonly Words[]): string {
  return `#compdef aad-pod-identity
# Completion of aad-pod-identity for zsh.
_aad_pod_identity() {
  local current=\${words[CURRENT]} previous=\${words[CURRENT-1]}
  local path='' next word names='' flags='' candidates='' files=''
  local -a before
  before=("\${(@)words[2,CURRENT-1]}")
${analysis(all, '  ')}  if [ -n "$files" ]; then
    _files
  else
    compadd -- \${=candidates}
  fi
}
compdef _aad_pod_identity aad-pod-identity
`;
}

/** For `aad-pod-identity completion fish | source`. */
export function fishScript(all: readonly Words[]): string {
  const lines = all.flatMap(({ path, subCommands, values, options }) => {
    const condition = `-n ${quote(`__aad_pod_identity_at ${quote(path)}`)}`;
    return [
      ...subCommands.map(({ name, summary }) => `${BASE} ${condition} -f -a ${quote(name)} -d ${quote(summary)}`),
      ...(values.length > 0 ? [`${BASE} ${condition} -f -a ${quote(values.join(' '))}`] : []),
      ...options.map(({ flags, summary, takesValue, choices }) =>
        [
          BASE,
          condition,
          ...flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`)),
          ...(choices.length > 0 ? [`-x -a ${quote(choices.join(' '))}`] : takesValue ? ['-r'] : []),
          `-d ${quote(summary)}`,
        ].join(' '),
      ),
    ];
  });
  return `# Completion of aad-pod-identity for fish.
function __aad_pod_identity_at
    set -l path
    for word in (commandline -opc)[2..-1]
        set -l next (string join ' ' -- $path $word)
        if contains -- $next ${all.flatMap(({ path }) => (path === '' ? [] : [quote(path)])).join(' ')}
            set path $next
        end
    end
    test "$path" = "$argv[1]"
end
${lines.join('\n')}
`;
}

const BASE = 'complete -c aad-pod-identity';
