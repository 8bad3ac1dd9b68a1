// Files that readers of YAML read in different ways: all line breaks, tags, directives, separators, anchors, merges, odd
// indentation, marks of byte order and encodings. From a seed, so that each run has the same ones.

/** Numbers from 0 to 1 that look random. */
export type Random = () => number;

/** mulberry32 */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const BREAKS = ['\n', '\n', '\n', '\n', '\r\n', '\r', '\x85', '\u2028', '\u2029'];
const SCALARS = [
  ...['a', 'b', 'reader', 'admin', 'aadpodidbinding', 'x y', '1', '01', '0x1f', '1.5', '1e3', '1_000', '-1', '0b11'],
  ...['yes', 'on', 'null', '~', '2001-01-01', '.inf', '18446744073709551615', '1234567.8', '0.1', '1e21', '-0.0'],
  ...[
    '"q"',
    "'q'",
    '"a\\nb"',
    '"\\u0041\\x42\\/"',
    '"\\ud83d\\ude00"',
    "'it''s'",
    '"a\\\n  b"',
    '"a\n\n  b"',
    "'a\n b'",
  ],
  ...[
    'a:b',
    'a#b',
    'a?b',
    '?a',
    '-a',
    ':a',
    'a,b',
    '{}',
    '[]',
    '%a',
    '@a',
    '`a',
    '<<',
    '=',
    '!',
    '""',
    "''",
    'é',
    '\u{1f600}',
  ],
  ...[
    'constructor',
    '__proto__',
    'toString',
    'a\u200bb',
    'a\u00a0b',
    '\ufeffa',
    'a\ufeff',
    'a\x7f',
    'a\x01',
    'aGk=',
    '*',
    '&',
  ],
];
const FINE = [
  'a',
  'b',
  'c',
  'd1',
  'reader',
  'admin',
  'aadpodidbinding',
  'x y',
  '1',
  'yes',
  '"q"',
  "'q'",
  '"a\\nb"',
  'é',
];
const PROPERTIES = [
  ...[
    '!!str ',
    '!!int ',
    '!!bool ',
    '!!null ',
    '!!float ',
    '!!map ',
    '!!seq ',
    '!!binary ',
    '!!timestamp ',
    '!!merge ',
  ],
  ...['!x ', '! ', '!<tag:yaml.org,2002:str> ', '!<x> ', '!!foo ', '!a!b ', '!x%41 ', '&a ', '&b ', '&a:b ', '&é '],
];
const TOKENS = [
  ...[
    '---',
    '...',
    '--- ',
    '--- # c',
    '--- a',
    '---\t',
    '%YAML 1.1',
    '%YAML 1.2',
    '%TAG ! x',
    '%foo',
    '# comment',
    ' # c',
    '#c',
  ],
  ...[
    ': ',
    ':',
    '- ',
    '-',
    '? ',
    '?',
    '{',
    '}',
    '[',
    ']',
    ', ',
    ',',
    '|',
    '>',
    '|-',
    '>+',
    '|2',
    '>1-',
    '*a',
    '*b',
    '*a : ',
    '<<: *a',
  ],
  ...[
    ' ',
    '  ',
    '    ',
    '\t',
    '"',
    "'",
    '\\',
    '\ufeff',
    '\u00a0',
    '{"a": 1}',
    '{"a":1}{"b":2}',
    '[1, 2]',
    '\x00',
    '\u2028',
    '\x85',
    '\u2029',
  ],
  ...[
    '\r',
    '\r\r',
    '\n\n',
    '\n---\n',
    '\n...\n',
    '\u2028---\u2028',
    '\x85---\x85',
    '\r---\r',
    '\n--- |\n',
    '\n---\u2028# x\n',
  ],
];

/** A file, in some encoding. */
export function hostileFile(random: Random): Buffer {
  const text = hostileText(random);
  const which = random();
  if (which < 0.03) return Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(text, 'utf16le')]);
  if (which < 0.06) return Buffer.concat([Buffer.of(0xfe, 0xff), Buffer.from(text, 'utf16le').swap16()]);
  if (which < 0.07) return Buffer.from(text, 'utf16le');
  if (which < 0.1) return Buffer.from(`\ufeff${text}`);
  const bytes = Buffer.from(text);
  if (which < 0.11 && bytes.length > 0) bytes[Math.floor(random() * bytes.length)] = 0x80 + Math.floor(random() * 0x80);
  return bytes;
}

/** Its text. */
export function hostileText(random: Random): string {
  const documents = Array.from({ length: 1 + Math.floor(random() * 3) }, () => new Writer(random).document());
  const text = documents.join(
    random() < 0.7
      ? '---\n'
      : pick(random, ['---\r\n', '--- # c\n', '...\n', '...\n---\n', '--- \n', '\n', '---\u2028']),
  );
  const mutations = random() < 0.6 ? 0 : 1 + Math.floor(random() * 3);
  return Array.from({ length: mutations }).reduce<string>((mutated) => mutate(random, mutated), text);
}

function mutate(random: Random, text: string): string {
  const at = Math.floor(random() * (text.length + 1));
  const end = Math.min(text.length, at + 1 + Math.floor(random() * 4));
  const which = random();
  if (which < 0.55) return text.slice(0, at) + pick(random, TOKENS) + text.slice(at);
  if (which < 0.7) return text.slice(0, at) + text.slice(end);
  if (which < 0.8) return text.slice(0, at) + pick(random, TOKENS) + text.slice(end);
  if (which < 0.9) return text.slice(0, at) + pick(random, BREAKS) + text.slice(at);
  const lines = text.split('\n');
  const line = Math.floor(random() * lines.length);
  lines[line] = `${' '.repeat(Math.floor(random() * 4))}${(lines[line] ?? '').trimStart()}`;
  return lines.join('\n');
}

/** Writes a random document with a random style at each place. */
class Writer {
  private left = 12;
  private keys = 0;
  private anchors = false;

  constructor(private readonly random: Random) {}

  public document(): string {
    if (this.random() < 0.1) return `${JSON.stringify({ a: [1, 'x\u2028y', null], '\u2029': { b: '"' } })}\n`;
    if (this.random() < 0.05) return soup(this.random);
    const comment = this.random() < 0.2 ? `# c${pick(this.random, BREAKS)}` : '';
    this.anchors = this.random() < 0.7;
    const anchors = this.anchors ? `A: &a ${this.random() < 0.7 ? '{m: 1, no: 2}' : '[1]'}\nB: &b {m: x}\n` : '';
    return `${comment}${anchors}${this.block(0, anchors === '' && this.random() < 0.3)}`;
  }

  private block(indent: number, isList = this.random() < 0.3): string {
    const count = 1 + Math.floor(this.random() * 4);
    return Array.from({ length: count }, () => this.entry(indent, isList)).join('');
  }

  private entry(indent: number, isList: boolean): string {
    this.left--;
    const lead = ' '.repeat(indent);
    const key = isList ? '-' : `${this.properties(0.04)}${this.key()}:`;
    const which = this.random();
    const more = indent + (isList ? 2 : pick(this.random, [0, 1, 2, 2, 4]));
    if (this.left > 0 && which < 0.25) {
      const content = this.block(Math.max(more, indent + 1));
      return isList && this.random() < 0.6
        ? `${lead}- ${content.trimStart()}`
        : `${lead}${key} ${this.properties(0.08)}${this.break()}${content}`;
    }
    if (which < 0.4) return `${lead}${key} ${this.properties(0.08)}${this.scalarBlock(indent)}`;
    if (which < 0.55) return `${lead}${key} ${this.properties(0.08)}${this.flow(2)}${this.break()}`;
    if (which < 0.62) return `${lead}${key}${this.break()}`;
    if (which < 0.67 && this.anchors) return `${lead}${key} ${pick(this.random, ['*a', '*b'])}${this.break()}`;
    if (which < 0.72 && !isList) return `${lead}? ${this.key()}${this.break()}${lead}: ${this.scalar()}${this.break()}`;
    if (which < 0.77 && !isList && this.anchors)
      return `${lead}<<: ${pick(this.random, ['*a', '*b', '[*a, *b]', '{a: 1}', '[{a: 2}, {a: 3, b: 4}]', '&a {a: 1}', '*a', 'x'])}${this.break()}`;
    const value = `${this.properties(0.1)}${this.scalar()}`;
    const rest =
      this.random() < 0.1 && /[a-z]$/.test(value) ? `${this.break()}${' '.repeat(indent + 1)}${this.scalar()}` : '';
    const space = this.random() < 0.95 ? ' ' : pick(this.random, ['  ', '\t', ' \t', '']);
    return `${lead}${key}${space}${value}${rest}${this.break()}`;
  }

  private key(): string {
    if (this.random() < 0.005) return 'k'.repeat(1020 + Math.floor(this.random() * 8));
    return this.random() < 0.8 ? `k${(this.keys++).toString(36)}` : this.scalar();
  }

  private scalar(): string {
    return pick(this.random, this.random() < 0.92 ? FINE : SCALARS);
  }

  private properties(chance: number): string {
    if (this.random() >= chance) return '';
    return pick(this.random, this.random() < 0.7 ? ['!!str ', '! ', '!x ', '&c ', '&d !y '] : PROPERTIES);
  }

  private scalarBlock(indent: number): string {
    const usual = this.random() < 0.7;
    const head = pick(
      this.random,
      usual ? ['|', '>', '|-', '>-', '|+', '>+'] : ['|2', '>1', '|2-', '>-1', '| # c', '|#c', '>x'],
    );
    const lead = () => ' '.repeat(indent + pick(this.random, usual ? [2, 2, 2, 2, 2, 2, 3, 4, 5] : [0, 1, 2, 3]));
    const lines = Array.from({ length: Math.floor(this.random() * 5) }, () =>
      this.random() < 0.25
        ? `${' '.repeat(Math.floor(this.random() * 5))}${this.break()}`
        : `${lead()}${pick(this.random, [...FINE, ...SCALARS, '# c', 'a: b', '- x', '\tx'])}${this.break()}`,
    );
    return `${head}${this.break()}${lines.join('')}`;
  }

  private flow(depth: number): string {
    const isList = this.random() < 0.5;
    const space = () =>
      this.random() < 0.9
        ? pick(this.random, ['', ' '])
        : pick(this.random, ['\n      ', '\n', '\t', '\n\t', '# c\n ', ' # c\n      ']);
    const items = Array.from({ length: Math.floor(this.random() * 4) }, () => {
      const value =
        depth > 0 && this.random() < 0.3 ? this.flow(depth - 1) : `${this.properties(0.05)}${this.scalar()}`;
      const isPair = isList ? this.random() < 0.1 : this.random() < 0.9;
      const colon = this.random() < 0.9 ? ': ' : pick(this.random, [':', ' : ', ' :', ':\n   ', '\n  : ']);
      return isPair ? `${this.random() < 0.05 ? '? ' : ''}${this.key()}${colon}${value}` : value;
    });
    const inside = items.map((item) => `${space()}${item}${space()}`).join(',') + pick(this.random, ['', '', '', ',']);
    return isList ? `[${inside}]` : `{${inside}}`;
  }

  private break(): string {
    return this.random() < 0.97 ? '\n' : pick(this.random, BREAKS);
  }
}

function soup(random: Random): string {
  const all = [TOKENS, TOKENS, SCALARS, PROPERTIES, BREAKS];
  return Array.from({ length: 1 + Math.floor(random() * 12) }, () => pick(random, pick(random, all))).join('');
}

export function pick<T>(random: Random, items: readonly T[]): T {
  return items[Math.floor(random() * items.length)] as T;
}
