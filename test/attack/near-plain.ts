// Documents that are, or almost are, what `readAsJson` reads: from a grammar, with odd keys, scalars, comments, blocks, line
// breaks and indentation here and there. From a seed, so that each run has the same ones.
import { pick, type Random } from './hostile-yaml';

/** A list of words, with nothing to quote. */
const words = (text: string) => text.split(' ');

const USUAL_SCALARS = [
  ...words('a v1 1 true no ~ 0x1F 1e3 010 5m 2024-01-01 [] {} a:b a#b -1 1.5 y --x -v "a" \'b\''),
  ...['b c', '[a, b]', '{a: b}', '0f4e2b6c-7a1d-4c3e-8b95-3d2a1c0e9f87'],
];
const SCALARS = [
  ...words('true False TRUE yes No NO y n Y N on Off OFF null Null NULL ~ nUll tRue = < << >a %a @a `a ? ?a :a'),
  ...words('0 -1 +1 -0 0.0 -0.0 +0 00 01 0o10 08 0x1F 0X1f 0x 0b11 -0b1 0b-1 1_000 _1 1_ 1__0 0_1 1E3 1e 1e+3 1e400'),
  ...words('-1e400 1. .5 +.5 . .. ... .inf .Inf -.inf +.inf .nan .infx 1.2.3 190:20:30 12:30:45 1e-2 1e- 0e0 0xg 1+2'),
  ...words('12345678901234567890 123456789012345 1234567890123456 9007199254740993 18446744073709551616'),
  ...['2024-01-01T00:00:00Z', '2001-12-14 21:59:43.10 -5', '1'.repeat(40), `1.${'0'.repeat(30)}`, 'x'.repeat(3000)],
  ...['? a', 'a:', 'a: b', 'a :b', 'a #b', '#a', 'a  b', 'a b ', '-', '- a', '---', '--- a', '--', '*a', '&a', '&a b'],
  ...['!a', '!!str a', '! a', '|a', '|', '>', '[', '[]', '[ ]', '[a,b]', '[a ,b]', '[a,]', '[,a]', '[a b]', '[y, n]'],
  ...[
    '[-1, -a, - a]',
    '["a","b"]',
    '[a: b]',
    '[[a], {b: c}]',
    '[a]]',
    '[a] b',
    '[a]#b',
    '[a] #b',
    '[a\\b]',
    '["a\\n"]',
  ],
  ...[
    '[~]',
    '[null, .5, 1e3]',
    '[é]',
    '[*a]',
    '[&a b]',
    '[a?b]',
    '[<<]',
    '{ }',
    '{a: b, c: d}',
    '{a: 1,b: 2}',
    '{a : b}',
  ],
  ...[
    '{a:b}',
    '{a: }',
    '{a:}',
    '{a}',
    '{a: b, c}',
    '{"a": b}',
    '{"a":b}',
    '{a: c, a: d}',
    '{a: [b, {c: d}]}',
    '{y: n}',
  ],
  ...[
    '{1: a}',
    '{a: b}}',
    '{a: b} # c',
    '{<<: a}',
    '{__proto__: a}',
    '"a\\n"',
    '"\\""',
    '"\\\\"',
    '"\\x41"',
    '"\\u00e9"',
  ],
  ...['"\\/"', '"\\0"', '"\\e"', '"a" ', '"a"b', '"a" b', '"a" #b', '"a"#b', '"a', 'a"b', '"a: b"', "'a''b'", "'a\\n'"],
  ...[
    "'a' b",
    "'a",
    "'a'#b",
    "'\"'",
    '""',
    "''",
    "'  '",
    '\\',
    'a\\b',
    '/a',
    '$(A)',
    '(a)',
    '^a',
    '+',
    ';a',
    ',a',
    'a,b',
  ],
  ...['a]', 'a{', 'é', 'größe', '日本', '\u{1f600}', 'a\u00a0b', 'a\u2028b', 'a\x85b', 'a\ufeffb', '\ufeffa', 'a\tb'],
  ...['a\t', '\ta', 'a\x7fb', 'a\x01', '\u200b', '\ue000', '\ufffd', 'a\rb', '{{ .Values.a }}', '{{a}}', '<NAME>'],
];
const USUAL_KEYS = words('a b c d e f kind metadata items name labels spec app/x x.y data');
const KEYS = [
  ...words('on yes no y n Y true null ~ Null NO Off __proto__ constructor hasOwnProperty toString length 1 1.5 0x1 -1'),
  ...words(
    '.a /a a/b a-b _ -a "a" \'a\' "1" 10 "10" 0 "on" \'y\' "" \'\' a:b \'a\'\'b\' é "é" << "<<" = ? *a [a] #a a#b',
  ),
  ...words('$patch .nan .inf 2024-01-01 @a %a a,b a[b a]b "__proto__" "kind" \'items\' "metadata"'),
  ...['"a b"', 'a b', '"a:b"', '"a\\n"', '? a', '&a a', '!!str a', '{a: b}', 'a ', '"a" ', 'a #b', '{{ a }}', 'a\tb'],
  ...['k'.repeat(512), 'k'.repeat(513), 'k'.repeat(1025), `"${'k'.repeat(511)}"`],
];
const COMMENTS = [
  '# c',
  '#c',
  '#',
  '# a: b',
  '# - a',
  '#\tc',
  '# é',
  '# \u2028',
  '# \x85 a',
  '# \ufeff',
  '# ---',
  '# \x01',
];
const BREAKS = ['\r\n', '\r', '\x85', '\u2028', '\u2029', '\n\n', ' \n', '\t\n', '\n \n', '\n  \n', '\n\t\n'];
const HEADS = words('|+ > >- >+ |2 |1- |-2 |0 |-- |a').concat('| # c', '|- # c', '|# c', '| c', '|\t', '| ');
const LINES = [
  ...['text', 'a: b', '- x', '# no comment', '"q"', 'a\\b', "it's", 'é', '---', '...', '{', 'x ', 'y  z'],
  ...['\tx', 'x\ty', 'x\u2028y', '\ufeff', 'x\x85', '\xa0', 'x\x07'],
];
const USUAL_LINES = 13;
const PROPERTIES = ['&x ', '!!str ', '! ', '!t ', '*x ', '!!int ', '!!binary '];
const BEGINS = ['---\n', '--- \n', '--- # c\n', '---\t\n', '\ufeff', '%YAML 1.1\n---\n', '...\n', '\n', '  ', '# c\n'];
const BETWEEN = [
  ...['---\n', '---\n', '---\n', '--- \n', '--- # c\n', '...\n', '...\n---\n', '---\r\n', '---\n---\n', '--- a\n'],
  ...['\n---\n', '---\n\n', '# c\n---\n'],
];
const ENDS = ['---\n', '---', '...\n', '...', '\n\n', '  ', '# c', '\t', '--- ', '\0'];

/** A file of one document or several. */
export function nearPlain(random: Random): string {
  const text = new Writer(random).file();
  if (random() < 0.08) return text.replace(/[\r\n]+$/, '');
  return random() < 0.02 ? text.replaceAll('\n', '\r\n') : text;
}

class Writer {
  /** How much of it is odd. */
  private readonly odd: number;
  private left = 0;

  constructor(private readonly random: Random) {
    this.odd = pick(random, [0, 0.02, 0.05, 0.15]);
  }

  public file(): string {
    const isList = this.chance(0.15);
    const document = () => {
      this.left = 5 + Math.floor(this.random() * 14);
      if (!isList) return this.map(0);
      return `apiVersion: v1\nkind: List\nitems:${this.comment()}${this.break()}${this.list(this.one([0, 2]))}`;
    };
    let text = (this.chance(0.03) ? this.one(BEGINS) : '') + document();
    while (this.chance(0.25)) text += this.one(BETWEEN) + document();
    return this.chance(0.05) ? text + this.one(ENDS) : text;
  }

  private map(indent: number, isOnLine = false): string {
    const count = 1 + Math.floor(this.random() * 4);
    return Array.from({ length: count }, (_, i) =>
      i === 0 && isOnLine ? this.entry(indent) : `${this.begin(indent)}${this.entry(indent)}`,
    ).join('');
  }

  private list(indent: number): string {
    const count = 1 + Math.floor(this.random() * 3);
    return Array.from({ length: count }, () => `${this.begin(indent)}-${this.item(indent)}`).join('');
  }

  private item(indent: number): string {
    this.left--;
    const gap = this.one([1, 1, 1, 1, 3]);
    if (this.chance(this.odd)) return `${this.comment()}${this.break()}${this.chance(0.5) ? this.map(indent + 2) : ''}`;
    if (this.left > 0 && this.chance(0.45)) return `${spaces(gap)}${this.map(indent + 1 + gap, true)}`;
    if (this.chance(this.odd)) return ` - ${this.scalar()}${this.break()}`;
    if (this.chance(0.15)) return `${spaces(gap)}${this.block(indent)}`;
    return `${spaces(gap)}${this.scalar()}${this.comment()}${this.break()}`;
  }

  private entry(indent: number): string {
    this.left--;
    const key = `${this.key()}:`;
    const which = this.random();
    if (this.left > 0 && which < 0.22)
      return `${key}${this.comment()}${this.break()}${this.map(indent + this.one([1, 2, 2, 2, 4, this.rare(0, 2)]))}`;
    if (this.left > 0 && which < 0.42)
      return `${key}${this.comment()}${this.break()}${this.list(indent + this.one([0, 2, 2, 1, this.rare(-1, 0)]))}`;
    if (which < 0.5) return `${key}${this.comment()}${this.break()}`;
    if (which < 0.6) return `${key} ${this.block(indent)}`;
    const gap = this.one([' ', ' ', ' ', '  ', this.rare('', ' '), this.rare('\t', ' ')]);
    const value = `${this.rare(this.one(PROPERTIES), '')}${this.scalar()}${this.comment()}${this.break()}`;
    const more = `${spaces(indent + this.one([0, 1, 2]))}${this.scalar()}${this.break()}`;
    return `${key}${gap}${value}${this.rare(more, '')}`;
  }

  /** A block of text. */
  private block(indent: number): string {
    const inner = indent + this.one([1, 2, 2, 2, 4]);
    const line = () => {
      if (this.chance(0.12)) return spaces(this.one([0, 0, 0, inner, inner - 1, inner + 1, indent]));
      const more = this.chance(0.1) ? this.one([1, 3, this.rare(-1, 0)]) : 0;
      return spaces(inner + more) + this.one(this.chance(2 * this.odd) ? LINES : LINES.slice(0, USUAL_LINES));
    };
    const lines = Array.from({ length: Math.floor(this.random() * 5) }, () => line() + this.break());
    const head = this.chance(2 * this.odd) ? this.one(HEADS) : this.one(['|', '|', '|-']);
    return `${head}${this.break()}${lines.join('')}`;
  }

  /** The indentation of a line, with what may be before it. */
  private begin(indent: number): string {
    const before = this.random();
    const comment = `${spaces(this.one([indent, 0, indent + 2, indent - 1]))}${this.one(COMMENTS)}${this.break()}`;
    const blank = `${spaces(this.one([0, 0, indent, indent + 3]))}${this.break()}`;
    const lead = spaces(indent + this.rare(this.one([-2, -1, 1, 2]), 0));
    return (before < 0.08 ? comment : before < 0.14 ? blank : '') + lead;
  }

  private key(): string {
    if (this.chance(2 * this.odd)) return this.one(KEYS);
    return this.one(USUAL_KEYS) + (this.chance(0.6) ? `z${Math.floor(this.random() * 100).toString(36)}` : '');
  }

  private scalar(): string {
    return this.one(this.chance(0.1 + 3 * this.odd) ? SCALARS : USUAL_SCALARS);
  }

  private comment(): string {
    if (this.chance(0.1)) return this.one([' ', ' ', '  ', '']) + this.one(COMMENTS);
    return this.rare(this.one([' ', '  ', '\t']), '');
  }

  private break(): string {
    return this.chance(this.odd / 4) ? this.one(BREAKS) : '\n';
  }

  private rare<T>(odd: T, usual: T): T {
    return this.chance(this.odd) ? odd : usual;
  }

  private chance(chance: number): boolean {
    return this.random() < chance;
  }

  private one<T>(items: readonly T[]): T {
    return pick(this.random, items);
  }
}

const spaces = (count: number) => ' '.repeat(Math.max(0, count));
