/** Text that a tool or a person replaces before the manifest is applied. */
export interface Placeholder {
  /** As it is written: `${CLIENT_ID}`. */
  readonly text: string;
  /** What replaces it, after "with": `envsubst or Flux`. */
  readonly tool: string;
}

/**
 * What a string is. Names and ids allow few characters, so that more can only be a placeholder there; a free string, such as
 * a password, may contain them and is a placeholder only as a whole.
 */
export type PlaceholderUse = 'id' | 'name' | 'label' | 'argument' | 'free';

interface Form {
  readonly pattern: RegExp;
  readonly tool: string;
}

const ENVSUBST = 'envsubst, or Flux with postBuild';
const BY_HAND = 'sed or by hand';
const TOKENS = 'replacetokens or sed';
const VARIABLE = /\$[A-Za-z_]\w*/;

/** Ways to write a placeholder that no name, label, id or image can contain. The first that matches counts. */
const FORMS: readonly Form[] = [
  { pattern: /\$\{\{.*?\}\}/s, tool: 'the pipeline that it is written for' },
  { pattern: /\{\{-?\s*(?:\.|\$|include\b|tpl\b|template\b).*?\}\}/s, tool: 'helm template' },
  { pattern: /\{\{.*?\}\}|\{%.*?%\}/s, tool: 'the tool of the template, such as Ansible or Jinja' },
  { pattern: /\$\{(?:var|local|module|data|azurerm_\w+)\.[^{}]*\}/, tool: 'Terraform' },
  { pattern: /\$\{[^{}]+\}/, tool: ENVSUBST },
  { pattern: /#\{[^{}]+\}#?/, tool: 'a task of Azure Pipelines, such as replacetokens' },
  { pattern: /<[^<>]+>/, tool: BY_HAND },
  { pattern: /(?<![A-Za-z0-9])__[A-Z](?:[A-Z0-9_.-]*[A-Z0-9])?__(?![A-Za-z0-9])/, tool: TOKENS },
  { pattern: /%%?[A-Za-z][\w.-]*%%?|@@?[A-Za-z][\w.-]*@@?/, tool: BY_HAND },
  { pattern: VARIABLE, tool: ENVSUBST },
];

/** Kubernetes itself expands it in commands, arguments and variables of containers. */
const MACRO: Form = { pattern: /\$\([A-Za-z_][\w.-]*\)/, tool: 'Azure Pipelines, or a replacement of kustomize' };

/** Words that stand for a value. In lower case they are names of somebody's: `todo` is an app. */
const WORDS: Form = {
  pattern:
    /(?<![A-Za-z0-9])(?:(?:REPLACE|CHANGE|[cC]hange|[rR]eplace)[-_ ]?(?:ME|THIS|me|this|WITH\w*|with[-_ ]\w+)|TODO|FIXME|TBD|(?:YOUR|INSERT|ENTER|PUT)_[A-Z0-9_]+|PLACEHOLDER)(?![A-Za-z0-9])/,
  tool: BY_HAND,
};

/**
 * Capitals as in `MI_CLIENT_ID`, which end in what they stand for. `CLIENT_ID` alone is what upstream's demo has, and is
 * reported as no GUID.
 */
const CAPITALS =
  /(?<![A-Za-z0-9_])(?!(?:CLIENT|RESOURCE)_ID$)[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_(?:NAME|NAMESPACE|GROUP|SELECTOR|VALUE|HERE|(?:CLIENT|RESOURCE)?ID|GUID)(?![A-Za-z0-9_])/;

/** What stands in place of a GUID, or of the subscription in a resource id. */
const NO_IDS: readonly Form[] = [
  /^[^/]*[xX*]{3}[^/]*$/,
  /^(?:replace|changeme|guid|uuid)$/i,
  /^your[-_ ]/i,
  /(?<=^\/subscriptions\/)(?:[^/]*[xX*]{3}[^/]*|your[-_ ][^/]*)(?=\/)/i,
  /(?<![^/])(?=(?:[^/]?[^xX*#/]*[xX*#]){4})[\da-fA-FxX*#]{8}(?:-[\da-fA-FxX*#]{4}){3}-[\da-fA-FxX*#]{12}(?![^/])/,
].map((pattern) => ({ pattern, tool: BY_HAND }));

/** In lower case it may be a name in a program, but not in Kubernetes. */
const UNDERSCORES: Form = {
  pattern: /(?<![A-Za-z0-9])__[A-Za-z](?:[\w.-]*[A-Za-z0-9])?__(?![A-Za-z0-9])/,
  tool: TOKENS,
};

const CAPITAL_NAMES: Form = { pattern: CAPITALS, tool: BY_HAND };

/** The output of a command, which no id contains. */
const SHELL: Form = { pattern: /\$\([^()]+\)/, tool: 'the shell that it is written for' };

const BRACES: Form = { pattern: /\{\.?[A-Za-z][\w .-]*\}/, tool: BY_HAND };

const BY_USE: { readonly [use in Exclude<PlaceholderUse, 'free'>]: readonly Form[] } = {
  id: [...FORMS, MACRO, SHELL, WORDS, BRACES, UNDERSCORES, CAPITAL_NAMES, ...NO_IDS],
  name: [...FORMS, MACRO, SHELL, WORDS, BRACES, UNDERSCORES, CAPITAL_NAMES],
  label: [...FORMS, MACRO, WORDS, BRACES, UNDERSCORES],
  argument: FORMS,
};

/** A password may contain anything, so only what is written for a tool counts. */
const WHOLE: readonly Form[] = FORMS.filter(({ tool }) => tool !== BY_HAND).map(({ pattern, tool }) => ({
  // In capitals: a password may begin with "$".
  pattern: pattern === VARIABLE ? /^\$[A-Z][A-Z0-9_]+$/ : new RegExp(`^(?:${pattern.source})$`, 's'),
  tool,
}));

/** Any of the characters, or the words, that a placeholder has. */
const SIGNS =
  /[$<#%@{*]|__|[A-Z]_[A-Z]|[xX]{3}|^(?:guid|uuid)$|TODO|FIXME|TBD|PLACEHOLDER|(?:YOUR|INSERT|ENTER|PUT)_|[yY][oO][uU][rR]|[cC](?:HANGE|hange)|[rR](?:EPLACE|eplace)/;

/** Whether a string may contain a placeholder: quick, because most do not. */
export const mayHavePlaceholder = (text: string): boolean => SIGNS.test(text);

/** The placeholder in a string; undefined when it is a value. */
export function placeholderIn(text: string, use: PlaceholderUse): Placeholder | undefined {
  if (!mayHavePlaceholder(text)) return undefined;
  for (const { pattern, tool } of use === 'free' ? WHOLE : BY_USE[use]) {
    const match = pattern.exec(text);
    if (match) return { text: match[0], tool };
  }
  return undefined;
}
